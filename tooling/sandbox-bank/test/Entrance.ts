// What both files of tests of the running bank need: a day, a way in, and the paths of a user's pages.
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import * as Ledger from "../src/Ledger.ts"
import { SandboxBank } from "../src/SandboxBank.ts"
import { Visitor } from "./Visitor.ts"

export const today = "2026-03-20"

export const enter = Effect.fnUntraced(function* (user: string) {
  const bank = yield* SandboxBank
  yield* bank.setToday(today)
  const visitor = new Visitor(bank.url)
  const answer = yield* visitor.login(user)
  assert.strictEqual(answer.status, 303)
  return { bank, visitor, location: answer.location }
})

export const accountId = (user: string, type: Ledger.Account["type"], seed = "tomada") =>
  Ledger.accountsOf({ seed, user }).find((account) => account.type === type)?.id ?? ""

export const statementOf = (user: string) => `/accounts/${accountId(user, "checking")}/statement`
