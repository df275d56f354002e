/**
 * The one error body, as a class for each HTTP status. `code` repeats the status as a number, `codeDescription` is the word for
 * programs (some errors have none), `errorId` finds the answer in the logs. Unlike in other answers, absent keys are absent.
 *
 * The classes are `Schema.Error`, not `Schema.TaggedError`: a tag would go out on the wire. Make them with `Refusal`.
 */
import { Schema } from "effect"

import { Id } from "./Wire.ts"

/** What is wrong with one credential: `001` missing, `002` does not match the rule, `003` wrong date. */
export const Detail = Schema.Struct({
  code: Schema.String,
  message: Schema.String,
  parameter: Schema.String
}).annotate({ identifier: "ErrorDetail" })
export type Detail = typeof Detail.Type

const fields = <const Code extends number>(code: Code) => ({
  code: Schema.Literal(code),
  message: Schema.String,
  codeDescription: Schema.optionalKey(Schema.String),
  data: Schema.optionalKey(Schema.JsonObject),
  details: Schema.optionalKey(Schema.Array(Detail)),
  errorId: Id
})

/** The request is not understood, or refused for a reason that its sender can mend. */
export class BadRequest extends Schema.Error<BadRequest>("BadRequest")(
  {
    ...fields(400),
    /** Ids of the Items that stand in the way of a new one. */
    items: Schema.optionalKey(Schema.Array(Id))
  },
  { httpApiStatus: 400, description: "The request is not understood or not allowed" }
) {}

/** The application's keys are wrong. */
export class Unauthorized extends Schema.Error<Unauthorized>("Unauthorized")(fields(401), {
  httpApiStatus: 401,
  description: "The application's keys are not accepted"
}) {}

/** The API key or connect token is missing, expired or not meant for this. Never 401: clients tell the two apart. */
export class Forbidden extends Schema.Error<Forbidden>("Forbidden")(fields(403), {
  httpApiStatus: 403,
  description: "The token is missing, invalid or not allowed to do this"
}) {}

/** There is nothing at this address. */
export class NotFound extends Schema.Error<NotFound>("NotFound")(fields(404), {
  httpApiStatus: 404,
  description: "Not found"
}) {}

/** The address exists, but not for this method. */
export class MethodNotAllowed extends Schema.Error<MethodNotAllowed>("MethodNotAllowed")(fields(405), {
  httpApiStatus: 405,
  description: "Method not allowed"
}) {}

/** The body is not JSON. */
export class NotAcceptable extends Schema.Error<NotAcceptable>("NotAcceptable")(fields(406), {
  httpApiStatus: 406,
  description: "Only JSON is accepted"
}) {}

/** The state of the resource does not allow it now. */
export class Conflict extends Schema.Error<Conflict>("Conflict")(fields(409), {
  httpApiStatus: 409,
  description: "The state of the resource does not allow this now"
}) {}

/** The endpoint existed once. */
export class Gone extends Schema.Error<Gone>("Gone")(fields(410), {
  httpApiStatus: 410,
  description: "The endpoint is retired"
}) {}

/** The body is longer than the server takes. */
export class PayloadTooLarge extends Schema.Error<PayloadTooLarge>("PayloadTooLarge")(fields(413), {
  httpApiStatus: 413,
  description: "The body is too large"
}) {}

/** Too many requests; the header `Retry-After` says in how many seconds to come again. */
export class TooManyRequests extends Schema.Error<TooManyRequests>("TooManyRequests")(fields(429), {
  httpApiStatus: 429,
  description: "Too many requests, see the header Retry-After"
}) {}

/** A fault of the server. */
export class InternalServerError extends Schema.Error<InternalServerError>("InternalServerError")(fields(500), {
  httpApiStatus: 500,
  description: "A fault of the server"
}) {}

/** The server does not do this, and will not. */
export class NotImplemented extends Schema.Error<NotImplemented>("NotImplemented")(fields(501), {
  httpApiStatus: 501,
  description: "Not part of this server"
}) {}

/** The institution behind this server does not answer. */
export class BadGateway extends Schema.Error<BadGateway>("BadGateway")(fields(502), {
  httpApiStatus: 502,
  description: "The institution is not available now"
}) {}

/** The server does not serve yet, or no more. */
export class ServiceUnavailable extends Schema.Error<ServiceUnavailable>("ServiceUnavailable")(fields(503), {
  httpApiStatus: 503,
  description: "Not ready to serve"
}) {}

/** What any endpoint may answer with. */
export const Anywhere = [TooManyRequests, InternalServerError, ServiceUnavailable] as const

export type WireError =
  | BadRequest
  | Unauthorized
  | Forbidden
  | NotFound
  | MethodNotAllowed
  | NotAcceptable
  | Conflict
  | Gone
  | PayloadTooLarge
  | TooManyRequests
  | InternalServerError
  | NotImplemented
  | BadGateway
  | ServiceUnavailable
