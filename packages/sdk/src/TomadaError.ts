// What a call rejects with when the server refuses it. A server that cannot be reached and a call that was ended reject with what the
// platform says of them (a TypeError, a TimeoutError, the signal's reason). No text of a request is in any of them.
import type { ErrorDetail } from "./Wire.generated.ts"

type Body = Readonly<Record<string, unknown>>

const bodyOf = (value: unknown): Body =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {} // an object, in the line above

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

const isDetail = (value: unknown): value is ErrorDetail => {
  const { code, message, parameter } = bodyOf(value)
  return typeof code === "string" && typeof message === "string" && typeof parameter === "string"
}

/**
 * A refusal.
 *
 * - `status`: of HTTP. `code`: the wire's codeDescription, such as `ITEM_NOT_FOUND`; undefined where a refusal has none.
 * - `details`: what is amiss with each parameter. `data`: facts beside the code, such as a limit.
 * - `items`: ids of the Items that a new one would double.
 * - `errorId`: by which the server's log tells more of it.
 * - `retryAfter`: seconds after which it may be asked again.
 */
export class TomadaError extends Error {
  override readonly name = "TomadaError"
  readonly status: number
  readonly code: string | undefined
  readonly details: ReadonlyArray<ErrorDetail>
  readonly data: Readonly<Record<string, unknown>> | undefined
  readonly items: ReadonlyArray<string>
  readonly errorId: string | undefined
  readonly retryAfter: number | undefined

  constructor(status: number, body: unknown, retryAfter?: number) {
    const { codeDescription, data, details, errorId, items, message } = bodyOf(body)
    const code = textOf(codeDescription)
    super(`${textOf(message) ?? "The answer is none of Tomada"} (${code === undefined ? status : `${status} ${code}`})`)
    this.status = status
    this.code = code
    this.details = Array.isArray(details) ? details.filter(isDetail) : []
    this.data = data === undefined || data === null ? undefined : bodyOf(data)
    this.items = Array.isArray(items) ? items.filter((item) => typeof item === "string") : []
    this.errorId = textOf(errorId)
    this.retryAfter = retryAfter
  }
}
