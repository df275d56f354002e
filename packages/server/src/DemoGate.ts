// Who may ask the demo. It answers without a key, so a page of anybody's that the same browser shows must not reach it: neither under a name
// that was made to mean this computer (DNS rebinding shows in Host), nor by a request from another origin, nor through a proxy,
// behind which somebody far away would be this computer.
import type { Headers } from "effect/http"

import type { Place } from "./DemoPlace.ts"
import * as Loopback from "./Loopback.ts"

/** Why the demo does not answer, in words for a person. */
export type Refused = string

const proxies = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"]

/** What anybody may open: the page, which knows nothing. */
export const toPage = (headers: Headers.Headers, { port }: Pick<Place, "port">): Refused | undefined => {
  if (proxies.some((name) => headers[name] !== undefined))
    return "The demo is not for proxies: open it on the computer that Tomada runs on."
  const [, name = "", given = "80"] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(headers["host"] ?? "") ?? []
  if (!Loopback.isHost(name) || given !== port) {
    return `The demo answers under http://127.0.0.1:${port} and http://localhost:${port} alone.`
  }
  return undefined
}

/** What the page alone may ask: its browser says that the request is of the same origin. */
export const toTheRest = (headers: Headers.Headers, place: Pick<Place, "port">): Refused | undefined => {
  const refused = toPage(headers, place)
  if (refused !== undefined) return refused
  const { host, origin, "sec-fetch-site": site } = headers
  const isSame = site === "same-origin" || (site === undefined && origin !== undefined)
  const isOwn = origin === undefined || origin === `http://${host}`
  return isSame && isOwn ? undefined : "Only the demo's own page may ask this."
}

/** What a server sends, a browser never. */
export const toInbox = (headers: Headers.Headers, place: Pick<Place, "port">): Refused | undefined =>
  toPage(headers, place) ??
  (headers["origin"] === undefined && headers["sec-fetch-site"] === undefined ? undefined : "No browser may send this.")
