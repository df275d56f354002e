// What may stand between a right login and the accounts: the bank's refusals, the authorisation of a device, the choice of a company.
import { Effect } from "effect"

import { markup } from "./Html.ts"
import * as Ledger from "./Ledger.ts"
import type * as Users from "./Users.ts"
import { csrfField, goTo, type Handler, notFound, page } from "./Visit.ts"

const refusal =
  (atLogin: Users.AtLogin, error: string, title: string, message: string): Handler =>
  (visit) => {
    const stage = visit.session?.stage
    if (stage?._tag !== "Door" || stage.user.atLogin !== atLogin) return Effect.succeed(goTo("/login"))
    const { providerMessage } = stage.user
    const body = providerMessage === undefined ? undefined : markup`<p id="provider-message">${providerMessage}</p>`
    return Effect.succeed(
      page(visit, { name: atLogin, title, error, message, ...(body === undefined ? {} : { body }) }, 403)
    )
  }

/** GET /action-required */
export const actionRequired = refusal(
  "action-required",
  "action-required",
  "We need something from you",
  "There is a pending matter with your account. Please visit the bank's app."
)

/** GET /password-change */
export const passwordChange = refusal(
  "password-change",
  "credentials-reset",
  "Choose a new password",
  "Your password has to be changed. Please do so at a branch or in the bank's app."
)

/** GET /not-supported */
export const notSupported = refusal(
  "not-supported",
  "not-supported",
  "Not available here",
  "This kind of account cannot use the website."
)

/** GET /device */
export const device: Handler = Effect.fnUntraced(function* (visit) {
  const { bank, session } = visit
  const stage = session?.stage
  if (session === undefined || stage?._tag !== "Door" || stage.door !== "device") return goTo("/login")
  const { code, state } = yield* bank.sessions.device(stage.user.name)
  if (state === "approved") {
    yield* bank.sessions.enter(session.id, { _tag: "Open", user: stage.user, company: undefined })
    return goTo("/accounts")
  }
  if (state === "refused") {
    const message = "The authorisation of this device was refused."
    const error = "authorisation-refused"
    return page(visit, { name: "device", title: "Device refused", error, message, data: { state } }, 403)
  }
  return page(visit, {
    name: "device",
    title: "Authorise this device",
    data: { state },
    body: markup`<div class="panel">
      <p>Open the link on your phone to let this device in, then reload this page.</p>
      <p><a id="device-link" href="/device/${code}">Authorise on the phone</a></p>
    </div>`
  })
})

const codeOf = (path: string) => path.slice("/device/".length)

/** GET /device/:code */
export const decision: Handler = Effect.fnUntraced(function* (visit) {
  const found = yield* visit.bank.sessions.deviceOfCode(codeOf(visit.path))
  if (found === undefined) return notFound(visit)
  return page(visit, {
    name: "device-decision",
    title: "A device wants in",
    data: { state: found.state },
    body: markup`<form id="device-form" class="panel narrow" method="post" action="/device/${found.code}">
      <p>${found.user} asks to use a new device. Now: ${found.state}.</p>
      <button name="decision" value="approve">Approve</button> <button name="decision" value="refuse">Refuse</button>
    </form>`
  })
})

/** POST /device/:code */
export const decide: Handler = Effect.fnUntraced(function* (visit) {
  const { bank, form, path } = visit
  const found = yield* bank.sessions.deviceOfCode(codeOf(path))
  const given = form.get("decision")
  if (found === undefined || (given !== "approve" && given !== "refuse")) return notFound(visit)
  visit.name(found.user)
  yield* bank.sessions.decide(found.user, given)
  return goTo(path)
})

const choosing = (visit: Parameters<Handler>[0]) => {
  const { session } = visit
  const stage = session?.stage
  return session !== undefined && (stage?._tag === "Door" || stage?._tag === "Open") && stage.user.companies
    ? { session, user: stage.user }
    : undefined
}

/** GET /companies */
export const companies: Handler = (visit) => {
  const here = choosing(visit)
  if (here === undefined) return Effect.succeed(goTo("/login"))
  return Effect.succeed(
    page(visit, {
      name: "companies",
      title: "Which company?",
      body: markup`<form id="company-form" class="panel narrow" method="post" action="/companies">
        ${csrfField(here.session)}${Ledger.companies.map(
          (company) =>
            markup`<label data-company="${company.id}">
              <input type="radio" name="company" value="${company.id}" required />
              <span data-field="company-name">${company.name}</span>
              <span data-field="cnpj">${company.cnpj}</span>
            </label>`
        )}<button type="submit">Go on</button>
      </form>`
    })
  )
}

/** POST /companies */
export const choose: Handler = Effect.fnUntraced(function* (visit) {
  const here = choosing(visit)
  if (here === undefined) return goTo("/login")
  const company = Ledger.companies.find(({ id }) => id === visit.form.get("company"))
  if (company === undefined) return goTo("/companies")
  yield* visit.bank.sessions.enter(here.session.id, { _tag: "Open", user: here.user, company: company.id })
  return goTo("/accounts")
})
