// A receiver on loopback that behaves as its path says, well or badly, and remembers what it was sent.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net"

import { Effect } from "effect"

export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Sink {
  /** `http://127.0.0.1:port`. */
  readonly url: string
  /** A listener that does not speak HTTP. */
  readonly noise: string
  readonly received: Array<Received>
  /** Connections that are open now. */
  readonly connections: () => number
}

const endless = (response: ServerResponse): void => {
  const chunk = Buffer.alloc(65_536, "x")
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once("drain", more)
  }
  more()
}

type Behaviour = (response: ServerResponse, request: IncomingMessage, received: Received) => void

const raw =
  (text: string): Behaviour =>
  (_response, request) =>
    void request.socket.end(text)

const behaviours: Readonly<Record<string, Behaviour>> = {
  well: (response) => void response.writeHead(200).end("ok"),
  echo: (response, _request, { headers }) => void response.writeHead(500).end(JSON.stringify(headers)),
  reset: (_response, request) => void request.socket.resetAndDestroy(),
  "half-close": (_response, request) => void request.socket.end(),
  silent: () => undefined,
  "slow-head": (_response, request) => {
    const letters = [..."HTTP/1.1 200 OK\r\nx: "]
    const timer = setInterval(() => void request.socket.write(letters.shift() ?? "y"), 40)
    request.socket.once("close", () => clearInterval(timer))
  },
  "slow-body": (response) => {
    response.writeHead(200).flushHeaders()
    const timer = setInterval(() => void response.write("x"), 100)
    response.once("close", () => clearInterval(timer))
  },
  "no-body": (response) => void response.writeHead(200, { "content-length": "10" }).flushHeaders(),
  huge: (response) => {
    response.writeHead(200)
    endless(response)
  },
  "huge-error": (response) => {
    response.writeHead(500)
    endless(response)
  },
  gzip: (response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("this is no gzip"),
  "infinite-headers": (_response, request) => {
    request.socket.write("HTTP/1.1 200 OK\r\n")
    const timer = setInterval(() => void request.socket.write(`x-more: ${"y".repeat(4_000)}\r\n`), 1)
    request.socket.once("close", () => clearInterval(timer))
  },
  garbage: raw("\u0000\u0001 not http at all \r\n\r\n"),
  "bad-length": raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
  hints: raw("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
  "away-307": (response) => void response.writeHead(307, { location: "http://10.0.0.1/" }).end(),
  "here-307": (response) => void response.writeHead(307, { location: "/well" }).end(),
  "round-307": (response) => void response.writeHead(307, { location: "/round-307" }).end(),
  "here-302": (response) => void response.writeHead(302, { location: "/well" }).end(),
  "429": (response) => void response.writeHead(429, { "retry-after": "7200" }).end("later"),
  "503-date": (response) =>
    void response.writeHead(503, { "retry-after": new Date(Date.now() + 3_600_000).toUTCString() }).end()
}

const behave: Behaviour = (response, request, received) => {
  const name = received.path.slice(1).split("?")[0] ?? ""
  const behaviour = behaviours[name]
  if (behaviour !== undefined) return behaviour(response, request, received)
  response.writeHead(/^\d{3}$/.test(name) ? Number(name) : 404).end()
}

const listening = (server: { listen(port: number, host: string, ready: () => void): unknown; address(): unknown }) =>
  Effect.callback<number>((resume) => {
    server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port))) // it listens on TCP
  })

/** Opened for the scope. */
export const open = Effect.gen(function* () {
  const received: Array<Received> = []
  const sockets = new Set<Socket>()
  const remember = (socket: Socket): void => {
    sockets.add(socket)
    socket.on("error", () => undefined)
    socket.once("close", () => sockets.delete(socket))
  }
  const server: Server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => void chunks.push(chunk))
    request.on("error", () => undefined)
    request.on("end", () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const one = { path: request.url ?? "", headers, body: Buffer.concat(chunks).toString() }
      received.push(one)
      behave(response, request, one)
    })
  })
  const noise = createTcpServer((socket) => {
    remember(socket)
    socket.write("SSH-2.0-OpenSSH_9.9\r\n")
  })
  server.on("connection", remember)
  const port = yield* listening(server)
  const noisePort = yield* listening(noise)
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
      noise.close()
    })
  )
  const sink: Sink = {
    url: `http://127.0.0.1:${port}`,
    noise: `http://127.0.0.1:${noisePort}`,
    received,
    connections: () => sockets.size
  }
  return sink
})
