import { assert, describe, it } from "@effect/vitest"

import { decode } from "../src/Encoding.ts"
import { readOfx } from "../src/Ofx.ts"
import { sample } from "./Sample.ts"

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), littleEndian)
  return new Uint8Array(view.buffer)
}

const secondName = (bytes: Uint8Array): string | null | undefined => {
  const read = readOfx(bytes)
  return read._tag === "OfxFile" ? read.statements[0]?.transactions[1]?.name : read._tag
}

describe("the encoding of a statement file", () => {
  it("is windows-1252 where the header says so and the bytes agree", () => {
    assert.strictEqual(secondName(latin(sample)), "Salário & férias")
    assert.strictEqual(decode(Uint8Array.of(0x80, 0x20, 0x93)), "€ “")
  })

  it("is UTF-8 where the bytes are, whatever the header says", () =>
    assert.strictEqual(secondName(new TextEncoder().encode(sample)), "Salário & férias"))

  it("follows a byte order mark, and UTF-16 without one", () => {
    const marked = `\ufeff${sample}`
    for (const bytes of [
      new TextEncoder().encode(marked),
      utf16(marked, true),
      utf16(marked, false),
      utf16(sample, true),
      utf16(sample, false)
    ])
      assert.strictEqual(secondName(bytes), "Salário & férias")
  })

  it("follows another charset that the header or the XML declaration names", () => {
    const letter = Uint8Array.of(0xe1)
    const headed = (head: string): string => decode(Uint8Array.from([...latin(head), ...letter])).slice(-1)
    assert.deepStrictEqual(
      [
        "CHARSET:1252\n",
        "CHARSET:1251\n",
        "CHARSET:8859-7\n",
        "CHARSET:NONE\n",
        "CHARSET:9999\n",
        '<?xml encoding="iso-8859-1"?>'
      ].map(headed),
      ["á", "б", "α", "á", "á", "á"]
    )
    assert.strictEqual(headed("ENCODING:USASCIICHARSET:1251COMPRESSION:NONE"), "б")
  })

  it("is taken as it is when the input is text already", () => {
    const read = readOfx(sample)
    assert.strictEqual(read._tag === "OfxFile" && read.statements[0]?.transactions[1]?.name, "Salário & férias")
  })
})
