// What an answer may not be, whatever was asked: a fault of the server's own, a word of its inside, or a refusal in another shape than that
// of the wire.
import type { Answer } from "./Wire.ts"

/** What only somebody who reads the source should see: a place in it, a query, a path of the computer. */
const inside =
  /\bat [^\n]*\.[cm]?[jt]s:\d+|\.[cm]?[jt]s:\d+:\d+|node_modules|node:internal|SqlError|SchemaError|PgClient|Cause\(|\bselect .+ from |syntax error at or near|TypeError|RangeError/

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const fieldsOf = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === "object" && json !== null && !Array.isArray(json) ? { ...json } : undefined
  } catch {
    return undefined
  }
}

/** Refused by the parser of HTTP, before anybody of ours saw it: a status and nothing else. */
const beforeUs = ({ contentType, text }: Answer): boolean => contentType === "" && (text === "" || text === "0\r\n\r\n")

const shapeless = (answer: Answer): string | undefined => {
  if (beforeUs(answer)) return undefined
  const body = fieldsOf(answer.text)
  if (body === undefined || !answer.contentType.startsWith("application/json"))
    return "a refusal that is no JSON object"
  if (body["code"] !== answer.status) return "a refusal whose code is not its status"
  if (typeof body["message"] !== "string" || body["message"] === "") return "a refusal without a message"
  const errorId = body["errorId"]
  return typeof errorId === "string" && uuid.test(errorId) ? undefined : "a refusal without an errorId"
}

/** What is wrong with this answer to a request of this method; undefined when nothing is. `whole`: the server owes one. */
export const fault = (answer: Answer, method: string, whole = true): string | undefined => {
  const { status, text } = answer
  if (status === undefined) return whole ? "no answer" : undefined
  if (status >= 500) return `a ${status}`
  const told = inside.exec(text)
  if (status >= 400 && told !== null) return `a word of the inside: ${told[0].slice(0, 80)}`
  return status >= 400 && method !== "HEAD" ? shapeless(answer) : undefined
}
