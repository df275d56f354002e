// What clients of the wire call to move money. Nothing here does: every such path says so in the wire's error body, instead of a bare
// "not found" that would look like a mistake of the client's.
import { Refusal } from "@tomada/api"
import { Effect } from "effect"
import { HttpRouter } from "effect/http"

import * as Answers from "./Answers.ts"
import { errorId } from "./Refusals.ts"

const roots = ["/payments", "/smart-transfers", "/boletos", "/boleto-connections"] as const

export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const refused = Effect.map(errorId, (id) => Answers.answer(Refusal.paymentsNotSupported(id)))
    for (const root of roots) yield* router.add("*", `${root}/*`, refused)
  })
)
