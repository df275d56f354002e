// A receiver of webhooks on loopback: answers 200 and remembers what it was sent.
import { createHmac } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

import { Effect } from "effect"

export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body as JSON. */
  readonly event: { readonly event: string; readonly eventId: string } & Readonly<Record<string, unknown>>
}

/** Opened for the scope; `url` has no slash at its end. */
export const open = Effect.gen(function* () {
  const received: Array<Received> = []
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => void chunks.push(chunk))
    request.on("end", () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const body = Buffer.concat(chunks).toString()
      received.push({ path: request.url ?? "", headers, body, event: JSON.parse(body) })
      response.end("ok")
    })
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
  const { port } = server.address() as AddressInfo // it listens on TCP
  /** What came to a path, by the event's name. */
  const at = (path: string, event: string) =>
    received.filter((one) => one.path === path && (event === "" || one.event.event === event))
  return { url: `http://127.0.0.1:${port}`, received, at }
})

/** The signature that Standard Webhooks wants under a secret. */
export const signature = (secret: string, { body, headers }: Received): string => {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`
}
