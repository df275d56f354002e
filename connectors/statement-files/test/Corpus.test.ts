// Published statement files, read in place where they are at hand. Counts and amounts are compared with what a plain search over the
// raw text finds, so nothing of the reader judges itself.
import { existsSync, readdirSync, readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"

import { readOfx } from "../src/Ofx.ts"

const corpus = new URL("../../../../shared/data/ofx/", import.meta.url)

const files = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ofx|qfx)$/i.test(name))
  : []

/** Files that are errors, and where. */
const errors: Readonly<Record<string, readonly [reason: string, place: string]>> = {
  "ofxparse/fail_nice__date_missing.ofx": [
    "its first row has no date",
    "33:5 OFX/BANKMSGSRSV1/STMTTRNRS[0]/STMTRS/BANKTRANLIST/STMTTRN[0]/DTPOSTED: missing"
  ],
  "ofxparse/fail_nice__decimal_error.ofx": [
    "its row has month 20, and after that an amount in dollars",
    "36:21 OFX/BANKMSGSRSV1/STMTTRNRS[0]/STMTRS/BANKTRANLIST/STMTTRN[0]/DTPOSTED: not a date"
  ],
  "ofxparse/signon_fail.ofx": ["the password was wrong", "11:29 OFX/SIGNONMSGSRSV1/SONRS/STATUS: 15500"],
  "ofxparse/error_message.ofx": ["the server failed", "22:13 OFX/BANKMSGSRSV1/STMTTRNRS[0]/STATUS: 2000"],
  "ofxtools/profrs.ofx": [
    "a server's profile whose signon was refused",
    "146:13 OFX/SIGNONMSGSRSV1/SONRS/STATUS: 15500"
  ]
}

const raw = (name: string): string => readFileSync(new URL(name, corpus), "latin1")

/** A decimal as a count of ten-thousandths. */
const tenThousandths = (text: string): bigint => {
  const [whole = "", fraction = ""] = text.replace(",", ".").replace("+", "").split(".")
  assert.isAtMost(fraction.length, 4)
  return BigInt(`${whole}${fraction.padEnd(4, "0")}`.replace(/^(-?)0+(?=\d)/, "$1"))
}

const outcome = (name: string): string => {
  const read = readOfx(readFileSync(new URL(name, corpus)))
  if (read._tag === "OfxFile") return "read"
  if (read._tag === "OfxUnreadable") return `${read.line}:${read.column} ${read.path}: ${read.problem}`
  return `${read.place.line}:${read.place.column} ${read.place.path}: ${read.code}`
}

const rows = (name: string) => {
  const read = readOfx(readFileSync(new URL(name, corpus)))
  return read._tag === "OfxFile" ? read.statements.flatMap(({ transactions }) => transactions) : []
}

describe.skipIf(files.length === 0)("the published statement files", () => {
  const good = files.filter((name) => errors[name] === undefined)

  it("are read with as many rows as they have STMTTRN elements", () => {
    assert.isAtLeast(good.length, 24)
    for (const name of good)
      assert.deepStrictEqual(
        [name, outcome(name), rows(name).length],
        [name, "read", raw(name).match(/<STMTTRN>/gi)?.length ?? 0]
      )
  })

  it("are read with their exact amounts, in their order", () => {
    for (const name of good)
      assert.deepStrictEqual(
        [name, rows(name).map(({ amount }) => tenThousandths(amount))],
        [
          name,
          Array.from(raw(name).matchAll(/<STMTTRN>.*?<TRNAMT>\s*([^<\s]+)/gis), ([, amount]) =>
            tenThousandths(amount ?? "")
          )
        ]
      )
  })

  it("are refused at a named place where they are broken or carry an institution's error", () =>
    assert.deepStrictEqual(
      Object.keys(errors).map((name) => outcome(name)),
      Object.values(errors).map(([, place]) => place)
    ))

  it("hold a card's six rows in spite of its missing end tag", () =>
    assert.deepStrictEqual(
      rows("ofxtools/br_nubank_cc.ofx").map(({ amount }) => amount),
      ["-13.00", "-162.90", "-33.46", "-9.02", "-103.53", "-959.00"]
    ))
})
