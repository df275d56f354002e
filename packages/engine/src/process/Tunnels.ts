// The way out of a connector's process: HTTP/2 CONNECT over a pair of sockets that the child inherits, so that there is no port and
// no path that anybody else could reach. Each connection asks `EgressList.decide` here, outside the child; names are resolved
// here, and a listed name with a private address is refused unless `connectTo` sent it there.
import { performServerHandshake, type ServerHttp2Stream } from "node:http2"
import { connect, type Socket } from "node:net"
import type { Duplex } from "node:stream"

import type { Browsers, EgressList } from "@tomada/connector-kit"
import { EgressList as Egress } from "@tomada/connector-kit"

import { PrivateAddress, publicLookup } from "../browser/EgressProxy.ts"

/** Connections that one visit may have at a time. */
const maxConnections = 64

export type Judged =
  | { readonly _tag: "Refused"; readonly why: Browsers.Refused["why"] }
  | { readonly _tag: "Open"; readonly host: string; readonly port: number; readonly isRouted: boolean }

/** Where a CONNECT of this authority leads. */
export const judge = (list: EgressList.EgressList, authority: string): Judged => {
  const decision = Egress.decide(list, `${authority.endsWith(":80") ? "http" : "https"}://${authority}`)
  if (decision._tag === "Refused") return { _tag: "Refused", why: decision.why }
  const { address, url } = decision
  return {
    _tag: "Open",
    host: address.hostname.replace(/^\[|\]$/g, ""),
    port: Number(address.port) || (address.protocol === "https:" ? 443 : 80),
    isRouted: Object.hasOwn(list.connectTo, url.host)
  }
}

/** Lets the other end of `way` out to the hosts of the list, until `way` is destroyed. `told`: what was refused. */
export const serve = (
  way: Duplex,
  list: EgressList.EgressList,
  told: (authority: string, why: Browsers.Refused["why"]) => void
): void => {
  const session = performServerHandshake(way, { maxSessionInvalidFrames: 10 })
  const upstreams = new Set<Socket>()
  const cut = () => {
    for (const upstream of upstreams) upstream.destroy()
    if (!session.destroyed) session.destroy()
  }
  session.on("error", cut)
  session.on("close", cut)
  way.on("error", cut)
  session.on("stream", (stream: ServerHttp2Stream, headers) => {
    stream.on("error", () => stream.destroy())
    const refuse = (status: number) => {
      if (!stream.destroyed && !stream.headersSent) stream.respond({ ":status": status }, { endStream: true })
    }
    const authority = headers[":authority"] ?? ""
    if (headers[":method"] !== "CONNECT") return refuse(405)
    if (upstreams.size >= maxConnections) return refuse(429)
    const judged = judge(list, authority)
    if (judged._tag === "Refused") {
      told(authority, judged.why)
      return refuse(403)
    }
    const { host, isRouted, port } = judged
    const upstream = connect({ host, port, ...(!isRouted && { lookup: publicLookup }) }, () => {
      if (stream.destroyed) return upstream.destroy()
      stream.respond({ ":status": 200 })
      stream.pipe(upstream).pipe(stream)
      return undefined
    })
    upstreams.add(upstream)
    upstream.on("close", () => {
      upstreams.delete(upstream)
      stream.close()
    })
    upstream.on("error", (error) => {
      if (error instanceof PrivateAddress) told(authority, "address")
      refuse(error instanceof PrivateAddress ? 403 : 502)
    })
    stream.on("close", () => upstream.destroy())
    return undefined
  })
}
