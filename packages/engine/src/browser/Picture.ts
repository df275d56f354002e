// A layout drawn as a PNG of grey boxes: what a page looked like without anything that it said. Nothing is taken from the page
// but where its boxes stand, and the width of a text only on a grid, so that the bars of two names or two balances are alike.
import { crc32, deflateSync } from "node:zlib"

import { type Box, kinds, type Layout } from "./Layout.ts"

/** A picture that is larger is none: it would be no page's layout. */
const mostBytes = 200_000

const colours = { paper: 0, media: 1, field: 2, button: 3, text: 4, line: 5 } as const
const palette = [0xff, 0xc8, 0xee, 0xb4, 0x6e, 0x8c]

/** What the places and the widths of texts are rounded to: coarser than a digit or a letter. */
const place = 8
const length = 32

const down = (value: number, step: number): number => Math.floor(value / step) * step
const up = (value: number, step: number): number => Math.ceil(value / step) * step

const chunk = (type: string, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length, 0)
  head.write(type, 4, "latin1")
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0)
  return Buffer.concat([head, data, sum])
}

/** A byte a pixel, an index of the palette, in rows. */
const encode = (pixels: Uint8Array, width: number, height: number): Uint8Array => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const rows = Buffer.alloc((width + 1) * height)
  for (let row = 0; row < height; row++) {
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1)
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return new Uint8Array(
    Buffer.concat([
      signature,
      chunk("IHDR", header),
      chunk("PLTE", Uint8Array.from(palette.flatMap((grey) => [grey, grey, grey]))),
      chunk("IDAT", deflateSync(rows, { level: 9 })),
      chunk("IEND", new Uint8Array())
    ])
  )
}

/** The bytes of the PNG; undefined when they are more than 200 kB. */
export const draw = ({ boxes, height, width }: Layout): Uint8Array | undefined => {
  const pixels = new Uint8Array(width * height)
  const fill = (left: number, top: number, right: number, bottom: number, colour: number) => {
    const [from, to] = [Math.max(0, left), Math.min(width, right)]
    if (to <= from) return
    for (let row = Math.max(0, top); row < Math.min(height, bottom); row++) {
      pixels.fill(colour, row * width + from, row * width + to)
    }
  }
  const frame = (box: { left: number; top: number; right: number; bottom: number }, colour?: number) => {
    const { bottom, left, right, top } = box
    if (colour !== undefined) fill(left, top, right, bottom, colour)
    fill(left, top, right, top + 1, colours.line)
    fill(left, bottom - 1, right, bottom, colours.line)
    fill(left, top, left + 1, bottom, colours.line)
    fill(right - 1, top, right, bottom, colours.line)
  }
  const one = ({ height, kind, left, top, width }: Box) => {
    const from = down(left, place)
    if (kind === "text") {
      const bar = Math.max(4, down(height * 0.6, 2))
      const first = down(top + (height - bar) / 2, 2)
      return fill(from, first, from + up(left + width - from, length), first + bar, colours.text)
    }
    const edges = { left: from, top: down(top, 2), right: up(left + width, place), bottom: up(top + height, 2) }
    return kind === "outline" ? frame(edges) : frame(edges, colours[kind])
  }
  for (const kind of kinds) for (const box of boxes) if (box.kind === kind) one(box)
  const picture = encode(pixels, width, height)
  return picture.length > mostBytes ? undefined : picture
}
