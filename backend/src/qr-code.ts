// Prints a text as a QR code for a terminal: node src/qr-code.ts TEXT. `make class` runs it, with Compose in a container.
import { encode } from 'uqr'

/** Black on white, whatever the colours of the terminal: not every camera reads the inverse. */
const BLACK_ON_WHITE = '\x1b[30;107m'
const RESET = '\x1b[0m'
/** The width of the white border in the standard (ISO/IEC 18004). */
const BORDER = 4

const { data } = encode(process.argv[2] ?? '', { border: BORDER })
// A character is about twice as high as it is wide, so it shows two rows.
for (let y = 0; y < data.length; y += 2) {
  const line = data[y]?.map((isTopDark, x) => blockOf(isTopDark, data[y + 1]?.[x] ?? false))
  console.log(`${BLACK_ON_WHITE}${line?.join('')}${RESET}`)
}

function blockOf(isTopDark: boolean, isBottomDark: boolean): string {
  if (isTopDark) return isBottomDark ? '█' : '▀'
  return isBottomDark ? '▄' : ' '
}
