// The receiver of webhooks, which nobody kills. An event counts as received once it has been answered; one that is held has not been.
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import type { Event } from "./Judge.ts"

export interface Received {
  readonly event: Event
  /** How often it was answered. */
  times: number
  /** When it was answered first, on the clock of `performance`. */
  readonly at: number
}

export interface Sink {
  readonly url: string
  /** By the event's id. */
  readonly received: ReadonlyMap<string, Received>
  /** Holds the first event of these names. */
  hold(names: ReadonlyArray<string>): void
  held(): Event | undefined
  /** Answers what is held, and holds nothing more. */
  release(): void
  /** The same without an answer, as when the sender is dead: what was sent by it has not been received. */
  drop(): void
  close(): Promise<void>
}

export const open = async (): Promise<Sink> => {
  const received = new Map<string, Received>()
  let wanted: ReadonlyArray<string> = []
  let held: { readonly event: Event; readonly answer: ServerResponse } | undefined
  const take = (event: Event, answer: ServerResponse) => {
    if (answer.destroyed) return
    const before = received.get(event.eventId)
    if (before === undefined) received.set(event.eventId, { event, times: 1, at: performance.now() })
    else before.times += 1
    answer.writeHead(200).end()
  }
  const server = createServer((request, answer) => {
    const chunks: Array<Buffer> = []
    request.on("error", () => undefined)
    request.on("data", (chunk: Buffer) => void chunks.push(chunk))
    request.on("end", () => {
      const event = JSON.parse(Buffer.concat(chunks).toString()) as Event // the server's own words
      if (!wanted.includes(event.event)) return take(event, answer)
      wanted = []
      held = { event, answer }
    })
  })
  server.on("clientError", (_error, socket) => socket.destroy())
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, // it listens on TCP
    received,
    hold: (names) => void (wanted = names),
    held: () => held?.event,
    release: () => {
      const waiting = held
      held = undefined
      wanted = []
      if (waiting !== undefined) take(waiting.event, waiting.answer)
    },
    drop: () => {
      held?.answer.destroy()
      held = undefined
      wanted = []
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    }
  }
}
