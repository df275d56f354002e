// Money as an institution writes it -> an exact decimal. How it writes is said, never found out: 1.234 is a thousand in one
// notation and one and a bit in another. Whatever the notation does not explain is SiteChanged, without the text.
import { BigDecimal, Effect, Option } from "effect"

import { SiteChanged } from "./Errors.ts"
import * as Currencies from "./internal/Currencies.ts"
import type { Decimal } from "./Records.ts"

/** How amounts are written; take one of this module's and change what differs. */
export interface Notation {
  /** What parts the cents. */
  readonly point: "," | "."
  /** What parts groups, where any are parted: `'` and ` ` stand for all apostrophes and all spaces. */
  readonly group: "," | "." | "'" | " "
  /** `indian`: 12,34,567. */
  readonly grouping?: "thousands" | "indian"
  /** Digits after the point: exactly so many, or "any"; else none to two, so that 1,234 is never taken for one and a bit. */
  readonly digits?: number | "any"
  /**
   * Letters beside the number that say which way it went, such as `{ D: "-", C: "+" }`. Where both ways have one, an amount
   * other than zero without a letter is not understood.
   */
  readonly letters?: Readonly<Record<string, "+" | "-">>
  /** ISO 4217: a sign or code that is shown must be of this currency. */
  readonly currency?: string
}

/** 1.234,56 */
export const comma: Notation = { point: ",", group: "." }
/** 1,234.56 */
export const point: Notation = { point: ".", group: "," }
/** 1'234.56 */
export const apostrophe: Notation = { point: ".", group: "'" }
/** 1 234,56 */
export const space: Notation = { point: ",", group: " " }
/** 12,34,567.89 */
export const indian: Notation = { point: ".", group: ",", grouping: "indian" }

export interface Amount {
  readonly amount: Decimal
  /** ISO 4217 of the sign or code beside the number; null when none is shown, or one that several currencies have. */
  readonly currency: string | null
}

// Marks of the direction of writing stand around numbers on pages that are read from right to left.
const invisible = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g
const spaces = /[\s\u00A0\u2007\u2009\u202F]+/g
const apostrophes = /[\u2018\u2019\u02BC\u00B4]/g
const minus = /^[-\u2010\u2011\u2012\u2013\u2212\uFE63\uFF0D]$/

const cleaned = (text: string): string =>
  text.replaceAll(invisible, "").replaceAll(spaces, " ").replaceAll(apostrophes, "'").trim()

const shape = ({ digits, group, grouping, point }: Notation): RegExp => {
  const count = digits === "any" ? "+" : digits === undefined ? "{1,2}" : `{${digits}}`
  const decimals =
    digits === 0
      ? ""
      : digits === undefined || digits === "any"
        ? `(?:[${point}]\\d${count})?`
        : `[${point}]\\d${count}`
  const parted =
    grouping === "indian" ? `\\d{1,2}(?:[${group}]\\d{2})*[${group}]\\d{3}` : `\\d{1,3}(?:[${group}]\\d{3})+`
  return new RegExp(`^(?:\\d+|${parted}|(?=[${point}]))${decimals}$`)
}

/** Compiling a shape costs more than reading an amount, and a connector has few notations. */
const shapes = new WeakMap<Notation, RegExp>()
const shapeOf = (notation: Notation): RegExp => {
  const known = shapes.get(notation) ?? shape(notation)
  shapes.set(notation, known)
  return known
}

interface Peeled {
  readonly digits: string
  readonly sign: "+" | "-" | null
  readonly byLetter: boolean
  /** Null: no sign or code of a currency. */
  readonly mark: string | null
}

const isDigit = (text: string | undefined): boolean => text !== undefined && text >= "0" && text <= "9"

