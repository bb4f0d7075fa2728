// The positions and sizes on the stage, for a wide and for a narrow screen, and for any number of servers.
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

/** The places of the texts in the box of Redis when it shows the keys of both devices. */
export interface KeysLayout {
  label: Point
  keys: readonly [first: Box, second: Box]
  state: Point
}

export interface Geometry {
  width: number
  height: number
  boxes: Partial<Record<Place, Box>>
  keys?: KeysLayout
}

export interface StageParts {
  store: StoreKind
  servers: readonly string[]
  /** Also the second device, and the keys of both devices in Redis. */
  hasSecond: boolean
}

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height })

export function geometryOf(isNarrow: boolean, parts: StageParts): Geometry {
  if (!isNarrow) return wide(parts)
  return parts.servers.length > 2 ? narrowColumn(parts) : narrowPair(parts)
}

function wide({ store, servers, hasSecond }: StageParts): Geometry {
  const { height, rowAt, boxHeight } = columnOf(servers.length, 224)
  const middle = height / 2
  return {
    width: store === 'none' ? 490 : 630,
    height,
    boxes: {
      browser: box(66, hasSecond ? middle - 50 : middle, 128, 72),
      ...(hasSecond && { second: box(66, middle + 50, 128, 72) }),
      nginx: box(216, middle, 84, 50),
      elsewhere: box(216, 4, 0, 0),
      nodes: box(274, middle, 0, 0),
      ...(store === 'redis' && { redis: box(574, middle, 108, hasSecond ? 160 : 92) }),
      ...eachServer(servers, (i) => box(394, rowAt(i), 170, boxHeight)),
      ...(store === 'memory' &&
        eachMemory(servers, (i) => box(571, rowAt(i), 114, Math.min(boxHeight, 84)))),
    },
    ...(hasSecond && { keys: keysBelow(574, middle - 40, 84) }),
  }
}

/** Two servers side by side. */
function narrowPair({ store, servers, hasSecond }: StageParts): Geometry {
  const columnAt = (i: number) => 86 + i * 172
  return {
    width: 344,
    height: store === 'none' ? 154 : 230,
    boxes: {
      ...(hasSecond
        ? {
            browser: box(55, 30, 108, 58),
            nginx: box(170, 30, 76, 38),
            second: box(286, 30, 112, 58),
            elsewhere: box(170, 2, 0, 0),
            nodes: box(170, 58, 0, 0),
          }
        : {
            browser: box(68, 30, 132, 58),
            nginx: box(258, 30, 92, 38),
            elsewhere: box(340, 30, 0, 0),
            nodes: box(210, 58, 0, 0),
          }),
      ...(store === 'redis' && { redis: box(172, 202, hasSecond ? 336 : 112, 50) }),
      ...eachServer(servers, (i) => box(columnAt(i), 116, 166, 62)),
      ...(store === 'memory' && eachMemory(servers, (i) => box(columnAt(i), 202, 150, 50))),
    },
    ...(hasSecond && {
      keys: {
        label: [40, 212],
        keys: [box(118, 207, 84, 26), box(210, 207, 84, 26)],
        state: [298, 212],
      },
    }),
  }
}

/** More than two servers, one below the other. */
function narrowColumn({ store, servers, hasSecond }: StageParts): Geometry {
  const top = 72
  const { height, rowAt, boxHeight } = columnOf(servers.length, 150)
  const middle = top + height / 2
  return {
    width: 344,
    height: top + height,
    boxes: {
      browser: box(68, 30, 132, 58),
      ...(hasSecond && { second: box(210, 30, 124, 58) }),
      nginx: box(38, middle, 72, 44),
      elsewhere: box(38, top + height - 4, 0, 0),
      nodes: box(80, middle, 0, 0),
      ...(store === 'redis' && { redis: box(303, middle, 78, hasSecond ? 140 : 70) }),
      ...eachServer(servers, (i) => box(164, top + rowAt(i), 152, boxHeight)),
      ...(store === 'memory' &&
        eachMemory(servers, (i) => box(303, top + rowAt(i), 78, boxHeight))),
    },
    ...(hasSecond && { keys: keysBelow(303, middle - 34, 66) }),
  }
}

const keysBelow = (x: number, y: number, width: number): KeysLayout => ({
  label: [x, y],
  keys: [box(x, y + 25, width, 26), box(x, y + 57, width, 26)],
  state: [x, y + 92],
})

/** The rows of a column. Five or more have room for one line of text each. */
function columnOf(count: number, minHeight: number) {
  const pitch = Math.max(minHeight / count, count > 4 ? 44 : 66)
  return {
    height: pitch * count,
    rowAt: (i: number) => pitch * (i + 0.5),
    boxHeight: Math.min(84, count > 4 ? 36 : pitch - 10),
  }
}

const eachServer = (servers: readonly string[], boxAt: (i: number) => Box): Geometry['boxes'] =>
  Object.fromEntries(servers.map((name, i) => [name, boxAt(i)]))

const eachMemory = (servers: readonly string[], boxAt: (i: number) => Box): Geometry['boxes'] =>
  Object.fromEntries(servers.map((name, i) => [`memory:${name}`, boxAt(i)]))

/** The ends of the line between two boxes, on their edges: sideways where there is a gap between them, else downwards. */
export function lineOf(a: Box, b: Box): [Point, Point] {
  if (b.x - b.width / 2 > a.x + a.width / 2) {
    return [
      [a.x + a.width / 2, a.y],
      [b.x - b.width / 2, b.y],
    ]
  }
  if (b.y > a.y) {
    return [
      [a.x, a.y + a.height / 2],
      [b.x, b.y - b.height / 2],
    ]
  }
  return [
    [a.x - a.width / 2, a.y],
    [b.x + b.width / 2, b.y],
  ]
}

/** The way of a packet between two places. From the second leg on, it first crosses the box where it is. */
export type Leg = readonly Point[]

/** A route that failed ends in the middle of its last line. */
export function legsOf(places: readonly Place[], isBroken: boolean, { boxes }: Geometry): Leg[] {
  const stops = places.flatMap((place) => boxes[place] ?? [])
  const lines = stops.slice(1).map((box, i) => lineOf(stops[i] ?? box, box))
  return lines.map(([start, end], i) => {
    const isLast = isBroken && i === lines.length - 1
    const stop: Point = isLast ? [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2] : end
    const before = lines[i - 1]?.[1]
    return before ? [before, start, stop] : [start, stop]
  })
}

/** The way to a server that did not answer: from nginx half of the line, to be flown there and back. */
export function bounceOf(server: string, { boxes }: Geometry): Leg {
  const { nginx, [server as Place]: box } = boxes
  if (!nginx || !box) return []
  const [start, end] = lineOf(nginx, box)
  return [start, [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2]]
}
