// A picture of digits as PNG: 5 by 7 pixel glyphs, enlarged, 8 bit grey with some noise so that it looks like the challenge it plays.
import { crc32, deflateSync } from "node:zlib"

const glyphs: Readonly<Record<string, ReadonlyArray<number>>> = {
  "1": [4, 12, 4, 4, 4, 4, 14],
  "2": [14, 17, 1, 2, 4, 8, 31],
  "3": [31, 2, 4, 2, 1, 17, 14],
  "4": [2, 6, 10, 18, 31, 2, 2],
  "5": [31, 16, 30, 1, 1, 17, 14],
  "6": [6, 8, 16, 30, 17, 17, 14],
  "7": [31, 1, 2, 4, 8, 8, 8],
  "8": [14, 17, 17, 14, 17, 17, 14],
  "9": [14, 17, 17, 15, 1, 2, 12],
  "0": [14, 17, 19, 21, 25, 17, 14]
}

const scale = 6

const chunk = (type: string, data: Buffer): Buffer => {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, check])
}

/** Draws a text of digits; other characters are left blank. */
export const draw = (digits: string): Uint8Array => {
  const width = (digits.length * 6 + 2) * scale
  const height = 11 * scale
  const lines = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / scale) - 2
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / scale) - 1
      const bits = glyphs[digits[Math.floor(column / 6)] ?? ""]?.[row] ?? 0
      const inked = column % 6 < 5 && column >= 0 && ((bits >> (4 - (column % 6))) & 1) === 1
      const noise = (x * 73 + y * 151 + x * y * 7) % 37
      lines[y * (width + 1) + 1 + x] = (inked ? 30 : 215) + noise
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", Buffer.alloc(0))
  ])
}
