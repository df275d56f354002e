// The person's phone, as far as the bank is concerned: what waits for a decision, without a session, to whoever has the code.
import { Effect } from "effect"

import { markup } from "./Html.ts"
import { goTo, type Handler, notFound, page } from "./Visit.ts"

const codeOf = (path: string) => path.slice("/phone/".length)

/** GET /phone/:code */
export const show: Handler = Effect.fnUntraced(function* (visit) {
  const found = yield* visit.bank.sessions.approvals.find(codeOf(visit.path))
  if (found === undefined) return notFound(visit)
  const { code, kind, state, user } = found
  return page(visit, {
    name: "phone",
    title: "A login wants your approval",
    data: { state, kind },
    body: markup`<form id="phone-form" class="panel narrow" method="post" action="/phone/${code}">
      <p>${user} logs in. Now: ${state}.</p>
      <button name="decision" value="approve">Approve</button> <button name="decision" value="refuse">Refuse</button>
    </form>`
  })
})

/** POST /phone/:code */
export const decide: Handler = Effect.fnUntraced(function* (visit) {
  const { approvals } = visit.bank.sessions
  const found = yield* approvals.find(codeOf(visit.path))
  const given = visit.form.get("decision")
  if (found === undefined || (given !== "approve" && given !== "refuse")) return notFound(visit)
  visit.name(found.user)
  yield* approvals.decide(found.code, given === "approve" ? "approved" : "denied")
  return goTo(visit.path)
})
