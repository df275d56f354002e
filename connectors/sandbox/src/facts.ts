// Named facts of one thing: a row, a contract, a person. The bank shows the same facts on its pages and to programs, in two
// notations; what a fact means is written once, for both. A fact without a value is null, one that is not shown is SiteChanged.
import { Errors, Html, Parse, Records } from "@tomada/connector-kit"
import { Effect, Option, Schema } from "effect"

type Read<A> = Effect.Effect<A, Errors.SiteChanged>

interface Readers {
  readonly text: (name: string) => Read<string | null>
  readonly decimal: (name: string) => Read<Records.Decimal | null>
  readonly day: (name: string) => Read<Records.CivilDate | null>
  readonly flag: (name: string) => Read<boolean | null>
  readonly count: (name: string) => Read<number | null>
  readonly one: <const A extends string>(name: string, words: ReadonlyArray<A>) => Read<A | null>
}

export interface Facts {
  /** What names the row at the bank. */
  readonly id: string
  /** What a row is marked with beside its facts. */
  readonly mark: (name: string) => string | null
  readonly text: (name: string) => Read<string>
  readonly decimal: (name: string) => Read<Records.Decimal>
  readonly day: (name: string) => Read<Records.CivilDate>
  readonly flag: (name: string) => Read<boolean>
  readonly one: <const A extends string>(name: string, words: ReadonlyArray<A>) => Read<A>
  /** Facts that may be without a value. */
  readonly maybe: Readers
  /** Facts that are shown only where they apply. */
  readonly whereShown: Readers
}

interface Source {
  readonly at: string
  readonly id: string
  readonly mark: (name: string) => string | null
  /** Undefined when there is no such fact, null when it has no value. */
  readonly said: (name: string) => string | null | undefined
  /** What is looked for, in the words of the source. */
  readonly expected: (name: string) => string
  readonly decimal: (text: string, at: string) => Read<Records.Decimal>
  readonly day: (text: string, at: string) => Read<Records.CivilDate>
}

const flagOf = (text: string, at: string): Read<boolean> =>
  text === "yes" || text === "no"
    ? Effect.succeed(text === "yes")
    : Effect.fail(new Errors.SiteChanged({ at, expected: "yes or no" }))

const countOf = (text: string, at: string): Read<number> =>
  /^\d{1,9}$/.test(text)
    ? Effect.succeed(Number(text))
    : Effect.fail(new Errors.SiteChanged({ at, expected: "a count" }))

const make = ({ at, day, decimal, expected, id, mark, said }: Source): Facts => {
  const readers = (missing: (name: string) => Read<null>): Readers => {
    const text = (name: string) => {
      const value = said(name)
      return value === undefined ? missing(name) : Effect.succeed(value)
    }
    const parsed =
      <A>(parse: (text: string, at: string) => Read<A>) =>
      (name: string): Read<A | null> =>
        Effect.flatMap(text(name), (value) => (value === null ? Effect.succeed(null) : parse(value, `${at}/${name}`)))
    return {
      text,
      decimal: parsed(decimal),
      day: parsed(day),
      flag: parsed(flagOf),
      count: parsed(countOf),
      one: (name, words) =>
        parsed((value, place) => {
          const word = words.find((each) => each === value)
          return word === undefined
            ? Effect.fail(new Errors.SiteChanged({ at: place, expected: "a known word" }))
            : Effect.succeed(word)
        })(name)
    }
  }
  const maybe = readers((name) =>
    Effect.fail(new Errors.SiteChanged({ at: `${at}/${name}`, expected: expected(name) }))
  )
  const must = <A>(name: string, read: Read<A | null>): Read<A> =>
    Effect.filterOrFail(
      read,
      (value) => value !== null,
      () => new Errors.SiteChanged({ at: `${at}/${name}`, expected: "a value" })
    )
  return {
    id,
    mark,
    text: (name) => must(name, maybe.text(name)),
    decimal: (name) => must(name, maybe.decimal(name)),
    day: (name) => must(name, maybe.day(name)),
    flag: (name) => must(name, maybe.flag(name)),
    one: (name, words) => must(name, maybe.one(name, words)),
    maybe,
    whereShown: readers(() => Effect.succeed(null))
  }
}

/** The facts that stand in an element of a page, named by `data-field`; its own `data-` attributes are its marks. */
export const ofElement = (element: Html.Element, at: string, idAttribute = "id"): Facts => {
  const fields = Html.byAttribute(element, "data-field")
  return make({
    at,
    id: Option.getOrElse(Html.attribute(element, idAttribute), () => ""),
    mark: (name) => Option.getOrNull(Html.attribute(element, `data-${name}`)),
    said: (name) => {
      const field = fields.get(name)
      return field === undefined ? undefined : Html.text(field) || null
    },
    expected: (name) => `[data-field='${name}']`,
    decimal: Parse.decimalComma,
    day: Parse.dayMonthYear
  })
}

export const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const isoDay = (text: string, at: string): Read<Records.CivilDate> =>
  Effect.mapError(
    Schema.decodeEffect(Records.CivilDate)(text),
    () => new Errors.SiteChanged({ at, expected: "a day such as 2026-12-31" })
  )

/** The same facts as programs are told them. */
export const ofJson = (payload: Readonly<Record<string, unknown>>, at: string): Facts => {
  const said = (name: string) => {
    const value = Object.hasOwn(payload, camel(name)) ? payload[camel(name)] : undefined
    if (value === undefined || value === null) return value
    return typeof value === "boolean" ? (value ? "yes" : "no") : String(value)
  }
  return make({
    at,
    id: said("id") ?? "",
    mark: (name) => said(name) ?? null,
    said,
    expected: camel,
    decimal: Parse.decimalPoint,
    day: isoDay
  })
}
