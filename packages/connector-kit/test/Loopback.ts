// A real server on loopback that answers as a test says, and tells what reached it.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"

import { Context, Effect, Layer } from "effect"

export interface Reached {
  readonly method: string
  readonly url: string
  readonly host: string
  readonly cookie: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

type Answer = (request: Reached, response: ServerResponse, message: IncomingMessage) => void

export class Loopback extends Context.Service<
  Loopback,
  { readonly address: string; readonly reached: Array<Reached>; answer: Answer; readonly open: () => number }
>()("@tomada/connector-kit/test/Loopback") {
  static readonly layer = Layer.effect(
    this,
    Effect.acquireRelease(
      Effect.callback<{ service: Loopback["Service"]; close: () => void }>((resume) => {
        const reached: Array<Reached> = []
        let open = 0
        const server = createServer((message, response) => {
          const parts: Array<Buffer> = []
          message.on("data", (part: Buffer) => parts.push(part))
          message.on("end", () => {
            const { headers, method = "", url = "" } = message
            const { cookie = "", host = "" } = headers
            const request = { method, url, host, cookie, headers, body: Buffer.concat(parts).toString() }
            reached.push(request)
            service.answer(request, response, message)
          })
        })
        server.on("connection", (socket) => {
          open += 1
          socket.on("error", () => undefined)
          socket.on("close", () => (open -= 1))
        })
        let service: Loopback["Service"]
        server.listen(0, "127.0.0.1", () => {
          const bound = server.address()
          const address = `127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`
          service = { address, reached, answer: (_, response) => response.end("ok"), open: () => open }
          resume(
            Effect.succeed({
              service,
              close: () => {
                server.close()
                server.closeAllConnections()
              }
            })
          )
        })
      }),
      ({ close }) => Effect.sync(close)
    ).pipe(Effect.map(({ service }) => service))
  )
}

/** Waits for something that only the event loop brings about. */
export const until = (what: string, isSo: () => boolean): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const started = process.hrtime.bigint()
    const look = () => {
      if (isSo()) resume(Effect.void)
      else if (process.hrtime.bigint() - started > 10_000_000_000n) resume(Effect.die(new Error(`never: ${what}`)))
      else setImmediate(look)
    }
    look()
  })
