// Which page answers which path. A known path with another method answers 405 and says which methods it knows; everything else is 404. Each view of the
// bank's data stands three times: as a page, for programs below /api, for the application's scripts below /app/api.
import { Effect } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"

import * as AccountPages from "./AccountPages.ts"
import * as AppApi from "./AppApi.ts"
import * as AppPages from "./AppPages.ts"
import * as BankLogPage from "./BankLogPage.ts"
import * as BillPages from "./BillPages.ts"
import * as ChallengePages from "./ChallengePages.ts"
import * as DocumentPages from "./DocumentPages.ts"
import * as DoorPages from "./DoorPages.ts"
import type * as Faults from "./Faults.ts"
import * as InvestmentPages from "./InvestmentPages.ts"
import * as LoanPages from "./LoanPages.ts"
import * as LoginPages from "./LoginPages.ts"
import * as OAuthPages from "./OAuthPages.ts"
import * as PaymentPages from "./PaymentPages.ts"
import * as PhonePages from "./PhonePages.ts"
import * as ProfilePages from "./ProfilePages.ts"
import * as StatementPages from "./StatementPages.ts"
import { asApi, asData, asPage, type Show } from "./View.ts"
import { type Bank, type Handler, notFound, page, type Rules, run } from "./Visit.ts"

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const

interface Place {
  readonly GET?: Handler
  readonly POST?: Handler
  /** How a POST is read; `form` unless the page says otherwise. */
  readonly body?: Rules["body"]
  readonly door?: Rules["door"]
  readonly logged?: boolean
}

/** A view of the bank's data: its place for faults, and whether a page shows it or only JSON. */
interface ViewPlace {
  readonly place: Faults.Place
  readonly show: Show
  readonly jsonOnly?: true
}

const views: Readonly<Record<`/${string}`, ViewPlace>> = {
  "/accounts": { place: "accounts", show: AccountPages.accounts },
  "/accounts/:id/statement": { place: "transactions", show: StatementPages.ofAccount },
  "/accounts/:id/balance": { place: "balance", show: AccountPages.balance, jsonOnly: true },
  "/accounts/:id/payments/:row": { place: "payments", show: PaymentPages.payment },
  "/accounts/:id/statements": { place: "statements", show: DocumentPages.list },
  "/cards": { place: "cards", show: AccountPages.cards },
  "/cards/:id": { place: "card-transactions", show: StatementPages.ofCard },
  "/cards/:id/balance": { place: "balance", show: AccountPages.owed, jsonOnly: true },
  "/cards/:id/bills": { place: "bills", show: BillPages.list },
  "/cards/:id/bills/:bill": { place: "bills", show: BillPages.one },
  "/investments": { place: "investments", show: InvestmentPages.list },
  "/investments/:id": { place: "investments", show: InvestmentPages.one },
  "/investments/:id/movements": { place: "movements", show: InvestmentPages.movements },
  "/loans": { place: "loans", show: LoanPages.list },
  "/loans/:id": { place: "loans", show: LoanPages.one },
  "/profile": { place: "profile", show: ProfilePages.profile }
}

const own: Readonly<Record<`/${string}`, Place>> = {
  "/": { GET: LoginPages.home },
  "/login": { GET: LoginPages.show, POST: LoginPages.submit },
  "/logout": { GET: LoginPages.logout, POST: LoginPages.logout, body: "none" },
  "/challenge": { GET: ChallengePages.show, POST: ChallengePages.answer },
  "/challenge/cancel": { POST: ChallengePages.cancel },
  "/challenge/image": { GET: ChallengePages.image },
  "/challenge/status": { GET: ChallengePages.status },
  "/phone/:code": { GET: PhonePages.show, POST: PhonePages.decide, body: "open-form" },
  "/companies": { GET: DoorPages.companies, POST: DoorPages.choose },
  "/device": { GET: DoorPages.device },
  "/device/:code": { GET: DoorPages.decision, POST: DoorPages.decide, body: "open-form" },
  "/action-required": { GET: DoorPages.actionRequired },
  "/password-change": { GET: DoorPages.passwordChange },
  "/not-supported": { GET: DoorPages.notSupported },
  "/accounts/:id/statements/:document": { GET: DocumentPages.document },
  "/oauth/authorize": { GET: OAuthPages.ask, POST: OAuthPages.decide, body: "open-form" },
  "/oauth/token": { POST: OAuthPages.token, body: "free-form" },
  "/oauth/revoke": { POST: OAuthPages.revoke, body: "free-form" },
  "/app": { GET: AppPages.login },
  "/app/accounts": { GET: AppPages.accounts },
  "/app/accounts/:id": { GET: AppPages.account },
  "/app/cards/:id": { GET: AppPages.card },
  "/app/profile": { GET: AppPages.profile },
  "/app/faults/:name": { GET: AppPages.fault },
  "/app/assets/:file": { GET: AppPages.asset },
  "/app/api/login": { POST: AppApi.login, body: "json" },
  "/app/api/challenge": { GET: AppApi.challenge, POST: AppApi.answer, body: "json" },
  "/app/api/challenge/cancel": { POST: AppApi.cancel, body: "json" },
  "/app/api/logout": { POST: AppApi.logout, body: "json" },
  "/favicon.ico": { GET: () => Effect.succeed(HttpServerResponse.empty()), logged: false },
  "/_bank": { GET: BankLogPage.show, POST: BankLogPage.setToday, body: "open-form", logged: false }
}

const shown = Object.entries(views).flatMap(([path, { jsonOnly, place, show }]): ReadonlyArray<[string, Place]> => [
  [path, { GET: jsonOnly === true ? asData(place, show) : asPage(place, show) }],
  [`/api${path}`, { GET: asApi(place, show), door: "bearer" }],
  [`/app/api${path}`, { GET: AppApi.signed(asData(place, show)) }]
])

const notAllowed =
  (allow: string): Handler =>
  (visit) => {
    const what = { name: "not-allowed", title: "Not allowed", error: "method", message: "This page cannot do that." }
    return Effect.succeed(page(visit, what, 405, { allow, connection: "close" }))
  }

/** Registers every place of the bank. */
export const make = Effect.fnUntraced(function* (bank: Bank) {
  const router = yield* HttpRouter.make
  for (const [path, place] of [...Object.entries(own), ...shown]) {
    const allow = [place.GET === undefined ? [] : ["GET", "HEAD"], place.POST === undefined ? [] : ["POST"]]
      .flat()
      .join(", ")
    const { door = "cookie", logged = true } = place
    for (const method of methods) {
      const handler = (method === "GET" || method === "POST" ? place[method] : undefined) ?? notAllowed(allow)
      const body = method === "POST" && place.POST !== undefined ? (place.body ?? "form") : "none"
      // Object.entries forgets that the keys are paths.
      yield* router.add(method, path as HttpRouter.PathInput, run(bank, { body, door, logged }, handler))
    }
  }
  return router
})

/** Answers the current request; what no place knows is not found. */
export const answer = (bank: Bank, router: HttpRouter.HttpRouter) => {
  const lost = run(bank, { body: "none", door: "cookie", logged: true }, (visit) => Effect.succeed(notFound(visit)))
  return router.asHttpEffect().pipe(Effect.catch(() => lost))
}
