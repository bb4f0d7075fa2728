import gifenc from 'gifenc'
import { PNG } from 'pngjs'

export interface Frame {
  png: Buffer
  /** How long it is shown, in milliseconds. */
  ms: number
}

// A GIF has 256 colours. One of them stands for "as in the frame before", so that a frame stores only what changes.
const unchanged = 255
const frequent = 64

/** A GIF that repeats for ever. All frames have the same size and one palette. */
export function gifOf(frames: readonly Frame[]): Uint8Array {
  const images = frames.map(({ png }) => PNG.sync.read(png))
  const palette = paletteOf(images.filter((_, i) => i % 4 === 0))
  const gif = gifenc.GIFEncoder()
  let before: Uint8Array | undefined
  images.forEach(({ data, width, height }, i) => {
    const index = gifenc.applyPalette(data, palette)
    const changes = before
      ? index.map((color, at) => (color === before?.[at] ? unchanged : color))
      : index
    gif.writeFrame(changes, width, height, {
      ...(before === undefined && { palette }),
      delay: frames[i]?.ms ?? 0,
      transparent: before !== undefined,
      transparentIndex: unchanged,
      dispose: 1,
    })
    before = index
  })
  gif.finish()
  return gif.bytes()
}

/** The most frequent colours as they are, and the others in groups: so a red sign on a large plane keeps its red. */
function paletteOf(images: readonly PNG[]): number[][] {
  const counts = new Map<number, number>()
  for (const { data } of images) {
    for (let at = 0; at < data.length; at += 4) {
      const color = data.readUInt32BE(at)
      counts.set(color, (counts.get(color) ?? 0) + 1)
    }
  }
  const colors = [...counts].sort(([, a], [, b]) => b - a).map(([color]) => color)
  const rare = Buffer.alloc(4 * Math.max(1, colors.length - frequent))
  colors.slice(frequent).forEach((color, i) => {
    rare.writeUInt32BE(color, 4 * i)
  })
  const exact = colors
    .slice(0, frequent)
    .map((color) => [color >>> 24, (color >>> 16) & 255, (color >>> 8) & 255])
  return [...exact, ...gifenc.quantize(rare, unchanged - exact.length)]
}
