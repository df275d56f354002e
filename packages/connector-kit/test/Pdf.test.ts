import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"

import { SiteChanged } from "../src/Errors.ts"
import * as Pdf from "../src/Pdf.ts"
import { pdf } from "./Pdfs.ts"

const statement = [
  [
    { x: 50, y: 750, text: "Extrato de conta", size: 14 },
    { x: 50, y: 700, text: "20/03" },
    { x: 300, y: 700, text: "-1.234,56" },
    { x: 100, y: 700.5, text: "PIX" },
    { x: 120, y: 700.5, text: "São Paulo", size: 9 },
    { x: 50, y: 685, text: "19/" },
    { x: 63.9, y: 685, text: "03", size: 9 },
    { x: 300, y: 685, text: "2,00" },
    { x: 100, y: 760, text: " " }
  ],
  [{ x: 50, y: 750, text: "Total (R$)" }]
]

const why = (bytes: Uint8Array, options?: Pdf.PdfOptions) =>
  Effect.map(Effect.flip(Pdf.text(bytes, options)), ({ why }) => why)

describe("the text of a PDF", () => {
  it.live("is in lines from top to bottom, whose parts stand in columns", () =>
    Effect.gen(function* () {
      const [first, second] = yield* Pdf.text(pdf(statement))
      assert.deepInclude(first, { number: 1, width: 600, height: 800 })
      assert.deepStrictEqual(
        first?.lines.map(({ parts, y }) => [Math.round(y), ...parts.map(({ text, x }) => `${Math.round(x)} ${text}`)]),
        [
          [50, "50 Extrato de conta"],
          [100, "50 20/03", "100 PIX São Paulo", "300 -1.234,56"],
          [115, "50 19/03", "300 2,00"]
        ]
      )
      assert.deepStrictEqual(
        second?.lines.map(({ text }) => text),
        ["Total (R$)"]
      )
      const [date] = first?.lines[1]?.parts ?? []
      assert.isTrue(date !== undefined && date.width > 20 && date.width < 30)
    })
  )

  it.live("is had again from the same bytes", () =>
    Effect.gen(function* () {
      const bytes = pdf(statement)
      assert.deepStrictEqual(yield* Pdf.text(bytes), yield* Pdf.text(bytes))
    })
  )

  it.live("is had of a locked file with its password alone", () =>
    Effect.gen(function* () {
      const locked = pdf(statement, "12345")
      assert.strictEqual(yield* why(locked), "password")
      assert.strictEqual(yield* why(locked, { password: Redacted.make("canary") }), "password")
      const pages = yield* Pdf.text(locked, { password: Redacted.make("12345") })
      assert.strictEqual(pages[0]?.lines[0]?.text, "Extrato de conta")
    })
  )

  it.live("is not had of a broken file, nor of what is none", () =>
    Effect.gen(function* () {
      const whole = pdf(statement)
      for (const bytes of [new Uint8Array(), new TextEncoder().encode("<html>canary</html>"), whole.subarray(0, 200)]) {
        assert.strictEqual(yield* why(bytes), "broken")
      }
    })
  )

  it.live("is not had of a file with too many bytes or pages", () =>
    Effect.gen(function* () {
      const bytes = pdf(statement)
      assert.strictEqual(yield* why(bytes, { maxBytes: bytes.length - 1 }), "too-large")
      assert.strictEqual(yield* why(bytes, { maxPages: 1 }), "too-many-pages")
      assert.lengthOf(yield* Pdf.text(bytes, { maxBytes: bytes.length, maxPages: 2 }), 2)
    })
  )

  it.live("is given up after a time", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* why(pdf(statement), { within: 0 }), "too-slow")
    })
  )

  it("that the institution gave out and nobody can read has changed", () => {
    assert.deepStrictEqual(
      Pdf.changed("statement")(new Pdf.PdfUnreadable({ why: "broken" })),
      new SiteChanged({ at: "statement", expected: "a whole PDF" })
    )
  })
})
