// One view of the bank's data, answered three ways: a page for people and scrapers, JSON for programs with a bearer token, JSON for the bank's own
// scripts. What goes wrong on a page by its user's faults goes wrong here, for all three.
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"

import * as Faults from "./Faults.ts"
import type * as Html from "./Html.ts"
import type * as Sessions from "./Sessions.ts"
import type * as Users from "./Users.ts"
import {
  type Answer,
  goTo,
  type Handler,
  internalError,
  json,
  notFound,
  page,
  reset,
  signedIn,
  type Visit
} from "./Visit.ts"

export interface View {
  readonly page: Html.Page
  /** What the page says, for programs. */
  readonly json: unknown
  readonly status?: number
}

/** What is shown, or undefined when the visitor has no such thing. */
export type Show = (visit: Visit, open: Sessions.Open) => View | undefined

/** A refusal as a view. */
export const refusal = (name: string, title: string, error: string, message: string, status: number): View => ({
  page: { name, title, error, message },
  json: { error },
  status
})

/** What goes wrong for a user at a place. */
export const faultsAt = (visit: Visit, user: Users.User, place: Faults.Place): ReadonlyArray<Faults.Fault["fault"]> =>
  [...user.faults, ...(visit.bank.faults.get(user.name) ?? [])].flatMap((each) =>
    each.place === place ? [each.fault] : []
  )

/** The rows that a list shows of all it has, and the cap that it admits. `newest` rows stand last or first. */
export const shownOf = <A>(
  visit: Visit,
  user: Users.User,
  place: Faults.Place,
  rows: ReadonlyArray<A>,
  newest: "first" | "last" = "first"
): { readonly rows: ReadonlyArray<A>; readonly cap: number | undefined } => {
  const faults = faultsAt(visit, user, place)
  if (faults.includes("empty")) return { rows: [], cap: undefined }
  if (!faults.includes("cap") && !faults.includes("silent-cap")) return { rows, cap: undefined }
  return {
    rows: newest === "first" ? rows.slice(0, Faults.rowCap) : rows.slice(-Faults.rowCap),
    cap: faults.includes("cap") ? Faults.rowCap : undefined
  }
}

const single: ReadonlySet<Faults.Place> = new Set(["accounts", "cards", "profile", "balance", "payments"])

/** Counts the read; true when a session that is lost midway is lost now: at the second read of what has many pages, else at once. */
const lostNow = (visit: Visit, place: Faults.Place): boolean => {
  const reads = visit.session?.reads
  const read = (reads?.get(place) ?? 0) + 1
  reads?.set(place, read)
  return single.has(place) || read > 1
}

const garbage = `<htm<body></table><<tr data-row=><td>${"\u0000\u0001%PDF \uFFFD ".repeat(40)}</td`

const legacy = (visit: Visit, user: Users.User, place: Faults.Place): ReadonlyArray<Faults.Fault["fault"]> => {
  if (place === "accounts") return user.accountsPage === "error" ? ["error"] : []
  if (place !== "transactions") return []
  switch (user.statementPage) {
    case "garbage":
      return ["garbage"]
    case "held":
      return ["hold"]
    case "error":
      return ["error"]
    case "reset":
      return visit.query.get("page") === "2" ? ["reset"] : []
    case "ok":
      return []
  }
}

/** How the door that was taken says things. */
interface Door {
  readonly failed: (visit: Visit, status: 500 | 503) => HttpServerResponse.HttpServerResponse
  readonly lost: HttpServerResponse.HttpServerResponse
}

const maintenance = (visit: Visit) =>
  page(
    visit,
    {
      name: "maintenance",
      title: "Under maintenance",
      error: "unavailable",
      message: "We are improving our services and will be back soon."
    },
    503,
    { "retry-after": "120" }
  )

const pages: Door = {
  failed: (visit, status) => (status === 500 ? internalError(visit) : maintenance(visit)),
  lost: goTo("/login?expired=1")
}

