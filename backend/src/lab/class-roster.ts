// The students of the class, as every node knows them.
import type { Student } from '@session-clustering/api/class'

/** A request of a student that a node has answered. */
export interface Sighting extends Student {
  /** When it arrived: ms since 1970. */
  at: number
}

const MAX_STUDENTS = 300
/** A student whose phone has sent nothing for so long is removed. Phones with a dark screen send nothing. */
const STALE_MS = 180_000

/** @param now the time in ms, for tests */
export function classRoster(now = () => performance.now()) {
  const students = new Map<string, { last: Sighting; seen: number }>()
  const changed = new Set<string>()

  return {
    receive(sightings: readonly Sighting[]): void {
      for (const sighting of sightings) {
        const { id } = sighting
        const known = students.get(id)?.last
        // Nodes send their sightings at different moments, so an older one may arrive later.
        if (known ? known.at > sighting.at : students.size >= MAX_STUDENTS) continue
        students.set(id, { last: sighting, seen: now() })
        if (!known || !isSame(known, sighting)) changed.add(id)
      }
    },

    list: (): Student[] => [...students.values()].map(({ last }) => shown(last)),

    /** Returns the students that have changed since the last call. */
    takeChanged(): Student[] {
      const taken = [...changed].flatMap((id) => students.get(id)?.last ?? []).map(shown)
      changed.clear()
      return taken
    },

    /** Removes students without a request for three minutes. @returns whether there were any */
    removeStale(): boolean {
      const before = students.size
      for (const [id, { seen }] of students) {
        if (now() - seen > STALE_MS) students.delete(id)
      }
      return students.size < before
    },

    clear(): void {
      students.clear()
      changed.clear()
    },
  }
}

function shown({ at, ...student }: Sighting): Student {
  return student
}

function isSame(one: Sighting, other: Sighting): boolean {
  return JSON.stringify(shown(one)) === JSON.stringify(shown(other))
}
