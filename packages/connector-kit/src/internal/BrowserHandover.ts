// What leaves a browser's context: its cookies for the visit's HTTP client, and what is sealed with the session. Local
// storage is asked of each page and may hang with it, so cookies alone, which the browser itself knows, are the way out.
import { Duration, Effect, type Option } from "effect"
import type { BrowserContext, Cookie } from "playwright-core"

/** More than this is a page's cache and no session. */
const maxState = 512 * 1024

/** A cookie as the `Set-Cookie` line that the page at `url` would have sent. */
const line = (cookie: Cookie): { readonly url: string; readonly line: string } => {
  const host = cookie.domain.replace(/^\./, "")
  const parts = [
    `${cookie.name}=${cookie.value}`,
    `Path=${cookie.path}`,
    ...(cookie.domain.startsWith(".") ? [`Domain=${host}`] : []),
    ...(cookie.expires > 0 ? [`Expires=${new Date(cookie.expires * 1000).toUTCString()}`] : []),
    ...(cookie.secure ? ["Secure"] : []),
    ...(cookie.httpOnly ? ["HttpOnly"] : []),
    `SameSite=${cookie.sameSite}`
  ]
  return { url: `https://${host}${cookie.path}`, line: parts.join("; ") }
}

export const lines = (cookies: ReadonlyArray<Cookie>) => cookies.map(line)

/** Cookies and local storage as JSON; none when the browser is gone. */
export const stateOf = (context: BrowserContext, timeout: Duration.Duration): Effect.Effect<Option.Option<string>> => {
  const cookies = Effect.map(
    Effect.tryPromise(() => context.cookies()),
    (cookies) => JSON.stringify({ cookies, origins: [] })
  )
  return Effect.tryPromise(() => context.storageState()).pipe(
    Effect.timeout(Duration.min(timeout, Duration.seconds(5))),
    Effect.map((state) => JSON.stringify(state)),
    Effect.filterOrElse(
      (text) => text.length <= maxState,
      () => cookies
    ),
    Effect.catch(() => cookies),
    Effect.timeout(Duration.seconds(10)),
    Effect.option
  )
}
