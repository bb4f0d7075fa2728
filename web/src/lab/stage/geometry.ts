// Where things stand on the stage, on a wide screen and on a narrow one.
import type { Place } from './route.ts'

export type Point = readonly [x: number, y: number]
export type StoreKind = 'none' | 'redis' | 'memory'

export interface Box {
  /** Of its middle. */
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
    : { width: store === 'none' ? 480 : 640, height: 236 }
  return { ...size, boxes: isNarrow ? narrow(store) : wide(store) }
}

function wide(store: StoreKind): Geometry['boxes'] {
  return {
    browser: box(56, 118, 108, 52),
    nginx: box(202, 118, 92, 52),
    nodes: box(262, 118, 0, 0),
    'backend-1': box(388, 60, 176, 84),
    'backend-2': box(388, 176, 176, 84),
    ...(store === 'redis' && { redis: box(584, 118, 108, 92) }),
    ...(store === 'memory' && {
      'memory:backend-1': box(580, 60, 116, 84),
      'memory:backend-2': box(580, 176, 116, 84),
    }),
  }
}

function narrow(store: StoreKind): Geometry['boxes'] {
  return {
    browser: box(62, 22, 112, 38),
    nginx: box(258, 22, 92, 38),
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

/** The middles of a route's places; it ends halfway to the last one when it broke there. */
export function pathOf(places: readonly Place[], isBroken: boolean, { boxes }: Geometry): Point[] {
  const points = places.flatMap((place): Point[] => {
    const at = boxes[place]
    return at ? [[at.x, at.y]] : []
  })
  const last = points.at(-1)
  const before = points.at(-2)
  if (isBroken && last && before) {
    points[points.length - 1] = [(last[0] + before[0]) / 2, (last[1] + before[1]) / 2]
  }
  return points
}
