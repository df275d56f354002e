// Who may show the widget in a frame. A browser asks for the page before anybody knows the token, so what is known is who sends it there: only
// the origins of those applications that allow that one are told, and of none the others.
import { WidgetOrigin } from "@tomada/api"

/** What a request for the page says of where it will be shown. */
export interface Asked {
  /** `Referer`, which a browser cuts down to the origin of the page. */
  readonly referer: string | undefined
  /** `Sec-Fetch-Dest`; absent in old browsers, and where the server is reached by plain http. */
  readonly dest: string | undefined
  /** `Sec-Fetch-Site`. */
  readonly site: string | undefined
}

export interface Rules {
  /** Of each application, the origins that it allows. */
  readonly allowed: ReadonlyArray<ReadonlyArray<string>>
  /** Whether pages of this computer may. */
  readonly allowsLoopback: boolean
  /** The origins that this server is known by. */
  readonly own: ReadonlyArray<string>
}

export type Decision =
  /** Sources for `frame-ancestors`. */
  | { readonly _tag: "Shown"; readonly ancestors: ReadonlyArray<string> }
  /** `origin` is null where the page does not say which it is. */
  | { readonly _tag: "Refused"; readonly origin: string | null }

const loopback = ["http://localhost:*", "http://127.0.0.1:*"]

const originOf = (referer: string | undefined): string | null => {
  const url = referer === undefined ? null : URL.parse(referer)
  return url === null || !/^https?:$/.test(url.protocol) ? null : url.origin
}

export const decide = (asked: Asked, { allowed, allowsLoopback, own }: Rules): Decision => {
  const origin = originOf(asked.referer)
  const here = ["'self'", ...(allowsLoopback ? loopback : [])]
  const isOwn = asked.site === "same-origin" || (origin !== null && own.includes(origin))
  if (isOwn) return { _tag: "Shown", ancestors: here }
  const allowing = origin === null ? [] : allowed.filter((origins) => origins.includes(origin))
  const named = new Set(allowing.flat().filter(WidgetOrigin.isExact))
  const isFramed = asked.dest === "iframe" || asked.dest === "frame"
  const mayBeLoopback = allowsLoopback && (origin === null || WidgetOrigin.isLoopback(origin))
  if (isFramed && named.size === 0 && !mayBeLoopback) return { _tag: "Refused", origin }
  return { _tag: "Shown", ancestors: [...here, ...named] }
}
