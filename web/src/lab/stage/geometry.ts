// The positions and sizes on the stage, for a wide and for a narrow screen.
import type { Place } from './route.ts'

export type Point = readonly [x: number, y: number]
export type StoreKind = 'none' | 'redis' | 'memory'

export interface Box {
  /** x and y of the centre. */
  x: number
  y: number
  width: number
  height: number
}

export interface Geometry {
  width: number
  height: number
  boxes: Partial<Record<Place, Box>>
}

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height })

export function geometryOf(isNarrow: boolean, store: StoreKind): Geometry {
  const size = isNarrow
    ? { width: 344, height: store === 'none' ? 136 : 212 }
    : { width: store === 'none' ? 460 : 600, height: 224 }
  return { ...size, boxes: isNarrow ? narrow(store) : wide(store) }
}

function wide(store: StoreKind): Geometry['boxes'] {
  return {
    browser: box(52, 112, 100, 50),
    nginx: box(188, 112, 84, 50),
    elsewhere: box(188, 4, 0, 0),
    nodes: box(246, 112, 0, 0),
    'backend-1': box(365, 56, 170, 84),
    'backend-2': box(365, 168, 170, 84),
    ...(store === 'redis' && { redis: box(546, 112, 104, 92) }),
    ...(store === 'memory' && {
      'memory:backend-1': box(542, 56, 112, 84),
      'memory:backend-2': box(542, 168, 112, 84),
    }),
  }
}

function narrow(store: StoreKind): Geometry['boxes'] {
  return {
    browser: box(62, 22, 112, 38),
    nginx: box(258, 22, 92, 38),
    elsewhere: box(340, 22, 0, 0),
    nodes: box(210, 46, 0, 0),
    'backend-1': box(86, 98, 166, 62),
    'backend-2': box(258, 98, 166, 62),
    ...(store === 'redis' && { redis: box(172, 184, 112, 50) }),
    ...(store === 'memory' && {
      'memory:backend-1': box(86, 184, 150, 50),
      'memory:backend-2': box(258, 184, 150, 50),
    }),
  }
}

/** The centres of the places on a route. A route that failed ends between its last two places. */
export function pathOf(places: readonly Place[], isBroken: boolean, { boxes }: Geometry): Point[] {
  const stops = places.flatMap((place) => boxes[place] ?? [])
  const points = stops.map(({ x, y }): Point => [x, y])
  const [before, last] = stops.slice(-2)
  if (isBroken && before && last) points[points.length - 1] = between(before, last)
  return points
}

/** The middle of the visible part of the line between two boxes. */
function between(a: Box, b: Box): Point {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const inside = ({ width, height }: Box) =>
    Math.min(width / 2 / Math.abs(dx), height / 2 / Math.abs(dy))
  const middle = (1 + inside(a) - inside(b)) / 2
  return [a.x + dx * middle, a.y + dy * middle]
}
