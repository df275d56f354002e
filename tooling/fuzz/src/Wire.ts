// How requests get to the server: right ones over connections that are kept, bent ones as bytes over one of their own.
import { connect } from "node:net"

import { Pool } from "undici"

import type { Sent } from "./Parts.ts"
import type { Request } from "./Requests.ts"

export interface Answer {
  /** Undefined where the connection was closed without one. */
  readonly status: number | undefined
  readonly contentType: string
  readonly text: string
  readonly millis: number
}

/** How long the server may take for an answer, or to hang up. */
export const patience = 20_000

export interface Wire {
  /** Rejects when the connection breaks. */
  readonly ask: (request: Request) => Promise<Answer>
  /** Rejects when the server neither answers whole nor hangs up in time. */
  readonly send: (sent: Sent) => Promise<Answer>
  readonly close: () => Promise<void>
}

/** The first answer in these bytes; what follows it is another request's. */
const parsed = (said: Buffer, millis: number): Answer => {
  const text = said.toString()
  const [head = "", ...rest] = text.split("\r\n\r\n")
  const [, status] = /^HTTP\/1\.\d (\d{3})/.exec(head) ?? []
  const [, contentType = ""] = /^content-type: *(.*)$/im.exec(head) ?? []
  return { status: status === undefined ? undefined : Number(status), contentType, text: rest.join("\r\n\r\n"), millis }
}

/** The server listens at this address of this computer. */
export const open = (address: string): Wire => {
  const { hostname, port } = new URL(address)
  const pool = new Pool(address, { connections: 8, bodyTimeout: patience, headersTimeout: patience })
  return {
    ask: async ({ body, headers, method, path }) => {
      const start = performance.now()
      const answer = await pool.request({ method, path, headers, body: body ?? null })
      const text = await answer.body.text()
      const contentType = String(answer.headers["content-type"] ?? "")
      return { status: answer.statusCode, contentType, text, millis: performance.now() - start }
    },
    send: async ({ bytes, whole }) => {
      const start = performance.now()
      const socket = connect({ host: hostname, port: Number(port) })
      const said: Array<Buffer> = []
      socket.on("data", (chunk) => said.push(chunk))
      // It may hang up before it has read all.
      socket.on("error", () => {})
      const { promise: closed, resolve } = Promise.withResolvers<boolean>()
      const late = setTimeout(() => resolve(false), patience)
      socket.on("close", () => resolve(true))
      // Who hangs up their half is not answered by Node, so that is done only where nothing is owed.
      if (whole) socket.write(bytes)
      else socket.end(bytes)
      const inTime = await closed
      clearTimeout(late)
      socket.destroy()
      if (!inTime) throw new Error(`the connection was still open after ${patience / 1000} s`)
      return parsed(Buffer.concat(said), performance.now() - start)
    },
    close: () => pool.close()
  }
}
