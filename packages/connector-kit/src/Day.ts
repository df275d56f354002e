// Days as an institution writes them -> civil dates. A pattern says how they are written; what a day leaves out, its year or
// its century, is filled in from the institution's today. What does not fit is SiteChanged, without the text.
import { DateTime, Effect, Option } from "effect"

import { SiteChanged } from "./Errors.ts"
import * as Months from "./internal/Months.ts"
import { addDays, CivilDate, fromInstant } from "./Records.ts"

export type Language = Months.Language

/**
 * `yyyy`, `yy`, `mm` and `dd` are so many digits, `m` and `d` one or two, `mmm` a month's name, long or short; all else stands
 * for itself, a space for any white space: `dd/mm/yyyy`, `yyyymmdd`, `d de mmm de yyyy`, `dd.mm.`.
 */
export type Pattern = string
/** A pattern that has all of the year. */
export type Dated = `${string}yyyy${string}`

/** From what a day is completed. */
export interface Near {
  /** The institution's, as a window has it. */
  readonly today: CivilDate
  readonly language?: Language
}

/** Letters that stand alone or beside each other; those within a word are the word's. */
const run = /(?<!\p{L})((?:yyyy|yy|mmm|mm|m|dd|d)+)(?!\p{L})/u
const token = /yyyy|yy|mmm|mm|m|dd|d/g
const escaped = (text: string) =>
  text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`)
const shapes: Readonly<Record<string, string>> = {
  yyyy: String.raw`(?<y>\d{4})`,
  yy: String.raw`(?<y>\d{2})`,
  mmm: String.raw`(?<name>\p{L}+)\.?`,
  mm: String.raw`(?<m>\d{2})`,
  m: String.raw`(?<m>\d{1,2})`,
  dd: String.raw`(?<d>\d{2})`,
  d: String.raw`(?<d>\d{1,2})`
}

const compiled = new Map<Pattern, RegExp>()
const regexp = (pattern: Pattern): RegExp => {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const source = pattern
    .split(run)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : part.replaceAll(token, (each) => shapes[each] ?? "")))
    .join("")
  const made = new RegExp(`^${source}$`, "iu")
  compiled.set(pattern, made)
  return made
}

interface Found {
  readonly year: string | undefined
  readonly month: number
  readonly day: number
}

const find = (text: string, pattern: Pattern, language: Language | undefined): Option.Option<Found> => {
  const { d, m, name, y } = regexp(pattern).exec(text.trim())?.groups ?? {}
  const month = name === undefined ? Option.some(Number(m)) : Months.numbered(name, language)
  return d === undefined ? Option.none() : Option.map(month, (month) => ({ year: y, month, day: Number(d) }))
}

const dayOf = (year: number, { day, month }: Found): Option.Option<CivilDate> =>
  CivilDate.makeOption(
    [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-")
  )

const example = (pattern: Pattern, language: Language = "en"): string => {
  const parts: Readonly<Record<string, string>> = {
    yyyy: "2026",
    yy: "26",
    mmm: Months.named(12, language),
    mm: "12",
    m: "12",
    dd: "31",
    d: "31"
  }
  return pattern
    .split(run)
    .map((part, index) => (index % 2 === 0 ? part : part.replaceAll(token, (each) => parts[each] ?? "")))
    .join("")
}

const orChanged = (
  found: Option.Option<CivilDate>,
  at: string,
  pattern: Pattern,
  language: Language | undefined
): Effect.Effect<CivilDate, SiteChanged> =>
  Option.match(found, {
    onNone: () => Effect.fail(new SiteChanged({ at, expected: `a day such as ${example(pattern, language)}` })),
    onSome: Effect.succeed
  })

/** A day with its whole year. */
export const read = (
  text: string,
  at: string,
  pattern: Dated,
  language?: Language
): Effect.Effect<CivilDate, SiteChanged> =>
  orChanged(
    Option.flatMap(find(text, pattern, language), (found) => dayOf(Number(found.year), found)),
    at,
    pattern,
    language
  )

/** How far ahead of today a year of two digits may lie: cards expire and contracts end, but not much later. */
const yearsAhead = 20
/** Leap days are eight years apart around the turn of a century. */
const yearsBack = 8

const completed = (found: Found, today: CivilDate): Option.Option<CivilDate> => {
  const thisYear = Number(today.slice(0, 4))
  if (found.year !== undefined) {
    const latest = thisYear + yearsAhead
    const year = latest - ((((latest - Number(found.year)) % 100) + 100) % 100)
    return dayOf(found.year.length === 4 ? Number(found.year) : year, found)
  }
  for (let year = thisYear; year >= thisYear - yearsBack; year -= 1) {
    const day = dayOf(year, found)
    if (Option.isSome(day) && day.value <= today) return day
  }
  return Option.none()
}

/**
 * A day that may leave something out. Without a year it is the last such day that is not after today, so a list that also
 * shows days to come must say the year. A year of two digits lies in the hundred years that end twenty years after today.
 * Where a language is given, its words for today and yesterday are days too.
 */
export const near = (
  text: string,
  at: string,
  pattern: Pattern,
  { language, today }: Near
): Effect.Effect<CivilDate, SiteChanged> => {
  const word = Option.map(Months.daysAgo(text.trim(), language), (days) => addDays(today, -days))
  const day = Option.orElse(word, () =>
    Option.flatMap(find(text, pattern, language), (found) => completed(found, today))
  )
  return orChanged(day, at, pattern, language)
}

const iso = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}(?::?\d{2})?)$/i

/** An ISO instant with its zone or offset; without one nobody knows where its clock hangs. */
export const instant = (text: string, at: string): Effect.Effect<DateTime.Utc, SiteChanged> => {
  const trimmed = text.trim()
  const regular = trimmed
    .replace(" ", "T")
    .replace(",", ".")
    .replace(/\s/, "")
    .replace(/([+-]\d{2})$/, "$1:00")
    .replace(/([+-]\d{2})(\d{2})$/, "$1:$2")
  const isOne = iso.test(trimmed) && Option.isSome(CivilDate.makeOption(trimmed.slice(0, 10)))
  const found = isOne ? Option.map(DateTime.make(regular), DateTime.toUtc) : Option.none()
  return Option.match(found, {
    onNone: () => Effect.fail(new SiteChanged({ at, expected: "an instant such as 2026-12-31T23:59:59Z" })),
    onSome: Effect.succeed
  })
}

/** The years in which an institution's instants may lie: seconds taken for milliseconds fall out of them. */
const earliest = Date.UTC(1990, 0)
const latest = Date.UTC(2150, 0)

/** An instant counted from 1970. */
export const epoch = (
  count: number,
  unit: "seconds" | "milliseconds",
  at: string
): Effect.Effect<DateTime.Utc, SiteChanged> => {
  const millis = unit === "seconds" ? count * 1000 : count
  return Number.isFinite(millis) && millis >= earliest && millis < latest
    ? Effect.succeed(DateTime.makeUnsafe(Math.floor(millis)))
    : Effect.fail(new SiteChanged({ at, expected: `an instant in ${unit} since 1970` }))
}

/** The day of an instant in the institution's zone. */
export const inZone =
  (zone: string) =>
  (instant: DateTime.Utc): CivilDate =>
    fromInstant(instant, zone)
