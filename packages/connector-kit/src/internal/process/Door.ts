// How `Http` reaches an institution from a process that has no network: through a door that asks the list anew for each
// connection, on the other side of the process border. TLS is spoken from here, inside what the door lets through.
import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2"
import type { Socket } from "node:net"
import * as tls from "node:tls"

import type { buildConnector } from "undici"

let out: ClientHttp2Session | undefined

/** From now on every client of this process goes out there. */
export const use = (session: ClientHttp2Session): void => {
  out = session
}

const tunnel = (session: ClientHttp2Session, authority: string, done: (stream: ClientHttp2Stream | null) => void) => {
  const stream = session.request({ ":method": "CONNECT", ":authority": authority }, { endStream: false })
  const failed = () => done(null)
  stream.once("error", failed)
  stream.once("close", failed)
  stream.once("response", (headers) => {
    stream.off("error", failed)
    stream.off("close", failed)
    stream.on("error", () => stream.destroy())
    if (headers[":status"] === 200) return done(stream)
    stream.destroy()
    return done(null)
  })
}

/** What undici asks of a socket beside a stream. */
const asSocket = (stream: ClientHttp2Stream): Socket =>
  Object.assign(stream, {
    ref: () => stream,
    unref: () => stream,
    setKeepAlive: () => stream,
    setNoDelay: () => stream
  }) as unknown as Socket // a stream of bytes with the few words of a socket that undici says

/** The way out of this process; none where it may open sockets itself. */
export const connector = (): buildConnector.connector | undefined => {
  const session = out
  if (session === undefined) return undefined
  return ({ hostname, port, protocol, servername }, answer) => {
    const number = port === "" ? (protocol === "https:" ? "443" : "80") : port
    tunnel(session, `${hostname}:${number}`, (stream) => {
      if (stream === null) return answer(new Error("the door refused"), null)
      if (protocol !== "https:") return answer(null, asSocket(stream))
      const secure = tls.connect({ socket: stream, servername: servername ?? hostname, ALPNProtocols: ["http/1.1"] })
      const failed = (error: Error) => answer(error, null)
      secure.once("error", failed)
      secure.once("secureConnect", () => {
        secure.off("error", failed)
        answer(null, secure)
      })
    })
  }
}