const programs = (lost: string): Door => ({
  failed: (_, status) =>
    json(
      { error: status === 500 ? "internal" : "unavailable" },
      status,
      status === 503 ? { "retry-after": "120" } : {}
    ),
  lost: json({ error: lost }, 401)
})

const spoilt = (response: HttpServerResponse.HttpServerResponse, change: (text: string) => string) => {
  const { body, headers, status } = response
  if (body._tag !== "Uint8Array") return response
  const text = change(Buffer.from(body.body).toString("utf8"))
  const { "content-length": _, ...kept } = headers
  return HttpServerResponse.text(text, { status, contentType: body.contentType, headers: kept })
}

const half = (text: string) => text.slice(0, Math.floor(text.length / 2))

const remarked = (text: string) =>
  text
    .replaceAll(/data-field="/g, 'data-col="')
    .replaceAll(/<table id="([\w-]+)"/g, '<table class="$1-grid"')
    .replaceAll(/<dl id="([\w-]+)"/g, '<dl class="$1-list"')
    .replaceAll(/"(amount|balance|date|name)":/g, '"$1V2":')

/** Answers at a place as its faults have it. */
const through = Effect.fnUntraced(function* (
  visit: Visit,
  user: Users.User,
  place: Faults.Place,
  door: Door,
  answer: () => HttpServerResponse.HttpServerResponse
) {
  const faults = [...legacy(visit, user, place), ...faultsAt(visit, user, place)]
  if (faults.length === 0) return answer()
  if (faults.includes("slow")) yield* Effect.sleep(Faults.slowMillis)
  if (faults.includes("hold")) return yield* Effect.never
  if (faults.includes("reset")) return yield* reset(visit)
  if (faults.includes("error")) return door.failed(visit, 500)
  if (faults.includes("unavailable")) return door.failed(visit, 503)
  if (faults.includes("session-lost") && lostNow(visit, place)) {
    if (visit.session !== undefined) {
      yield* visit.bank.sessions.end(visit.session.id)
      yield* visit.bank.oauth.revoke(visit.session.id)
    }
    return door.lost
  }
  if (faults.includes("garbage")) return HttpServerResponse.text(garbage, { contentType: "text/html; charset=utf-8" })
  const response = answer()
  if (faults.includes("half")) return spoilt(response, half)
  return faults.includes("markup") ? spoilt(response, remarked) : response
})

/** Any answer of a page behind the login, through the faults of its place. */
export const guarded = (
  place: Faults.Place,
  answer: (visit: Visit, open: Sessions.Open) => HttpServerResponse.HttpServerResponse
): Handler => signedIn((visit, open) => through(visit, open.user, place, pages, () => answer(visit, open)))

/** A view as a page. */
export const asPage = (place: Faults.Place, show: Show): Handler =>
  guarded(place, (visit, open) => {
    const view = show(visit, open)
    return view === undefined ? notFound(visit) : page(visit, { user: open.user.name, ...view.page }, view.status)
  })

const asJson =
  (place: Faults.Place, show: Show, unknown: string, headers: Readonly<Record<string, string>>) =>
  (visit: Visit): Answer => {
    const stage = visit.session?.stage
    if (stage?._tag !== "Open") return Effect.succeed(json({ error: unknown }, 401, headers))
    return through(visit, stage.user, place, programs(unknown), () => {
      const view = show(visit, stage)
      return view === undefined ? json({ error: "not-found" }, 404) : json(view.json, view.status ?? 200)
    })
  }

/** A view as JSON for whoever has a bearer token. */
export const asApi = (place: Faults.Place, show: Show): Handler =>
  asJson(place, show, "invalid_token", { "www-authenticate": 'Bearer error="invalid_token"' })

/** A view as JSON behind the session's cookie. */
export const asData = (place: Faults.Place, show: Show): Handler => asJson(place, show, "session-expired", {})
