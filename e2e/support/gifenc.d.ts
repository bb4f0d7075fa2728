// gifenc 1.0.3 has no types. Only what support/gif.ts uses.
declare module 'gifenc' {
  type Palette = number[][]

  interface FrameOptions {
    /** Required for the first frame. A later frame without one uses the first frame's. */
    palette?: Palette
    /** In milliseconds. GIF has a resolution of 10 ms. */
    delay?: number
    transparent?: boolean
    transparentIndex?: number
    /** 1: the next frame is drawn over this one. */
    dispose?: number
  }

  interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void
    finish(): void
    bytes(): Uint8Array
  }

  const gifenc: {
    GIFEncoder(): Encoder
    /** @param rgba four bytes a pixel */
    quantize(rgba: Uint8Array, maxColors: number): Palette
    applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array
  }
  export default gifenc
}
