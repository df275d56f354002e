// Makes a group of methods of its operations: ids into the path, a query or a body after them, options last. What the methods look like
// to a caller is in Methods.generated.ts, made from the same document.
import type { CallOptions, Listing, Operation, QueryValue } from "./Calling.ts"
import { type Asked, listing } from "./Pages.ts"
import type { Request, Transport } from "./Transport.ts"

const segment = (value: unknown): string => {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : ""
  if (text === "" || text === "." || text === "..") throw new TypeError("an id must not be empty")
  return encodeURIComponent(text)
}

const valueText = (value: QueryValue): string =>
  value instanceof Date ? value.toISOString() : typeof value === "object" ? value.join(",") : String(value)

const queryText = (query: Asked): string => {
  const values = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) values.set(name, valueText(value))
  }
  return values.size === 0 ? "" : `?${values.toString()}`
}

type Call = (...args: ReadonlyArray<unknown>) => Listing<unknown, unknown> | Promise<unknown>

const methodOf = (transport: Transport, operation: Operation): Call => {
  const names = [...operation.path.matchAll(/\{\w+\}/g)].length
  const requestOf = (args: ReadonlyArray<unknown>, query: Asked): Request => {
    let next = 0
    const path = operation.path.replaceAll(/\{\w+\}/g, () => segment(args[next++]))
    const request = { method: operation.method, path: path + queryText(query) }
    const body = operation.input === "body" ? args[names] : undefined
    return body === undefined ? request : { ...request, body }
  }
  return (...args) => {
    // What the generated types say stands at these places.
    const options = (args[operation.input === undefined ? names : names + 1] ?? {}) as CallOptions
    const query = (operation.input === "query" ? (args[names] ?? {}) : {}) as Asked
    if (operation.list !== undefined)
      return listing(operation, query, (asked) => transport.call(requestOf(args, asked), options))
    return Promise.resolve().then(() => transport.call(requestOf(args, query), options))
  }
}

/** The methods of a group. */
export const bound = (
  transport: Transport,
  operations: Readonly<Record<string, Operation>>
): Readonly<Record<string, Call>> =>
  Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, methodOf(transport, operation)]))
