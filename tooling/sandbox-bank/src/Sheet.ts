// Named facts of one thing (an investment, a loan, a person) that are shown twice: as HTML for people and scrapers, and as JSON for programs. Both
// come from the same sheet, so the two sides of the bank cannot disagree.
import * as CivilDay from "./CivilDay.ts"
import { type Html, markup } from "./Html.ts"
import * as Money from "./Money.ts"

export type Value =
  | { readonly _tag: "Money"; readonly centavos: Money.Centavos }
  | { readonly _tag: "Decimal"; readonly units: bigint; readonly scale: number }
  | { readonly _tag: "Day"; readonly day: CivilDay.CivilDay }
  | { readonly _tag: "Text"; readonly text: string }
  | { readonly _tag: "Count"; readonly count: number }
  | { readonly _tag: "Flag"; readonly flag: boolean }

/** Facts by their names in kebab case; `undefined` is a fact that is not there. */
export type Sheet = Readonly<Record<string, Value | undefined>>

export const money = (centavos: Money.Centavos): Value => ({ _tag: "Money", centavos })
export const day = (civil: CivilDay.CivilDay): Value => ({ _tag: "Day", day: civil })
export const text = (value: string): Value => ({ _tag: "Text", text: value })
export const count = (value: number): Value => ({ _tag: "Count", count: value })
export const flag = (value: boolean): Value => ({ _tag: "Flag", flag: value })

/** `units` of the last of `scale` decimal places: 110_00 with scale 2 is 110,00. */
export const decimal = (units: number | bigint, scale: number): Value => ({
  _tag: "Decimal",
  units: BigInt(units),
  scale
})

const plain = (units: bigint, scale: number, grouped: boolean, point: string): string => {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0")
  const whole = digits.slice(0, digits.length - scale)
  const shown = grouped ? whole.replace(/\B(?=(\d{3})+$)/g, ".") : whole
  return `${units < 0n ? "-" : ""}${shown}${scale === 0 ? "" : point + digits.slice(digits.length - scale)}`
}

/** As a Brazilian page shows it; nothing for what is not there. */
export const shown = (value: Value | undefined): string => {
  switch (value?._tag) {
    case undefined:
      return ""
    case "Money":
      return Money.format(value.centavos)
    case "Decimal":
      return plain(value.units, value.scale, true, ",")
    case "Day":
      return CivilDay.toBrazilian(value.day)
    case "Text":
      return value.text
    case "Count":
      return String(value.count)
    case "Flag":
      return value.flag ? "yes" : "no"
  }
}

export type Json = string | number | boolean | null

const told = (value: Value | undefined): Json => {
  switch (value?._tag) {
    case undefined:
      return null
    case "Money":
      return plain(BigInt(value.centavos), 2, false, ".")
    case "Decimal":
      return plain(value.units, value.scale, false, ".")
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

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Amounts and decimals as texts with a point, days as ISO, what is not there as null; names in camel case. */
export const json = (sheet: Sheet): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(sheet).map(([name, value]) => [camel(name), told(value)]))

const label = (name: string): string => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("-", " ")

/** A list of terms; each `dd` carries its fact's name. */
export const terms = (id: string, sheet: Sheet): Html =>
  markup`<dl id="${id}" class="panel">
    ${Object.entries(sheet).map(([name, value]) => markup`<dt>${label(name)}</dt><dd data-field="${name}">${shown(value)}</dd>`)}
  </dl>`

const cell = ([name, value]: readonly [string, Value | undefined]): Html =>
  value?._tag === "Money" || value?._tag === "Decimal"
    ? markup`<td data-field="${name}" class="${shown(value).startsWith("-") ? "money out" : "money"}">${shown(value)}</td>`
    : markup`<td data-field="${name}">${shown(value)}</td>`

export interface Line {
  readonly sheet: Sheet
  /** The attribute of the row that names it, such as `data-loan`, and its value. */
  readonly named?: readonly [attribute: string, value: string]
  /** Where the row's last cells lead: the `data-field` of a link, and its address. */
  readonly links?: ReadonlyArray<readonly [field: string, address: string]>
}

/** A table with one row a line; its columns are the facts of the first one. */
export const table = (id: string, lines: ReadonlyArray<Line>): Html => {
  const names = Object.keys(lines[0]?.sheet ?? {})
  return markup`<div class="panel">
    <table id="${id}">
      <thead>
        <tr>
          ${names.map((name) => markup`<th scope="col">${label(name)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          ({ links = [], named, sheet }) =>
            markup`<tr${named === undefined ? undefined : markup` ${named[0]}="${named[1]}"`}>
              ${Object.entries(sheet).map(cell)}${links.map(([field, address]) => markup`<td><a data-field="${field}" href="${address}">Open</a></td>`)}
            </tr>`
        )}
      </tbody>
    </table>
  </div>`
}
