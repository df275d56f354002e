// The bank's application: pages that hold nothing until their script has run. The HTML carries only what the script needs to start; faults of the
// place `app` are those of a page that a browser must survive.
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"

import * as AppBundle from "./AppBundle.ts"
import { scripts } from "./AppScripts.ts"
import * as Attempts from "./Attempts.ts"
import * as Faults from "./Faults.ts"
import { markup, type Html } from "./Html.ts"
import * as Pdf from "./Pdf.ts"
import { faultsAt, guarded } from "./View.ts"
import { goTo, type Handler, notFound, page, type Visit, withSession } from "./Visit.ts"

const policy = (abroad: boolean) => {
  const more = abroad ? " http://tracker.sandbox.test" : ""
  return `default-src 'none'; script-src 'self'; connect-src 'self'${more}; img-src 'self'${more}; style-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
}

const elsewhere = "http://elsewhere.sandbox.test/"

const scriptTag = (fault: Faults.ScriptFault): Html =>
  fault === "hang"
    ? markup`<script src="/app/assets/never.js"></script>`
    : markup`<script src="/app/assets/faults.js" data-fault="${fault}"></script>`

const bundle = markup`<link rel="stylesheet" href="/app/assets/bundle.css" /><script src="/app/assets/bundle.js"></script>`

interface Shell {
  readonly view: string
  readonly title: string
  readonly data?: Readonly<Record<string, string>>
  /** Undefined: the page has nothing to ask. */
  readonly seed: string | undefined
  readonly faults: ReadonlyArray<Faults.ScriptFault>
}

const shell = (visit: Visit, { data = {}, faults, seed, title, view }: Shell) =>
  faults.includes("redirect-abroad")
    ? HttpServerResponse.redirect(elsewhere, { status: 302 })
    : page(
        visit,
        {
          name: `app-${view}`,
          title,
          data: { view, ...(seed === undefined ? {} : { seed }), ...data },
          body: markup`<div id="root"></div>
            <noscript><p id="needs-script">This page needs JavaScript.</p></noscript>
            ${visit.bank.heavy ? bundle : undefined}${faults.map(scriptTag)}${seed === undefined ? undefined : markup`<script src="/app/assets/tokens.js"></script><script src="/app/assets/app.js"></script>`}`
        },
        200,
        { "content-security-policy": policy(faults.includes("ask-abroad")) }
      )

/** GET /app: the login, of the channel that the query names. */
export const login: Handler = Effect.fnUntraced(function* (visit) {
  const current = visit.session
  if (current?.stage._tag === "Open") return goTo("/app/accounts")
  const session =
    current?.stage._tag === "Anonymous" ? current : yield* visit.bank.sessions.create({ _tag: "Anonymous" })
  const answer = shell(visit, {
    view: "login",
    title: "Banco Tomada",
    seed: session.pageTokens.page(),
    data: {
      channel: Attempts.channelOf(visit.query.get("channel")),
      ...(visit.query.get("expired") === "1" ? { expired: "yes" } : {})
    },
    faults: []
  })
  return withSession(answer, session)
})

const behind =
  (view: string, title: string, data: (visit: Visit) => Readonly<Record<string, string>> = () => ({})): Handler =>
  (visit) => {
    if (visit.session?.stage._tag !== "Open") {
      return Effect.succeed(goTo(visit.hadCookie ? "/app?expired=1" : "/app"))
    }
    const show = guarded("app", (visit, { user }) =>
      shell(visit, {
        view,
        title,
        seed: visit.session?.pageTokens.page(),
        data: data(visit),
        faults: faultsAt(visit, user, "app").flatMap((fault) => Faults.findScript(fault) ?? [])
      })
    )
    return show(visit)
  }

/** The days that the first search is for. */
const daysOf = ({ query }: Visit) =>
  Object.fromEntries(
    ["from", "to"].flatMap((name) => {
      const text = query.get(name)
      return text === null ? [] : [[name, text]]
    })
  )

const modeOf = (visit: Visit) => (visit.query.get("mode") === "scroll" ? "scroll" : "click")

/** GET /app/accounts */
export const accounts = behind("accounts", "Your accounts")

/** GET /app/accounts/:id?mode=click|scroll&from&to */
export const account = behind("statement", "Statement", (visit) => ({
  kind: "account",
  id: visit.path.split("/")[3] ?? "",
  mode: modeOf(visit),
  ...daysOf(visit)
}))

/** GET /app/cards/:id?mode=click|scroll&from&to */
export const card = behind("statement", "Card statement", (visit) => ({
  kind: "card",
  id: visit.path.split("/")[3] ?? "",
  mode: modeOf(visit),
  ...daysOf(visit)
}))

/** GET /app/profile */
export const profile = behind("profile", "Profile")

/** GET /app/faults/:name: one fault on a page of its own, to anybody. */
export const fault: Handler = (visit) => {
  const found = Faults.findScript(visit.path.split("/")[3] ?? "")
  return Effect.succeed(
    found === undefined
      ? notFound(visit)
      : shell(visit, { view: "fault", title: "A page with a fault", seed: undefined, faults: [found] })
  )
}

/** GET /app/assets/:file */
export const asset: Handler = (visit) => {
  const name = visit.path.split("/")[3] ?? ""
  if (name === "never.js") return Effect.never
  if (name === "extrato.pdf") {
    return Effect.succeed(
      HttpServerResponse.uint8Array(Pdf.write(["BANCO TOMADA SA", "EXTRATO"]), {
        contentType: "application/pdf",
        headers: { "content-disposition": 'attachment; filename="extrato.pdf"' }
      })
    )
  }
  const heavy = Object.hasOwn(AppBundle.files, name) ? AppBundle.files[name] : undefined
  if (heavy !== undefined) {
    const headers = { "cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff" }
    return Effect.succeed(HttpServerResponse.text(heavy.text, { contentType: heavy.contentType, headers }))
  }
  const text = Object.hasOwn(scripts, name) ? scripts[name] : undefined
  return Effect.succeed(
    text === undefined
      ? notFound(visit)
      : HttpServerResponse.text(text, {
          contentType: "text/javascript; charset=utf-8",
          headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" }
        })
  )
}
