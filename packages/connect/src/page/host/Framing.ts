// Whether the page may go on where it is shown. The server's policy already names who may frame it; this asks again, of the one application
// that the token belongs to.
import type { Grant } from "../api/Wire.ts"
import type { Framer } from "./Host.ts"

const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"])

const isLoopback = (origin: string): boolean => {
  try {
    const { hostname } = new URL(origin)
    return loopback.has(hostname) || hostname.endsWith(".localhost")
  } catch {
    return false
  }
}

/** Every framing origin has to be allowed: a frame within a frame is seen by both. */
export const mayShow = (framer: Framer, grant: Grant, own: string): boolean => {
  if (framer.kind === "nobody") return true
  if (framer.kind === "unknown") return false
  return framer.origins.every(
    (origin) => origin === own || grant.allowedOrigins.includes(origin) || (grant.allowsLoopback && isLoopback(origin))
  )
}
