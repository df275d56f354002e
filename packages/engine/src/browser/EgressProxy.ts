// The way out of a visit's browser: a forward proxy on loopback that asks `EgressList.decide` for each connection, outside
// the reach of any page. One listener for each visit, so that the port says whose list it is: credentials would make
// Playwright pause every request, and WebSockets would not carry them. Names are resolved here, never in the browser, and
// a listed name that resolves to a private address is refused unless `connectTo` sent it there.
import { lookup } from "node:dns"
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import { connect, type LookupFunction, type Socket } from "node:net"
import { type Duplex, pipeline } from "node:stream"

import type { Browsers, EgressList } from "@tomada/connector-kit"
import { EgressList as Egress } from "@tomada/connector-kit"
import { Effect, type Scope } from "effect"

import * as EgressAddress from "../EgressAddress.ts"

export interface EgressProxy {
  /** For a browser: `http://127.0.0.1:port`. */
  readonly server: string
  readonly refused: () => ReadonlyArray<Browsers.Refused>
}

/** More hosts than these are counted under one name: a page cannot fill the memory with made-up ones. */
const maxHosts = 50

/** Whatever is not known to be public is private. */
export const isPrivate = (address: string): boolean => {
  const parsed = EgressAddress.parse(address)
  return parsed === undefined || EgressAddress.kind(parsed) !== "public"
}

/** The name has no public address. */
export class PrivateAddress extends Error {}

/** Resolves to public addresses alone. */
export const publicLookup: LookupFunction = (hostname, options, callback) =>
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "")
    const open = addresses.filter(({ address }) => !isPrivate(address))
    const [first] = open
    if (first === undefined) return callback(new PrivateAddress(hostname), "")
    return options.all === true ? callback(null, open) : callback(null, first.address, first.family)
  })

/** Only for the connection to the proxy, by RFC 9110 section 7.6.1. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade"
])

const endToEnd = (raw: ReadonlyArray<string>): ReadonlyArray<string> =>
  raw.flatMap((name, at) => (at % 2 === 0 && !hopByHop.has(name.toLowerCase()) ? [name, raw[at + 1] ?? ""] : []))

const counting = () => {
  const counts = new Map<string, { host: string; why: Browsers.Refused["why"]; times: number }>()
  return {
    count: (host: string, why: Browsers.Refused["why"]) => {
      const name = counts.has(host) || counts.size < maxHosts ? host : "others"
      const entry = counts.get(name) ?? { host: name, why, times: 0 }
      entry.times += 1
      counts.set(name, entry)
    },
    refused: () => [...counts.values()].map((entry) => ({ ...entry }))
  }
}

/** What CONNECT asks for, as an address that the list knows: port 80 carries `ws:`, all else is taken for TLS. */
const tunnelUrl = (authority: string): string => `${authority.endsWith(":80") ? "http" : "https"}://${authority}`

const hostOf = (text: string): string => (URL.canParse(text) ? new URL(text).host : "?")

const isRouted = (list: EgressList.EgressList, url: URL): boolean => Object.hasOwn(list.connectTo, url.host)

/** Listens until the scope closes, which cuts every connection. */
export const open = (list: EgressList.EgressList): Effect.Effect<EgressProxy, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<ReturnType<typeof listen>>((resume) => {
        const listening = listen(list, () => resume(Effect.succeed(listening)))
      }),
      ({ close }) => Effect.callback<void>((resume) => close(() => resume(Effect.void)))
    ),
    ({ refused, server }) => ({ server: server(), refused })
  )

const listen = (list: EgressList.EgressList, ready: () => void) => {
  const { count, refused } = counting()
  const sockets = new Set<Duplex>()
  const agent = new Agent()
  const hold = (socket: Duplex) => {
    sockets.add(socket)
    socket.on("error", () => socket.destroy())
    socket.on("close", () => sockets.delete(socket))
  }

  const forward = (asked: IncomingMessage, answer: ServerResponse): void => {
    const target = asked.url ?? ""
    const decision = Egress.decide(list, target)
    if (decision._tag === "Refused") {
      count(hostOf(target), decision.why)
      asked.socket.destroy()
      return
    }
    const sent = request(decision.address, {
      agent,
      method: asked.method ?? "GET",
      headers: endToEnd(asked.rawHeaders),
      setHost: false
    })
    sent.on("response", (received) => {
      answer.writeHead(received.statusCode ?? 502, endToEnd(received.rawHeaders) as Array<string>) // typed as mutable
      pipeline(received, answer, (error) => error && asked.socket.destroy())
    })
    sent.on("error", () => asked.socket.destroy())
    answer.on("close", () => sent.destroy())
    asked.pipe(sent)
  }

  const tunnel = (asked: IncomingMessage, client: Duplex, head: Buffer) => {
    const target = tunnelUrl(asked.url ?? "")
    const refuse = (why: Browsers.Refused["why"]) => {
      count(hostOf(target), why)
      client.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }
    const decision = Egress.decide(list, target)
    if (decision._tag === "Refused") return refuse(decision.why)
    const { address, url } = decision
    const host = address.hostname.replace(/^\[|\]$/g, "")
    const port = Number(address.port) || (address.protocol === "https:" ? 443 : 80)
    const upstream: Socket = connect({ host, port, ...(!isRouted(list, url) && { lookup: publicLookup }) }, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n")
      if (head.length > 0) upstream.write(head)
      pipeline(client, upstream, client, () => {
        client.destroy()
        upstream.destroy()
      })
    })
    hold(upstream)
    upstream.on("error", (error) => (error instanceof PrivateAddress ? refuse("address") : client.destroy()))
    client.on("close", () => upstream.destroy())
  }

  const server = createServer(forward)
  server.on("connection", hold)
  server.on("connect", tunnel)
  server.on("upgrade", (asked, socket) => {
    count(hostOf(asked.url ?? ""), "scheme")
    socket.destroy()
  })
  server.listen(0, "127.0.0.1", ready)
  return {
    refused,
    server: () => {
      const bound = server.address()
      return `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`
    },
    close: (closed: () => void) => {
      agent.destroy()
      server.close(closed)
      for (const socket of sockets) socket.destroy()
    }
  }
}
