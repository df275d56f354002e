// What befalls the way to an institution, and its guards: it fails, hangs up, says nothing, answers drop by drop, wants fewer requests,
// takes the visit for a robot, or has forgotten who it is.
import { Errors } from "@tomada/connector-kit"
import { Effect } from "effect"

import { answered, type Bend } from "../Player.ts"
import {
  answer,
  at,
  type Fault,
  isContent,
  isHtml,
  isInside,
  isJson,
  isLogin,
  isRedirect,
  json,
  once,
  Silence,
  type Site,
  tags
} from "./Fault.ts"

/** A script or a picture that does not arrive is missed by nobody for certain. */
const matters = ({ exchange }: Site): boolean => isContent(exchange) || isRedirect(exchange) || exchange.tap === "http"

const everywhere =
  (bent: Bend): Fault["of"] =>
  (site) =>
    matters(site) ? at(site.position, bent) : null

const page = (title: string, text: string) =>
  `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`

const html = "text/html; charset=utf-8"

const down = { tags: tags("InstitutionDown", "SiteChanged"), well: "whole", again: 5, held: "all" } as const

const failing = (status: number, title: string): Fault => ({
  ...down,
  name: String(status),
  family: "transport",
  // A browser shows the page of an error, and whoever reads it finds another one than it looks for.
  tags: status === 503 ? tags("InstitutionDown", "SiteChanged", "RateLimited") : down.tags,
  of: everywhere(() => answer(status, html, page(title, "Try again later.")))
})

const reset: Fault = {
  ...down,
  name: "connection reset",
  family: "transport",
  of: everywhere(() => Effect.fail(new Errors.InstitutionDown({ how: "unreachable" })))
}

const resetOnce: Fault = {
  ...down,
  name: "connection reset once",
  family: "transport",
  of: (site) =>
    matters(site) ? once(site.position, () => Effect.fail(new Errors.InstitutionDown({ how: "unreachable" }))) : null
}

const silence: Fault = {
  ...down,
  name: "no answer",
  family: "transport",
  of: everywhere(() => Effect.flatten(Silence))
}

/** Later than it was recorded, and earlier than any deadline of an answer. */
const drip: Fault = {
  ...down,
  name: "slow drip",
  family: "transport",
  of: everywhere((recorded) => Effect.delay(Effect.succeed(answered(recorded)), "900 millis"))
}

const guarded = {
  tags: tags("Blocked", "RateLimited", "SiteChanged", "InstitutionDown", "SessionExpired", "UserActionNeeded"),
  well: "whole",
  again: 1,
  held: "all"
} as const

const challengePage: Fault = {
  ...guarded,
  name: "403 with a challenge page",
  family: "blocking",
  of: everywhere(() =>
    answer(403, html, page("Just a moment...", "Checking your browser before you go on. Enable scripts and cookies."))
  )
}

const tooMany: Fault = {
  ...guarded,
  name: "429",
  family: "blocking",
  tags: tags("RateLimited", "Blocked", "SiteChanged"),
  of: everywhere(() => answer(429, html, page("Too many requests", "Block Automation"), { "retry-after": "120" }))
}

const blockAutomation: Fault = {
  ...guarded,
  name: "Block Automation",
  family: "blocking",
  of: (site) =>
    isContent(site.exchange)
      ? at(site.position, () => answer(200, "text/plain; charset=utf-8", "Block Automation"))
      : null
}

const ended = {
  tags: tags("SessionExpired", "SiteChanged", "Blocked", "InstitutionDown", "UserActionNeeded", "ConsentExpired"),
  well: "whole",
  again: 2,
  held: "all"
} as const

/** Where the login is: the page that was asked for first, or that a form was sent to. */
const loginAddress = ({ cassette }: Site): string | undefined =>
  cassette.lines.flatMap((line) => ("tap" in line && isLogin(line) ? [line.url] : []))[0]

const isSession = (site: Site): boolean => isInside(site.exchange) && matters(site)

const toLogin: Fault = {
  ...ended,
  name: "redirect to the login",
  family: "session",
  of: (site) => {
    const location = loginAddress(site)
    return location === undefined || !isSession(site)
      ? null
      : once(site.position, () => answer(302, html, "", { location: new URL(location).pathname }))
  }
}

const unauthorised = (site: Site) =>
  isJson(site.exchange)
    ? answer(401, "application/json", '{"error":"unauthorized"}')
    : answer(401, html, page("Unauthorized", "Please sign in."))

const forgotten: Fault = {
  ...ended,
  name: "session ended once",
  family: "session",
  of: (site) => (isSession(site) ? once(site.position, () => unauthorised(site)) : null)
}

const dropped: Fault = {
  ...ended,
  name: "session ended for good",
  family: "session",
  of: (site) =>
    isSession(site)
      ? (recorded, where) =>
          where >= site.position && isInside(recorded) ? unauthorised(site) : Effect.succeed(answered(recorded))
      : null
}

/** What the login sets is set no more: whoever comes in after it is nobody. */
const withoutCookies: Fault = {
  ...ended,
  name: "session cookie dropped",
  family: "session",
  of: ({ exchange, ...site }) =>
    exchange.headers["set-cookie"] === undefined || !isLogin(exchange)
      ? null
      : (recorded, where) => {
          if (where > site.position && isInside(recorded)) return unauthorised({ ...site, exchange: recorded })
          const { "set-cookie": _, ...headers } = recorded.headers
          return Effect.succeed({ ...answered(recorded), headers })
        }
}

const kinds = {
  tags: tags("SiteChanged", "SessionExpired", "Blocked", "InstitutionDown", "UserActionNeeded"),
  well: "whole",
  again: 2,
  held: "all"
} as const

const htmlForJson: Fault = {
  ...kinds,
  name: "HTML instead of JSON",
  family: "body",
  of: ({ exchange, position }) =>
    isJson(exchange) ? at(position, () => answer(200, html, page("Welcome", "Nothing to see here."))) : null
}

const jsonForHtml: Fault = {
  ...kinds,
  name: "JSON instead of HTML",
  family: "body",
  of: ({ exchange, position }) =>
    isHtml(exchange) && !isRedirect(exchange)
      ? at(position, () => answer(200, "application/json", '{"status":"ok","data":{}}'))
      : null
}

const truncated: Fault = {
  ...kinds,
  name: "truncated JSON",
  family: "body",
  of: ({ exchange, position }) =>
    json(exchange) === undefined
      ? null
      : at(position, (recorded) =>
          Effect.succeed({
            ...answered(recorded),
            bytes: answered(recorded).bytes.slice(0, Math.floor((recorded.text ?? "").length / 2))
          })
        )
}

const empty: Fault = {
  ...kinds,
  name: "empty body",
  family: "body",
  of: ({ exchange, position }) =>
    isContent(exchange)
      ? at(position, (recorded) => Effect.succeed({ ...answered(recorded), bytes: new Uint8Array() }))
      : null
}

export const faults: ReadonlyArray<Fault> = [
  failing(500, "Internal Server Error"),
  failing(502, "Bad Gateway"),
  failing(503, "Service Unavailable"),
  reset,
  resetOnce,
  silence,
  drip,
  challengePage,
  tooMany,
  blockAutomation,
  toLogin,
  forgotten,
  dropped,
  withoutCookies,
  htmlForJson,
  jsonForHtml,
  truncated,
  empty
]
