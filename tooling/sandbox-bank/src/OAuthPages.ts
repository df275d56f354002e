// The consent of OAuth 2 for programs: a page where the person logs in and allows, and the endpoints that turn its code into tokens. A request whose
// client or address is wrong is never sent back to that address.
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"

import * as Attempts from "./Attempts.ts"
import { markup } from "./Html.ts"
import * as Ledger from "./Ledger.ts"
import * as LoginPages from "./LoginPages.ts"
import * as OAuth from "./OAuth.ts"
import type * as Sessions from "./Sessions.ts"
import { type Handler, json, page, type Visit } from "./Visit.ts"

interface Request extends OAuth.Asked {
  readonly state: string
}

/** Addresses that go nowhere but to this machine or to a name for tests. */
const mayReturnTo = (address: string): boolean => {
  const url = URL.parse(address)
  return (
    url !== null &&
    (url.protocol === "http:" || url.protocol === "https:") &&
    url.hash === "" &&
    /^(127\.0\.0\.1|\[::1\]|localhost|(.+\.)?(localhost|test))$/.test(url.hostname)
  )
}

const problemOf = (fields: URLSearchParams): string | undefined => {
  if (fields.get("client_id") !== OAuth.clientId) return "invalid_client"
  return mayReturnTo(fields.get("redirect_uri") ?? "") ? undefined : "invalid_redirect_uri"
}

const back = (redirectUri: string, answer: Readonly<Record<string, string>>) => {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  return HttpServerResponse.redirect(url.href, { status: 303, headers: { "cache-control": "no-store" } })
}

const refuse = (visit: Visit, error: string) =>
  page(
    visit,
    { name: "oauth-error", title: "This request is not right", error, message: "Go back to the application." },
    400
  )

const read = (fields: URLSearchParams): Request | "unsupported_response_type" | "invalid_request" => {
  const codeChallenge = fields.get("code_challenge") ?? ""
  if (fields.get("response_type") !== "code") return "unsupported_response_type"
  if (fields.get("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(codeChallenge)) return "invalid_request"
  return { redirectUri: fields.get("redirect_uri") ?? "", state: fields.get("state") ?? "", codeChallenge }
}

const carried = [
  "response_type",
  "client_id",
  "redirect_uri",
  "state",
  "code_challenge",
  "code_challenge_method",
  "scope"
]

const consent = (visit: Visit, fields: URLSearchParams, error?: string) => {
  const origin = new URL(fields.get("redirect_uri") ?? "").origin
  return page(
    visit,
    {
      name: "oauth-consent",
      title: "Share your data?",
      error,
      message: error === undefined ? undefined : "That is not right. Please try again.",
      body: markup`<form id="oauth-form" class="panel narrow" method="post" action="/oauth/authorize">
        ${carried.map((name) => markup`<input type="hidden" name="${name}" value="${fields.get(name) ?? ""}">`)}
        <p><strong data-field="client">${fields.get("client_id") ?? ""}</strong> wants to read your accounts, cards, investments, loans and profile.</p>
        <label>User <input name="user" autocomplete="username" required /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
        <button name="decision" value="allow">Allow</button> <button name="decision" value="deny" formnovalidate>Deny</button>
      </form>`
    },
    error === undefined ? 200 : 401,
    {
      "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self' ${origin}`
    }
  )
}

/** GET /oauth/authorize */
export const ask: Handler = (visit) => {
  const problem = problemOf(visit.query)
  if (problem !== undefined) return Effect.succeed(refuse(visit, problem))
  const request = read(visit.query)
  return Effect.succeed(
    typeof request === "string"
      ? back(visit.query.get("redirect_uri") ?? "", { error: request, state: visit.query.get("state") ?? "" })
      : consent(visit, visit.query)
  )
}

const stageFor = (stage: Sessions.Stage): Sessions.Open | undefined => {
  if (stage._tag === "Open") return stage
  return stage._tag === "Door" && stage.door === "companies"
    ? { _tag: "Open", user: stage.user, company: Ledger.companies[0]?.id }
    : undefined
}

/** POST /oauth/authorize */
export const decide: Handler = Effect.fnUntraced(function* (visit) {
  const { bank, form } = visit
  const problem = problemOf(form)
  if (problem !== undefined) return refuse(visit, problem)
  const request = read(form)
  if (typeof request === "string") return refuse(visit, request)
  const { redirectUri, state } = request
  if (form.get("decision") !== "allow") return back(redirectUri, { error: "access_denied", state })
  const outcome = yield* Attempts.make(visit, {
    channel: "",
    name: form.get("user") ?? "",
    password: form.get("password") ?? "",
    token: ""
  })
  switch (outcome._tag) {
    case "Outage":
      return yield* LoginPages.outage(visit, outcome.outage)
    case "Wrong":
      return consent(visit, form, outcome.error)
    case "Refused":
      return LoginPages.refused(visit, outcome.error)
    case "In": {
      const stage = stageFor(outcome.stage)
      if (stage === undefined) {
        return back(redirectUri, { error: "access_denied", error_description: outcome.location.slice(1), state })
      }
      return back(redirectUri, { code: yield* bank.oauth.allow(request, stage), state })
    }
  }
})

const tokens = Effect.fnUntraced(function* (visit: Visit) {
  const { bank, form } = visit
  switch (form.get("grant_type")) {
    case "authorization_code":
      return yield* bank.oauth.redeem(
        form.get("code") ?? "",
        form.get("redirect_uri") ?? "",
        form.get("code_verifier") ?? ""
      )
    case "refresh_token":
      return yield* bank.oauth.refresh(form.get("refresh_token") ?? "")
    default:
      return "unsupported_grant_type"
  }
})

/** POST /oauth/token */
export const token: Handler = Effect.fnUntraced(function* (visit) {
  if (visit.form.get("client_id") !== OAuth.clientId) return json({ error: "invalid_client" }, 401)
  const pair = yield* tokens(visit)
  if (typeof pair === "string") return json({ error: pair }, 400)
  if (pair === undefined) return json({ error: "invalid_grant" }, 400)
  visit.did("token-issued")
  const stage = (yield* visit.bank.oauth.session(pair.access_token))?.stage
  if (stage?._tag === "Open") visit.name(stage.user.name)
  return json(pair)
})

/** POST /oauth/revoke: an unknown token is no error. */
export const revoke: Handler = Effect.fnUntraced(function* (visit) {
  yield* visit.bank.oauth.revoke(visit.form.get("token") ?? "")
  return json({})
})
