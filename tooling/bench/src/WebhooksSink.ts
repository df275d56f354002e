// `node WebhooksSink.ts`: the receiver of the webhooks' proof, hostile or not, in a process of its own whose CPU counts for nobody. It is told
// by its parent what to do and asked what it has seen. Every request is verified with the library `standardwebhooks`. A hostile one answers
// an event badly a few times, by the event's id and the attempt, and then well: what is missing at the end was lost by the sender.
import { createHash } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import { Webhook } from "standardwebhooks"

/** What the parent says. Secrets by path. */
export interface Order {
  readonly secrets: Readonly<Record<string, string>>
  readonly hostile: boolean
}

export interface Seen {
  readonly requests: number
  /** Pairs of event and path that were answered well. */
  readonly arrived: number
  readonly again: number
  readonly forged: number
  readonly faults: Readonly<Record<string, number>>
}

/** A fault per mille of the attempts that may have one. */
const faults = [
  ["500", 130],
  ["503", 60],
  ["429", 60],
  ["404", 20],
  ["301", 20],
  ["reset", 60],
  ["half-close", 30],
  ["silent", 6],
  ["slow-head", 4],
  ["huge-error", 4],
  ["garbage", 20]
] as const
const patience = 5

let verifiers = new Map<string, Webhook>()
let hostile = false
const tries = new Map<string, number>()
const arrived = new Set<string>()
const seen = { requests: 0, again: 0, forged: 0, faults: {} as Record<string, number> } // counted by the fault's name

const faultOf = (key: string, attempt: number): string | undefined => {
  if (!hostile || attempt > patience) return undefined
  let dice = createHash("sha256").update(`${key} ${attempt}`).digest().readUInt32BE(0) % 1000
  for (const [name, share] of faults) {
    if (dice < share) return name
    dice -= share
  }
  return undefined
}

const misbehave = (fault: string, request: IncomingMessage, response: ServerResponse): void => {
  if (/^\d+$/.test(fault)) {
    const headers = {
      ...(fault === "429" && { "retry-after": "1" }),
      ...(fault === "301" && { location: "http://10.0.0.1/" })
    }
    response.writeHead(Number(fault), headers).end("no")
  } else if (fault === "reset") request.socket.resetAndDestroy()
  else if (fault === "half-close") request.socket.end()
  else if (fault === "garbage") request.socket.end("\u0000 no http\r\n\r\n")
  else if (fault === "slow-head") {
    request.socket.write("HTTP/1.1 200 OK\r\nx: ")
    const drip = setInterval(() => void request.socket.write("y"), 200)
    request.socket.once("close", () => clearInterval(drip))
  } else if (fault === "huge-error") {
    response.writeHead(500)
    const chunk = Buffer.alloc(65_536, "x")
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once("drain", more)
    }
    more()
  }
}

const server = createServer((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("error", () => undefined)
  request.on("data", (chunk: Buffer) => void chunks.push(chunk))
  request.on("end", () => {
    seen.requests += 1
    const path = request.url ?? ""
    const key = `${String(request.headers["webhook-id"])} ${path}`
    try {
      // The library reads three of them, each a text by Node's own account.
      verifiers.get(path)?.verify(Buffer.concat(chunks), request.headers as Record<string, string>)
    } catch {
      seen.forged += 1
    }
    const attempt = (tries.get(key) ?? 0) + 1
    tries.set(key, attempt)
    const fault = faultOf(key, attempt)
    if (fault !== undefined) {
      seen.faults[fault] = (seen.faults[fault] ?? 0) + 1
      return misbehave(fault, request, response)
    }
    if (arrived.has(key)) seen.again += 1
    arrived.add(key)
    response.writeHead(200).end()
  })
})
server.on("clientError", (_error, socket) => socket.destroy())
server.keepAliveTimeout = 30_000

process.on("message", (order: Order | "seen") => {
  if (order === "seen") {
    const answer: Seen = { ...seen, arrived: arrived.size }
    process.send?.(answer)
    return
  }
  verifiers = new Map(Object.entries(order.secrets).map(([path, secret]) => [path, new Webhook(secret)]))
  hostile = order.hostile
  tries.clear()
  arrived.clear()
  Object.assign(seen, { requests: 0, again: 0, forged: 0, faults: {} })
  process.send?.("ready")
})
process.on("disconnect", () => process.exit())
server.listen(0, "127.0.0.1", () => console.log(`listening on ${(server.address() as AddressInfo).port}`)) // it listens on TCP
