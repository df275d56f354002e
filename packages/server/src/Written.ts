// Answers, written by the contract. Our own rows are not checked once more, field by field, before they are sent: that was most of what a page
// of five hundred cost. The shape is still that of the contract's Schema, from which the conversion is made; a test holds the two together
// for every answer there is.
import { Wire } from "@tomada/api"
import { Trusted } from "@tomada/core"
import { BigDecimal, DateTime, type Schema } from "effect"
import { HttpServerResponse } from "effect/http"

import * as AlwaysHeaders from "./AlwaysHeaders.ts"

const never = (): never => {
  throw new Error("answers are only written")
}

/** Moments whose text is remembered, for many rows share theirs; beyond them all are forgotten. */
const most = 4_000
const texts = new Map<number, string>()

const instant = (at: DateTime.Utc): string => {
  const known = texts.get(at.epochMilliseconds)
  if (known !== undefined) return known
  if (texts.size >= most) texts.clear()
  const text = DateTime.formatIso(at)
  texts.set(at.epochMilliseconds, text)
  return text
}

// Each is only asked for values of its own schema, which the compiler cannot follow through an AST.
const wire = Trusted.make(
  new Map([
    [Wire.Instant.ast, { decode: never, encode: (value: unknown) => instant(value as DateTime.Utc) }],
    [
      Wire.Decimal.ast,
      { decode: never, encode: (value: unknown) => BigDecimal.toNumberUnsafe(value as BigDecimal.BigDecimal) }
    ]
  ])
)

/** What is sent of a value of this schema, before it is text. */
export const encoder = <A, E>(schema: Schema.Codec<A, E>): ((value: A) => unknown) => {
  const conversion = wire.of(schema.ast)
  return conversion === undefined ? (value) => value : (value) => conversion.encode(value)
}

const inJson = { contentType: "application/json", headers: AlwaysHeaders.withPolicy }

/** An answer with status 200 whose body is a value of this schema. */
export const json = <A, E>(schema: Schema.Codec<A, E>): ((value: A) => HttpServerResponse.HttpServerResponse) => {
  const encode = encoder(schema)
  return (value) => HttpServerResponse.text(JSON.stringify(encode(value)), inJson)
}
