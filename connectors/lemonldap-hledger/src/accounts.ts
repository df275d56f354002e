// The list of accounts. `payload` is an invented answer: put the institution's own in its place, and then ask for it in `accounts`.
import { type Connector, Errors, Parse, type Records } from "@tomada/connector-kit"
import { Effect, Stream } from "effect"
import { z } from "zod"

import type { Session } from "./session.ts"

const account = z.object({ number: z.string().min(1), name: z.string().min(1), balance: z.string() })
const payload = z.object({ accounts: z.array(account) })

/** What identifies an account for ever is printed on its statements; an id that changes with each login is its `handle`. */
const collected = Effect.fnUntraced(function* ({ balance, name, number }: z.output<typeof account>) {
  const found: Records.CollectedAccount = {
    key: number,
    handle: number,
    type: "BANK",
    subtype: "CHECKING_ACCOUNT",
    number,
    name,
    balance: yield* Parse.decimalPoint(balance, "accounts/balance"),
    currencyCode: "BRL"
  }
  return found
})

/** An answer as accounts; SiteChanged where it has another shape. */
export const parse = Effect.fnUntraced(function* (answer: unknown) {
  const { accounts } = yield* Parse.payload(payload, answer, "accounts")
  return yield* Effect.forEach(accounts, collected)
})

export const accounts = (_session: Session): Connector.Rows<"ACCOUNTS"> =>
  Stream.fail(new Errors.Unsupported({ what: "ACCOUNTS" }))