/** Takes off what stands around the number, each kind once; none when something is left that is neither. */
const peel = (text: string, notation: Notation): Option.Option<Peeled> => {
  const letters = Object.keys(notation.letters ?? {}).sort((a, b) => b.length - a.length)
  let rest = text
  let sign: Peeled["sign"] = null
  let byLetter = false
  let mark: string | null = null

  const signed = (to: "+" | "-", left: string): boolean => {
    if (sign !== null) return false
    sign = to
    rest = left.trim()
    return true
  }
  const lettered = (): boolean => {
    const upper = rest.toUpperCase()
    for (const letter of letters) {
      const to = notation.letters?.[letter]
      if (to === undefined) continue
      const known = letter.toUpperCase()
      const [first, last] = [upper.startsWith(known), upper.endsWith(known)]
      if (first && !/^\p{L}/u.test(rest.slice(letter.length))) return (byLetter = signed(to, rest.slice(letter.length)))
      if (last && !/\p{L}$/u.test(rest.slice(0, -letter.length)))
        return (byLetter = signed(to, rest.slice(0, -letter.length)))
    }
    return false
  }
  const marked = (): boolean => {
    if (mark !== null) return false
    const found = Currencies.atEdge(rest)
    if (found === null) return false
    mark = found.mark
    rest = found.rest.trim()
    return true
  }
  const isBare = () => isDigit(rest.at(-1)) && (isDigit(rest[0]) || (rest[0] === notation.point && isDigit(rest[1])))

  while (!isBare()) {
    const [first = "", last = ""] = [rest[0], rest.at(-1)]
    const done =
      first === "(" && last === ")"
        ? signed("-", rest.slice(1, -1))
        : minus.test(first)
          ? signed("-", rest.slice(1))
          : first === "+"
            ? signed("+", rest.slice(1))
            : lettered() ||
              marked() ||
              (minus.test(last) ? signed("-", rest.slice(0, -1)) : last === "+" && signed("+", rest.slice(0, -1)))
    if (!done) return Option.none()
  }
  return Option.some({ digits: rest, sign, byLetter, mark })
}

const decided = (peeled: Peeled, notation: Notation): Option.Option<Amount> => {
  const { byLetter, digits, mark, sign } = peeled
  if (!shapeOf(notation).test(digits)) return Option.none()
  const plain = digits.replaceAll(notation.group, "").replace(notation.point, ".")
  const ways = new Set(Object.values(notation.letters ?? {}))
  if (ways.size === 2 && !byLetter && /[1-9]/.test(plain)) return Option.none()
  const currencies = mark === null ? [] : Currencies.named(mark)
  const { currency } = notation
  if (currency !== undefined && mark !== null && !currencies.includes(currency)) return Option.none()
  const [only, ...others] = currencies
  return Option.map(BigDecimal.fromString(`${sign === "-" ? "-" : ""}${plain}`), (amount) => ({
    amount,
    currency: mark !== null && currency !== undefined ? currency : others.length > 0 ? null : (only ?? null)
  }))
}

const sample = ({ digits, group, grouping, letters, point }: Notation): string => {
  const count = typeof digits === "number" ? digits : 2
  const cents = count === 0 ? "" : `${point}${"5678901234567890".slice(0, count)}`
  const letter = Object.keys(letters ?? {})[0]
  const whole = grouping === "indian" ? `12${group}34${group}567` : `1${group}234`
  return `${whole}${cents}${letter === undefined ? "" : ` ${letter}`}`
}

/** What SiteChanged says of the notation. */
const expected = (notation: Notation): string =>
  `an amount such as ${sample(notation)}${notation.currency === undefined ? "" : ` in ${notation.currency}`}`

/**
 * The amount and the currency that is shown with it. A minus may stand on either side, be any of Unicode's, or be a pair of
 * parentheses; there is one sign at most.
 */
export const read = (text: string, at: string, notation: Notation): Effect.Effect<Amount, SiteChanged> =>
  Option.match(
    Option.flatMap(peel(cleaned(text), notation), (peeled) => decided(peeled, notation)),
    {
      onNone: () => Effect.fail(new SiteChanged({ at, expected: expected(notation) })),
      onSome: Effect.succeed
    }
  )

/** The amount alone. */
export const decimal = (text: string, at: string, notation: Notation): Effect.Effect<Decimal, SiteChanged> =>
  Effect.map(read(text, at, notation), ({ amount }) => amount)
