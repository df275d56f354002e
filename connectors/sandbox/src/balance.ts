// What is on an account or card right now. The bank says the day of it and no instant, so none is claimed.
import { type Connector, Errors, type Records } from "@tomada/connector-kit"
import { Effect } from "effect"

import type { Facts } from "./facts.ts"

/** Reads what the bank tells at an address, which is JSON at every door; `gone` where it has nothing there any more. */
export type Ask<S> = (session: S, path: string) => Effect.Effect<Facts, Errors.FetchError, Connector.VisitEnv>

/** An account that was closed since it was listed. */
export const gone = new Errors.Unsupported({ what: "an account that the bank does not have" })

export const balance =
  <S>(ask: Ask<S>) =>
  (session: S, account: Records.CollectedAccount) =>
    Effect.gen(function* () {
      const facts = yield* ask(session, `${account.handle}/balance`)
      const live: Records.LiveBalance = {
        balance: yield* facts.decimal("balance"),
        currencyCode: yield* facts.text("currency"),
        availableBalance: yield* facts.decimal("available")
      }
      return live
    })
