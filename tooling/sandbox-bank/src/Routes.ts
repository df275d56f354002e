// Which page answers which path. A known path with another method answers 405 and says which methods it knows; everything else is 404.
import { Effect } from "effect"
import { HttpRouter } from "effect/http"

import * as AccountPages from "./AccountPages.ts"
import * as BankLogPage from "./BankLogPage.ts"
import * as ChallengePages from "./ChallengePages.ts"
import * as DoorPages from "./DoorPages.ts"
import * as LoginPages from "./LoginPages.ts"
import * as StatementPages from "./StatementPages.ts"
import { type Bank, type Handler, notFound, page, type Rules, run } from "./Visit.ts"

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const

interface Place {
  readonly GET: Handler
  readonly POST?: Handler
  /** How a POST is read; `form` unless the page says otherwise. */
  readonly body?: Rules["body"]
  readonly logged?: boolean
}

const places: Readonly<Record<`/${string}`, Place>> = {
  "/": { GET: LoginPages.home },
  "/login": { GET: LoginPages.show, POST: LoginPages.submit },
  "/logout": { GET: LoginPages.logout, POST: LoginPages.logout, body: "none" },
  "/challenge": { GET: ChallengePages.show, POST: ChallengePages.answer },
  "/challenge/image": { GET: ChallengePages.image },
  "/companies": { GET: DoorPages.companies, POST: DoorPages.choose },
  "/device": { GET: DoorPages.device },
  "/device/:code": { GET: DoorPages.decision, POST: DoorPages.decide, body: "open-form" },
  "/action-required": { GET: DoorPages.actionRequired },
  "/password-change": { GET: DoorPages.passwordChange },
  "/not-supported": { GET: DoorPages.notSupported },
  "/accounts": { GET: AccountPages.accounts },
  "/accounts/:id/statement": { GET: StatementPages.ofAccount },
  "/cards": { GET: AccountPages.cards },
  "/cards/:id": { GET: StatementPages.ofCard },
  "/profile": { GET: AccountPages.profile },
  "/_bank": { GET: BankLogPage.show, POST: BankLogPage.setToday, body: "open-form", logged: false }
}

const notAllowed =
  (allow: string): Handler =>
  (visit) => {
    const what = { name: "not-allowed", title: "Not allowed", error: "method", message: "This page cannot do that." }
    return Effect.succeed(page(visit, what, 405, { allow, connection: "close" }))
  }

/** Registers every place of the bank. */
export const make = Effect.fnUntraced(function* (bank: Bank) {
  const router = yield* HttpRouter.make
  for (const [path, place] of Object.entries(places)) {
    const allow = place.POST === undefined ? "GET, HEAD" : "GET, HEAD, POST"
    const logged = place.logged ?? true
    for (const method of methods) {
      const handler = (method === "GET" || method === "POST" ? place[method] : undefined) ?? notAllowed(allow)
      const body = method === "POST" && place.POST !== undefined ? (place.body ?? "form") : "none"
      // Object.entries forgets that the keys are paths.
      yield* router.add(method, path as HttpRouter.PathInput, run(bank, { body, logged }, handler))
    }
  }
  return router
})

/** Answers the current request; what no place knows is not found. */
export const answer = (bank: Bank, router: HttpRouter.HttpRouter) => {
  const lost = run(bank, { body: "none", logged: true }, (visit) => Effect.succeed(notFound(visit)))
  return router.asHttpEffect().pipe(Effect.catch(() => lost))
}
