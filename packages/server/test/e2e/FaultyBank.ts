// The sandbox bank behind a line that can be spoiled: what stands between the connectors and the bank passes everything
// on, except the requests that a fault was put on.
import { type IncomingMessage, request, createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import { SandboxBank } from "@tomada/sandbox-bank"
import { Context, Effect, Layer } from "effect"

/** What happens instead of the bank's answer. */
export type How = "error" | "maintenance" | "garbage" | "reset" | "hold"

export interface Fault {
  readonly how: How
  /** `POST /login`, `GET /accounts/cc-123/statement?from=...`: the requests that it meets. */
  readonly on: (request: string) => boolean
}

const garbage = "<html><body><table><tr><td>\u0000\u0001 not the page that you know </div></html"

export class Line extends Context.Service<
  Line,
  {
    /** `host:port` to visit instead of the bank. */
    readonly address: string
    /** Puts a fault on the line, or none. */
    readonly spoil: (fault: Fault | undefined) => Effect.Effect<void>
  }
>()("@tomada/server/test/Line") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const { port } = yield* SandboxBank
      let fault: Fault | undefined

      const pass = (asked: IncomingMessage, answer: ServerResponse) => {
        const onward = request(
          { host: "127.0.0.1", port, method: asked.method, path: asked.url, headers: asked.headers },
          (answered) => {
            answer.writeHead(answered.statusCode ?? 500, answered.headers)
            answered.pipe(answer)
          }
        )
        onward.on("error", () => asked.socket.destroy())
        asked.pipe(onward)
      }

      const server = createServer((asked, answer) => {
        if (fault === undefined || !fault.on(`${asked.method} ${asked.url}`)) return pass(asked, answer)
        switch (fault.how) {
          case "error":
            return void answer.writeHead(500).end("<h1>Internal error</h1>")
          case "maintenance":
            return void answer.writeHead(503, { "retry-after": "60" }).end("<h1>Be right back</h1>")
          case "garbage":
            return void answer.writeHead(200, { "content-type": "text/html" }).end(garbage)
          case "reset":
            return void asked.socket.destroy()
          case "hold":
            return
        }
      })
      yield* Effect.acquireRelease(
        Effect.callback<void>((resume) => {
          server.listen(0, "127.0.0.1", () => resume(Effect.void))
        }),
        () =>
          Effect.callback<void>((resume) => {
            server.close(() => resume(Effect.void))
            server.closeAllConnections()
          })
      )
      // A server that listens on a port has an address of this shape.
      const bound = server.address() as AddressInfo
      return Line.of({
        address: `127.0.0.1:${bound.port}`,
        spoil: (next) =>
          Effect.sync(() => {
            fault = next
          })
      })
    })
  )
}
