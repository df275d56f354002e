/**
 * What stands in an address: ids, numbers, yes and no, comma lists, days.
 *
 * Tolerant where clients differ: an empty value counts as absent, of a key that is repeated the last value counts, and a list may
 * be written with commas, with repeated keys or both. A message says `$property` where the name of the field belongs.
 */
import { DateTime, Effect, Option, Schema, SchemaGetter, SchemaIssue } from "effect"

const Repeatable = Schema.Union([Schema.String, Schema.Array(Schema.String)])
type Repeatable = typeof Repeatable.Type

const last = (value: Repeatable): string => (typeof value === "string" ? value : (value.at(-1) ?? ""))
const parts = (value: Repeatable): ReadonlyArray<string> =>
  (typeof value === "string" ? [value] : value)
    .flatMap((text) => text.split(","))
    .map((text) => text.trim())
    .filter((text) => text.length > 0)

const parsed = <A>(
  to: Schema.Codec<A>,
  message: string,
  parse: (text: string) => A | undefined,
  print: (value: A) => string = String
) =>
  Schema.String.pipe(
    Schema.decodeTo(to, {
      decode: SchemaGetter.transformEffect((text: string) => {
        const value = parse(text)
        return value === undefined ? Effect.fail(new SchemaIssue.InvalidValue({ message })) : Effect.succeed(value)
      }),
      encode: SchemaGetter.transform(print)
    })
  )

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A UUID of any version, in lower case after decoding. `name` replaces the field's own name in the message. */
export const uuid = (name = "$property") =>
  parsed(Schema.String, `${name} must be a UUID`, (text) => {
    const id = text.toLowerCase()
    return uuidPattern.test(id) ? id : undefined
  })

/** A whole number from `minimum` to `maximum`; `message` says so in words. */
export const whole = (message: string, minimum: number, maximum = Number.MAX_SAFE_INTEGER) =>
  parsed(Schema.Finite, message, (text) => {
    const value = /^-?\d{1,16}$/.test(text) ? Number(text) : undefined
    return value !== undefined && value >= minimum && value <= maximum ? value : undefined
  })

/** The number of a page, from 1. */
export const PageNumber = whole("$property must be a positive integer", 1)

/** `true`, `false`, `1` or `0`. */
export const YesNo = parsed(Schema.Boolean, "$property must be a boolean value", (text) =>
  text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : undefined
)

/** Any text. */
export const Words = Schema.String

/** One of these words. */
export const word = <const Choices extends ReadonlyArray<string>>(choices: Choices) => {
  const to: Schema.Codec<Choices[number]> = Schema.Literals(choices)
  return parsed<Choices[number]>(to, `$property must be one of the following values: ${choices.join(", ")}`, (text) =>
    choices.find((choice) => choice === text)
  )
}

/** A moment of an ISO 8601 text with a time; without a zone it is UTC. */
export const At = parsed(
  Schema.DateTimeUtc,
  "$property must be a valid ISO 8601 date string",
  (text) => (/^\d{4}-\d{2}-\d{2}/.test(text) ? Option.getOrUndefined(DateTime.make(text)) : undefined),
  DateTime.formatIso
)

/** An end of a range: a civil day (`2026-01-31`), or a moment. Which day a moment falls on is for the institution's zone to say. */
export const Bound = Schema.Union([
  Schema.Struct({ _tag: Schema.tag("Day"), day: Schema.String }),
  Schema.Struct({ _tag: Schema.tag("Instant"), at: Schema.DateTimeUtc })
])
export type Bound = typeof Bound.Type

/** An end of a range, from `YYYY-MM-DD` or an ISO 8601 text with a time. */
export const DayOrInstant = parsed(
  Bound,
  "$property must be a valid ISO 8601 date string",
  (text): Bound | undefined => {
    const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Option.getOrUndefined(DateTime.make(text)) : undefined
    if (at === undefined) return undefined
    if (text.length > 10) return { _tag: "Instant", at }
    return DateTime.formatIsoDateUtc(at) === text ? { _tag: "Day", day: text } : undefined
  },
  (bound) => (bound._tag === "Day" ? bound.day : DateTime.formatIso(bound.at))
)

/** A key that must be there. */
export const required = <A, RD, RE>(codec: Schema.Codec<A, string, RD, RE>, message: string) =>
  Repeatable.pipe(
    Schema.decodeTo(codec, {
      decode: SchemaGetter.transform(last),
      encode: SchemaGetter.transform((text: string): Repeatable => text)
    })
  ).annotateKey({ messageMissingKey: `$property should not be null or undefined,${message}` })

/** The id of a resource that must be there. */
export const requiredId = required(uuid(), "$property must be a UUID")

/** A key that may be left out, or be empty. */
export const optional = <A, RD, RE>(codec: Schema.Codec<A, string, RD, RE>) =>
  Schema.optionalKey(Repeatable).pipe(
    Schema.decodeTo(Schema.optionalKey(codec), {
      decode: SchemaGetter.transformOptional((value: Option.Option<Repeatable>) =>
        Option.filter(Option.map(value, last), (text) => text.length > 0)
      ),
      encode: SchemaGetter.transform((text: string): Repeatable => text)
    })
  )

/** A list that may be left out; `a,b` and a repeated key are the same list. */
export const list = <A, RD, RE>(codec: Schema.Codec<A, string, RD, RE>) =>
  Schema.optionalKey(Repeatable).pipe(
    Schema.decodeTo(Schema.optionalKey(Schema.Array(codec)), {
      decode: SchemaGetter.transform(parts),
      encode: SchemaGetter.transform((texts: ReadonlyArray<string>): Repeatable => texts.join(","))
    })
  )
