// What of a text looks like a day, and what like money, in whatever notation: a guess in favour of finding something, since what is
// found is only compared with what a connector made of the same text. A text that can be read in two ways is both.
import { CivilDate } from "@tomada/core"
import { BigDecimal, DateTime, Option, Schema } from "effect"

const isDay = Schema.is(CivilDate.CivilDate)

const day = (year: string, month: string, date: string): ReadonlyArray<CivilDate.CivilDate> => {
  const text = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`
  return isDay(text) ? [text] : []
}

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ]\d{2}:)/
const compact = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{4,6}(?:\.\d+)?)?(?:\[.*\])?$/
const written = /^(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2})(?:$|[ ,T])/

/** The instant that the text names, where it names one: with an offset, as far as a fixed day cannot have. */
export const instant = (text: string): Option.Option<DateTime.Utc> =>
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text)
    ? DateTime.make(text.replace(" ", "T"))
    : /^1\d{12}$/.test(text)
      ? DateTime.make(Number(text))
      : Option.none()

/** The days that the text may mean: of an instant that of the zone, and that which is written. */
export const days = (text: string, zone: string): ReadonlyArray<CivilDate.CivilDate> => {
  const trimmed = text.trim()
  const [, year = "", month = "", date = ""] = iso.exec(trimmed) ?? compact.exec(trimmed) ?? []
  const [, first = "", second = "", last = ""] = written.exec(trimmed) ?? []
  const inZone = Option.toArray(Option.map(instant(trimmed), (at) => CivilDate.fromInstant(at, zone)))
  const found = [...inZone, ...day(year, month, date), ...day(last, second, first), ...day(last, first, second)]
  return [...new Set(found)]
}

const around = /^[\s(]*(?:[A-Z]{3}|[A-Z]?\$|R\$|[€£¥])?\s*[-−+(]?\s*(?:[A-Z]{3}|[A-Z]?\$|R\$|[€£¥])?\s*/
const after = /\s*(?:[A-Z]{3}|[€£¥$])?\s*\)?\s*(?:[-−+]|CR|DR?|C)?\s*$/

const plain = (digits: string): string => {
  const value = BigDecimal.fromString(digits)
  return Option.match(value, { onNone: () => "", onSome: (found) => BigDecimal.format(BigDecimal.normalize(found)) })
}

/** An amount without its sign as a plain decimal: `1234.5`. */
export const unsigned = (amount: BigDecimal.BigDecimal): string =>
  BigDecimal.format(BigDecimal.normalize(BigDecimal.abs(amount)))

/** The amounts without their signs that the text may mean, of a whole number also its hundredth, which institutions count in. */
export const amounts = (text: string): ReadonlyArray<string> => {
  const digits = text
    .trim()
    .replace(around, "")
    .replace(after, "")
    .replaceAll(/[\s'’]/g, "")
  if (!/^\d[\d.,]*$/.test(digits) || digits.length > 24) return []
  const bare = digits.replaceAll(/[.,]/g, "")
  const tail = /[.,](\d*)$/.exec(digits)?.[1]
  if (tail === undefined) return [plain(bare), plain(`${bare}e-2`)]
  const decimal = plain(`${bare}e-${tail.length}`)
  return tail.length === 3 ? [decimal, plain(bare)] : [decimal]
}

const named = /amount|value|valor|montante|importe|betrag|total|balance|saldo|debit|credit/i

/** Whether the text looks like money: it has cents, or its name says so. */
export const isMoney = (name: string, text: string): boolean =>
  days(text, "UTC").length === 0 &&
  amounts(text).length > 0 &&
  (/[.,]\d{1,2}\D{0,6}$/.test(text.trim()) || (named.test(name) && !/[a-z]{4}/i.test(text)))
