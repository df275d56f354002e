// What the bank holds of a thing, beside what a connector made of it: each of the bank's facts is compared with the record's
// field of that meaning, and none may be left over unless the wire has no word for it.
import { assert } from "@effect/vitest"
import type { Sheet } from "@tomada/sandbox-bank"
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"
import { BigDecimal, Predicate } from "effect"

export type Plain = string | number | boolean | null

/** A fact in the words of a record that travelled: decimals without trailing zeros, ISO days. */
export const plain = (value: Sheet.Value | undefined): Plain => {
  switch (value?._tag) {
    case undefined:
      return null
    case "Money":
      return BigDecimal.format(BigDecimal.make(BigInt(value.centavos), 2))
    case "Decimal":
      return BigDecimal.format(BigDecimal.make(value.units, value.scale))
    case "Day":
      return CivilDay.toIso(value.day)
    case "Text":
      return value.text
    case "Count":
      return value.count
    case "Flag":
      return value.flag
  }
}

const said = (value: unknown): unknown => (BigDecimal.isBigDecimal(value) ? BigDecimal.format(value) : (value ?? null))

/** What stands in a record at `a.b.0.c`. */
const at = (record: unknown, path: string): unknown =>
  said(
    path
      .split(".")
      .reduce<unknown>(
        (inner, key) =>
          Array.isArray(inner) ? inner[Number(key)] : Predicate.isObject(inner) ? inner[key] : undefined,
        record
      )
  )

/** Fields of the record by the names of the facts that they show; `unsaid` facts are those that the wire has no word for. */
export const agree = (
  record: unknown,
  sheet: Sheet.Sheet,
  fields: Readonly<Record<string, string>>,
  unsaid: ReadonlyArray<string> = []
) => {
  const facts = Object.keys(sheet).filter((name) => !unsaid.includes(name))
  assert.deepStrictEqual(
    facts.filter((name) => fields[name] === undefined),
    [],
    "every fact of the bank is collected"
  )
  assert.deepStrictEqual(
    Object.fromEntries(facts.map((name) => [name, String(at(record, fields[name] ?? ""))])),
    Object.fromEntries(facts.map((name) => [name, String(plain(sheet[name]))]))
  )
}

/** Rows beside the bank's sheets of them, one by one. */
export const same = (
  rows: ReadonlyArray<unknown> | null | undefined,
  sheets: ReadonlyArray<Sheet.Sheet>,
  fields: Readonly<Record<string, string>>
) => {
  assert.lengthOf(rows ?? [], sheets.length)
  for (const [index, sheet] of sheets.entries()) agree(rows?.[index], sheet, fields)
}
