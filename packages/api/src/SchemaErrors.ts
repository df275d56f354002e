/**
 * A request that does not decode is answered with 400 and one sentence for each field, joined by commas:
 * `accountId must be a UUID`, `page must be a positive integer`. The value that was sent is never repeated.
 *
 * An answer that does not encode is a fault of ours: it dies and becomes a 500.
 */
import { Effect, type Layer, SchemaIssue } from "effect"
import { type HttpApiError, HttpApiMiddleware } from "effect/http-api"

import { idsExceedMaxLength, invalidRequest } from "./Refusal.ts"
import { BadRequest } from "./WireError.ts"

const articles: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  "a finite number": "a number",
  integer: "an integer number",
  "an integer": "an integer number",
  boolean: "a boolean value",
  object: "an object",
  array: "an array"
}

/** `"A" | "B"`, which is how a schema says that it wants one of these words. */
const words = /^"[^"]*"(?: \| "[^"]*")+$/

const wanted = (expected: string): string =>
  words.test(expected)
    ? `one of the following values: ${expected.replaceAll('"', "").replaceAll(" | ", ", ")}`
    : (articles[expected] ?? expected)

/** Schemas of bodies are called by their names, which mean nothing to the sender; all of them are objects. */
const body = (expected: string): string => (expected === "a valid JSON body" ? "valid JSON" : "an object")

const leafHook: SchemaIssue.LeafHook = (issue) => {
  const text = SchemaIssue.defaultLeafHook(issue)
  return text === "Missing key" ? "$property should not be null or undefined" : text
}

const format = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook })

/** What is wrong with a request, in words that name fields and rules and never a value. */
export const describe = (error: HttpApiError.HttpApiSchemaError): string => {
  const sentences = format(error.cause.issue).issues.map((issue) => {
    const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".")
    const property = path === "" ? "request body" : path
    const expected = /^Expected (.*?)( \| null)?$/.exec(issue.message)?.[1]
    const message =
      expected === undefined ? issue.message : `$property must be ${path === "" ? body(expected) : wanted(expected)}`
    return message.replaceAll("$property", () => property)
  })
  return [...new Set(sentences)].join(",")
}

/** The middleware. `layer` takes what makes an `errorId`. */
export class SchemaErrors extends HttpApiMiddleware.Service<SchemaErrors>()("@tomada/api/SchemaErrors", {
  error: BadRequest
}) {
  static readonly layer = (errorId: Effect.Effect<string>): Layer.Layer<SchemaErrors> =>
    HttpApiMiddleware.layerSchemaErrorTransform(this, (error) => {
      if (error.kind === "Body" || error.kind === "ResponseHeaders") return Effect.die(error)
      return Effect.flatMap(errorId, (id) => {
        const message = describe(error)
        const tooManyIds = idsExceedMaxLength(id)
        return Effect.fail(message === tooManyIds.message ? tooManyIds : invalidRequest(id, message))
      })
    })
}
