// `node ApiRaw.ts <answer>`: the floor of a typed endpoint. A server of `node:http` alone, in a process of its own, that makes one body and
// sends it with the headers that it was given, so that the same bytes come from both sides.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export interface Answer {
  readonly path: string
  /** Those that Node does not send by itself. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

const [given = ""] = process.argv.slice(2)
const { body, headers, path } = JSON.parse(given) as Answer // what ApiWorld.ts gives

/** As long as ours, because it is sent to clients in a header. */
const keepAliveTimeout = 75_000

const server = createServer({ keepAliveTimeout }, (request, response) => {
  if (request.method !== "GET" || request.url !== path) {
    response.writeHead(404).end()
    return
  }
  const text = JSON.stringify(body)
  response.writeHead(200, { ...headers, "content-length": Buffer.byteLength(text) }).end(text)
})
process.on("disconnect", () => process.exit())
server.listen(0, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`) // it listens on TCP
})
