// Answers that no route gives. The engine has to know its port before there are routes, so the port is open for a moment in which
// nothing answers: a request that node hands to nobody would hang for ever. And when more ask at once than can be answered soon,
// whoever comes on top is refused here, where it costs next to nothing: a refusal that is as dear as an answer helps nobody.
import { randomUUID } from "node:crypto"
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse
} from "node:http"

import { Refusal } from "@tomada/api"

import * as Cors from "./Cors.ts"
import * as RequestMeasures from "./RequestMeasures.ts"
import * as Strain from "./Strain.ts"
import * as Turns from "./Turns.ts"

/** Requests that one process answers at a time: at ease, and when it is behind. */
export const atOnce = { atEase: 128, behind: 32 } as const

/** Milliseconds from which on a process is behind. */
export const behind = 100

/**
 * Milliseconds for which an idle connection is kept: longer than clients and balancers keep theirs, because whoever closes first may
 * meet a request that is on its way.
 */
const keepAliveTimeout = 75_000

const refuse = (response: ServerResponse): void => {
  const { code, errorId, message } = Refusal.tooManyRequests(randomUUID())
  const body = JSON.stringify({ code, message, errorId })
  response
    .writeHead(code, {
      ...Cors.readable,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "retry-after": "1",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff"
    })
    .end(body)
}

/** What every answer bears where the world reaches this server by https: browsers shall not come by http for a year. */
export const transportSecurity = { "strict-transport-security": "max-age=31536000" } as const

/** A server that answers 503 until somebody listens to its requests, and 429 to those that are too many. */
export const server = (
  options: ServerOptions = {},
  late: () => number = Strain.late,
  onAll: Readonly<Record<string, string>> = {}
): Server => {
  const headers = Object.entries(onAll)
  const made = createServer({ keepAliveTimeout, ...options })
  const early: RequestListener = (_request, response) =>
    void response
      .writeHead(503, {
        ...Cors.readable,
        "retry-after": "1",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        connection: "close"
      })
      .end()
  made.on("request", early)
  made.on("newListener", (event) => {
    if (event === "request") made.off("request", early)
  })
  made.on("connection", Turns.knock)

  let underWay = 0
  const admits = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.url?.startsWith("/health/") === true) return true
    if (underWay >= (late() > behind ? atOnce.behind : atOnce.atEase)) return false
    underWay += 1
    response.once("close", () => {
      underWay -= 1
    })
    return true
  }
  const emit = made.emit.bind(made) as (event: string, ...values: ReadonlyArray<unknown>) => boolean // all its overloads
  const gate = (event: string, ...values: ReadonlyArray<unknown>): boolean => {
    if (event !== "request") return emit(event, ...values)
    const [request, response] = values as [IncomingMessage, ServerResponse] // what node emits with it
    for (const [name, value] of headers) response.setHeader(name, value)
    RequestMeasures.attend(request, response)
    if (admits(request, response)) return emit(event, ...values)
    refuse(response)
    return true
  }
  return Object.assign(made, { emit: gate })
}
