// Reads the pictures that tests judge: PNGs of one byte a pixel.
import { inflateSync } from "node:zlib"

export interface Pixels {
  readonly width: number
  readonly height: number
  /** The grey of a pixel, 0 to 255. */
  readonly at: (x: number, y: number) => number
  /** Every grey that occurs. */
  readonly greys: ReadonlySet<number>
}

const chunks = (png: Buffer): ReadonlyArray<readonly [string, Buffer]> => {
  const found: Array<readonly [string, Buffer]> = []
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at)
    found.push([png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + length)])
    at += length + 12
  }
  return found
}

/** Throws when it is no such picture. */
export const decode = (image: Uint8Array): Pixels => {
  const png = Buffer.from(image)
  if (png.toString("latin1", 1, 4) !== "PNG") throw new Error("no PNG")
  const parts = new Map(chunks(png))
  const [header, palette, data] = ["IHDR", "PLTE", "IDAT"].map((name) => parts.get(name) ?? Buffer.alloc(0))
  if (header === undefined || palette === undefined || data === undefined) throw new Error("no picture")
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const rows = inflateSync(data)
  if (rows.length !== (width + 1) * height) throw new Error("rows of another length")
  const at = (x: number, y: number) => palette[(rows[y * (width + 1) + 1 + x] ?? 0) * 3] ?? -1
  const greys = new Set<number>()
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) greys.add(at(x, y))
  return { width, height, at, greys }
}
