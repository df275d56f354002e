import { assert, describe, it } from "@effect/vitest"

import { readOfx, type OfxFile } from "../src/Ofx.ts"
import { guarded } from "../src/OfxError.ts"
import { parse } from "../src/Sgml.ts"
import { bank, file, row, sample } from "./Sample.ts"

const bytes = new TextEncoder().encode(sample)

const whole = readOfx(bytes)

const rows = (read: OfxFile): number => read.statements.reduce((sum, { transactions }) => sum + transactions.length, 0)

/** Numbers from 0 to below `limit`, the same ones in every run. */
const dice = (seed: number) => {
  let state = seed
  return (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

const megabytes = 5_000_000

const filled = (piece: string, length = megabytes): string => piece.repeat(Math.ceil(length / piece.length))

describe("a damaged file", () => {
  it("cut anywhere gives an error or whole statements, never a shorter one", () => {
    assert.strictEqual(whole._tag, "OfxFile")
    if (whole._tag !== "OfxFile") return
    let read = 0
    for (let length = 0; length <= bytes.length; length++) {
      const cut = readOfx(bytes.subarray(0, length))
      if (cut._tag !== "OfxFile") continue
      read++
      assert.deepStrictEqual(cut.statements, whole.statements.slice(0, cut.statements.length))
    }
    assert.isAbove(read, 0)
  })

  it("with one changed byte gives an error or as many rows as before", () => {
    assert.strictEqual(whole._tag, "OfxFile")
    if (whole._tag !== "OfxFile") return
    const roll = dice(7)
    for (let at = 0; at < bytes.length; at++)
      for (const byte of [0x3c, 0x2f, 0x41, roll(256), (bytes[at] ?? 0) ^ (1 << roll(8))]) {
        const changed = Uint8Array.from(bytes)
        changed[at] = byte
        const read = readOfx(changed)
        if (read._tag === "OfxFile") assert.strictEqual(rows(read), rows(whole), `byte ${at} set to ${byte}`)
      }
  })

  it("with many changed, lost and doubled bytes never throws", () => {
    const roll = dice(11)
    const tags = new Set<string>()
    for (let round = 0; round < 3000; round++) {
      let changed = Array.from(bytes)
      for (let change = roll(12); change >= 0; change--) {
        const at = roll(changed.length)
        const kind = roll(4)
        if (kind === 0) changed[at] = roll(256)
        else if (kind === 1) changed.splice(at, roll(40))
        else if (kind === 2) changed = [...changed.slice(0, at), ...changed.slice(Math.max(0, at - roll(200)))]
        else changed = changed.slice(0, at + roll(400))
      }
      tags.add(readOfx(Uint8Array.from(changed))._tag)
    }
    assert.include([...tags], "OfxFile")
    assert.include([...tags], "OfxUnreadable")
  })
})

describe("the work of reading", () => {
  it("grows with the length of a long statement, not faster", () => {
    const sized = (length: number): string => file(bank(filled(row("-12.50"), length)))
    const [half, full] = [sized(megabytes / 2), sized(megabytes)].map((text) => parse(text).steps)
    assert.isBelow(full ?? 0, (half ?? 0) * 2.01)
    const read = readOfx(sized(megabytes))
    assert.strictEqual(read._tag === "OfxFile" && rows(read), Math.ceil(megabytes / row("-12.50").length))
  })

  it("stays below a multiple of the length, whatever the text is", () => {
    const deep = `<OFX>${"<X1>".repeat(60)}`
    const hostile = [
      ["", "<"],
      ["", "<a "],
      ["", "</STMTTRN>"],
      ["", "<STMTTRN>"],
      ["", "<X>1"],
      ["", "<!>"],
      ["<OFX><MEMO>", "&#x"],
      ["<OFX><MEMO>", "<![CDATA[]]>"],
      [deep, "<X2>a"],
      [deep, "</X2>"],
      ["<OFX>", `${"<X1>".repeat(60)}</OFX><OFX>`]
    ].map(([start = "", piece = ""]) => start + filled(piece, megabytes / 5))
    const dear = hostile.flatMap((text) =>
      [text, `${text}</OFX>`].filter((whole) => {
        const read = guarded(() => parse(whole))
        return "steps" in read && read.steps > whole.length * 16
      })
    )
    assert.deepStrictEqual(
      dear.map((text) => text.slice(0, 20)),
      []
    )
  })

  it("ends at once where nesting is endless", () => {
    for (const piece of ["<A>", "<OFX>", "<STATUS>", "<CURRENCY><X>"]) {
      const read = readOfx(filled(piece))
      assert.strictEqual(read._tag === "OfxUnreadable" && read.problem, "nested too deeply")
    }
  })

  it("cannot be made to expand entities", () => {
    const laughs = Array.from(
      { length: 30 },
      (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`
    ).join("")
    const bomb = `<?xml version="1.0"?><!DOCTYPE OFX [<!ENTITY l0 "ha">${laughs}]>${file(bank(row("-1.00", "<MEMO>&l30;")))}`
    const read = readOfx(bomb)
    assert.strictEqual(read._tag === "OfxFile" && read.statements[0]?.transactions[0]?.memo, "&l30;")
  })
})
