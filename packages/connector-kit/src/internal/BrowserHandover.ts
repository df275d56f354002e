// What leaves a browser's context: its cookies for the visit's HTTP client, and what is sealed with the session. Storage is
// asked of each page and may hang with it, so cookies alone, which the browser itself knows, are the way out. What a tab
// keeps for itself (session storage) is no part of Playwright's state: it is read from the page that is shown, and put back
// before the next visit sees its first page.
import { Duration, Effect, Option, Schema } from "effect"
import type { Cookie } from "playwright-core"

import type { VisitContext } from "../Browsers.ts"

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

/** What a tab keeps of one origin. */
const Tab = Schema.Struct({
  origin: Schema.String,
  items: Schema.Array(Schema.Tuple([Schema.String, Schema.String]))
})
export type Tab = typeof Tab.Type

const Kept = Schema.fromJsonString(
  Schema.Struct({
    cookies: Schema.Array(Schema.Json),
    origins: Schema.Array(Schema.Json),
    tabs: Schema.optionalKey(Schema.Array(Tab))
  })
)

/** A state in its two parts: Playwright's, and what its tab kept. One that cannot be read stays as it is. */
export const parted = (
  state: string | undefined
): { readonly state: string | undefined; readonly tabs: ReadonlyArray<Tab> } => {
  const kept = state === undefined ? Option.none() : Schema.decodeUnknownOption(Kept)(state)
  return Option.match(kept, {
    onNone: () => ({ state, tabs: [] }),
    onSome: ({ tabs = [], ...rest }) => ({ state: JSON.stringify(rest), tabs })
  })
}

/** Milliseconds for an empty page that no network brings. */
const blankWithin = 2_000

/** The page goes to each origin without asking it for anything, since a tab can only be written to from inside. */
export const restore = (page: VisitContext["page"], tabs: ReadonlyArray<Tab>): Effect.Effect<void> =>
  tabs.length === 0
    ? Effect.void
    : Effect.tryPromise(async () => {
        const blank = { contentType: "text/html", body: "" }
        await page.route("**", (route) => route.fulfill(blank))
        try {
          for (const { items, origin } of tabs) {
            await page.goto(`${origin}/`, { timeout: blankWithin })
            await page.evaluate((items) => {
              for (const [name, value] of items) sessionStorage.setItem(name, value)
            }, items)
          }
        } finally {
          await page.goto("about:blank", { timeout: blankWithin })
          await page.unroute("**")
        }
      }).pipe(Effect.timeout(Duration.seconds(20)), Effect.ignore)

/** What the tab keeps of the origin that it shows; of others what was restored, which no page can be asked for. */
const tabsOf = (page: VisitContext["page"], restored: ReadonlyArray<Tab>): Effect.Effect<ReadonlyArray<Tab>> =>
  page.url().startsWith("http")
    ? Effect.tryPromise(() =>
        page.evaluate(() => ({ origin: location.origin, items: Object.entries<string>({ ...sessionStorage }).sort() }))
      ).pipe(
        Effect.timeout(Duration.seconds(2)),
        Effect.map((shown) => [...restored.filter(({ origin }) => origin !== shown.origin), shown]),
        Effect.catch(() => Effect.succeed(restored)),
        Effect.map((tabs) => tabs.filter(({ items }) => items.length > 0))
      )
    : Effect.succeed(restored)

/** Cookies and storage as JSON; none when the browser is gone. */
export const stateOf = (
  { context, page }: Pick<VisitContext, "context" | "page">,
  restored: ReadonlyArray<Tab>,
  timeout: Duration.Duration
): Effect.Effect<Option.Option<string>> => {
  const cookies = Effect.map(
    Effect.tryPromise(() => context.cookies()),
    (cookies) => JSON.stringify({ cookies, origins: [] })
  )
  return Effect.gen(function* () {
    const tabs = yield* tabsOf(page, restored)
    const state = yield* Effect.tryPromise(() => context.storageState())
    return JSON.stringify({ ...state, ...(tabs.length > 0 && { tabs }) })
  }).pipe(
    Effect.timeout(Duration.min(timeout, Duration.seconds(5))),
    Effect.filterOrElse(
      (text) => text.length <= maxState,
      () => cookies
    ),
    Effect.catch(() => cookies),
    Effect.timeout(Duration.seconds(10)),
    Effect.option
  )
}
