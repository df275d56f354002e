// What a client gets when no handler answers: a path that is not there, a method that it does not have, a body that is no
// JSON or too large, a database that is away, a fault of ours. Always the wire's error body, never a stack; a fault's `errorId` stands in the log.
import { Api, Refusal, type WireError } from "@tomada/api"
import { StorageFailure } from "@tomada/store"
import { Cause, Effect } from "effect"
import { Headers, HttpRouter, HttpServerError, HttpServerResponse } from "effect/http"

import { Admission, comeAgain, retryAfter } from "./Admission.ts"
import * as AlwaysHeaders from "./AlwaysHeaders.ts"
import * as Cors from "./Cors.ts"
import { errorId } from "./Refusals.ts"

/** The body of a refusal. */
export const answer = (error: WireError.WireError): HttpServerResponse.HttpServerResponse => {
  const { code, codeDescription, errorId, message } = error
  return HttpServerResponse.jsonUnsafe(
    { code, message, ...(codeDescription === undefined ? {} : { codeDescription }), errorId },
    { status: code }
  )
}

const refused = (error: WireError.WireError, seconds: number) =>
  HttpServerResponse.setHeaders(answer(error), { ...Cors.readable, "retry-after": String(seconds) })

const answered = (make: (errorId: string) => WireError.WireError) => Effect.map(errorId, (id) => answer(make(id)))

const templates = Object.entries(Api.document().paths).map(([template, operations]) => ({
  pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}/?$`),
  methods: Object.keys(operations).map((method) => method.toUpperCase())
}))

const pathOf = (url: string): string => url.split(/[?#]/, 1)[0] ?? url

const noRoute = Effect.fnUntraced(function* (url: string) {
  const found = templates.find(({ pattern }) => pattern.test(pathOf(url)))
  if (found === undefined) return yield* answered(Refusal.routeNotFound)
  return HttpServerResponse.setHeader(yield* answered(Refusal.methodNotAllowed), "allow", found.methods.join(", "))
})

const fault = Effect.fnUntraced(function* (cause: Cause.Cause<unknown>) {
  const id = yield* errorId
  yield* Effect.annotateLogs(Effect.logError("a request ended in a fault", cause), { errorId: id })
  return answer(Refusal.internalServerError(id))
})

/** The database failed under a request: it may be sent again. Its kind is all that the log is told. */
const away = Effect.fnUntraced(function* ({ message }: StorageFailure.StorageFailure) {
  const id = yield* errorId
  yield* Effect.annotateLogs(Effect.logWarning(`the database failed under a request: ${message}`), { errorId: id })
  return refused(
    Refusal.serviceUnavailable(id, "The service is not available now. Please try again"),
    comeAgain.database
  )
})

const onCause = (cause: Cause.Cause<unknown>) => {
  // A body that cannot be read reaches us as a defect: no endpoint declares that error.
  const error: unknown = Cause.squash(cause)
  if (StorageFailure.isOutage(error)) return away(error)
  if (!HttpServerError.isHttpServerError(error)) return fault(cause)
  switch (error.reason._tag) {
    case "RouteNotFound":
      return noRoute(error.reason.request.url)
    case "RequestParseError":
      return error.reason.reason === "BodyTooLarge"
        ? answered(Refusal.payloadTooLarge)
        : answered((id) => Refusal.invalidRequest(id, "The request body cannot be read"))
    default:
      return fault(cause)
  }
}

/** A content type that is no JSON is refused by the builder in plain text. */
const inJson = (response: HttpServerResponse.HttpServerResponse) =>
  response.status === 415 ? answered(Refusal.notJson) : Effect.succeed(response)

/** What may be kept for good, because its name changes with what it says, is not told to be forgotten. */
const keeping = (headers: Headers.Headers, { "cache-control": own }: Headers.Headers): Headers.Headers =>
  own === undefined ? headers : Headers.set(headers, "cache-control", own)

/** The reference page is the same answer each time, and large. */
const documents = new WeakMap<object, HttpServerResponse.HttpServerResponse>()

const isDocument = ({ body }: HttpServerResponse.HttpServerResponse): boolean =>
  body._tag === "Uint8Array" && body.contentType.startsWith("text/html")

const document = (response: HttpServerResponse.HttpServerResponse): HttpServerResponse.HttpServerResponse => {
  const { body } = response
  const known = documents.get(body)
  if (known !== undefined || body._tag !== "Uint8Array") return known ?? response
  const policy = AlwaysHeaders.policyOfDocument(new TextDecoder().decode(body.body))
  const made = HttpServerResponse.setHeaders(response, { ...AlwaysHeaders.always, "content-security-policy": policy })
  documents.set(body, made)
  return made
}

/** A page that says more narrowly what it needs keeps that. */
const withHeaders = (response: HttpServerResponse.HttpServerResponse) => {
  const { "content-security-policy": own, "retry-after": told } = response.headers
  const seconds = told === undefined ? retryAfter(response.status) : undefined
  // Only what bears them all has this one.
  if (own === AlwaysHeaders.policy && seconds === undefined) return response
  if (own === undefined && isDocument(response)) return document(response)
  const headers = own === undefined ? AlwaysHeaders.withPolicy : keeping(AlwaysHeaders.always, response.headers)
  return HttpServerResponse.setHeaders(
    response,
    seconds === undefined ? headers : Headers.set(headers, "retry-after", String(seconds))
  )
}

export const layer = HttpRouter.middleware(
  Effect.map(
    Admission,
    ({ admit }) =>
      (handler) =>
        Effect.flatMap(admit(handler, refused), inJson).pipe(
          Effect.catchCauseIf((cause) => !Cause.hasInterruptsOnly(cause), onCause),
          Effect.map(withHeaders)
        )
  ),
  { global: true }
)
