/**
 * The values that wire schemas are made of.
 *
 * Every optional field of an answer is present as an explicit `null`: clients of this API read `item.error === null` and
 * deserialisers in other languages declare the key. So an answer has nullable keys and no optional ones.
 */
import { BigDecimal, DateTime, Effect, Schema, SchemaGetter, SchemaIssue } from "effect"

/** A moment: `DateTime.Utc` here, `2026-01-31T12:00:00.000Z` on the wire. The milliseconds and the Z are always written. */
export const Instant = Schema.String.annotate({ format: "date-time" }).pipe(
  Schema.decodeTo(Schema.DateTimeUtc, {
    decode: SchemaGetter.dateTimeUtcFromInput<string>(),
    encode: SchemaGetter.transform((instant: DateTime.Utc) => DateTime.formatIso(instant))
  })
)

/**
 * An amount or a rate: `BigDecimal` here, a JSON number on the wire.
 *
 * The number is the double nearest to the decimal, printed as JavaScript prints it: exact up to 15 significant digits, rounded
 * beyond (`0.1234567890123456789` becomes `0.12345678901234568`). A reader that needs more than a double holds must not use it.
 */
export const Decimal = Schema.Finite.pipe(
  Schema.decodeTo(Schema.BigDecimal, {
    decode: SchemaGetter.transformEffect((number: number) =>
      Effect.mapError(
        Effect.fromOption(BigDecimal.fromNumber(number)),
        () => new SchemaIssue.InvalidValue({ message: "$property must be a finite number" })
      )
    ),
    encode: SchemaGetter.transform((decimal: BigDecimal.BigDecimal) => BigDecimal.toNumberUnsafe(decimal))
  })
)

/** The identifier of a resource. Answers do not check it: it comes from the store. Requests do, see `Query`. */
export const Id = Schema.String.annotate({ format: "uuid" })

/** A string that is an address. */
export const Url = Schema.String.annotate({ format: "uri" })

/** A key that is always there and may be `null`. */
export const Nullable = <S extends Schema.Constraint>(schema: S) => Schema.NullOr(schema)

/** A nullable string, the commonest field of all. */
export const Text = Nullable(Schema.String)

/** A nullable moment. */
export const Moment = Nullable(Instant)

/** A nullable amount. */
export const Amount = Nullable(Decimal)

/** A nullable whole number. */
export const Whole = Nullable(Schema.Int)

/** A nullable yes or no. */
export const Flag = Nullable(Schema.Boolean)

/** One of these words, or `null`. */
export const OneOf = <const Words extends ReadonlyArray<string>>(words: Words) => Nullable(Schema.Literals(words))
