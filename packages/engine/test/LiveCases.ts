// What tests of live visits begin with: a collected account, a question that is not waited for, a bank that takes its time.
import { assert } from "@effect/vitest"
import { Records } from "@tomada/connector-kit"
import { Account, AccountStatement, type Item } from "@tomada/core"
import { AccountStore, ItemStore } from "@tomada/store"
import { Deferred, Effect, Fiber, Option } from "effect"

import { LiveReads } from "../src/LiveReads.ts"
import * as Bank from "./Bank.ts"
import { applicationId, create, ended, until, World } from "./World.ts"

const products = ["ACCOUNTS", "ACCOUNT_STATEMENTS"] as const
export const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"
export const live: Records.LiveBalance = { balance: Records.decimal("12.5"), currencyCode: "BRL" }

/** Starts to ask, and does not wait. */
export const asking = <A, E, R>(ask: Effect.Effect<A, E, R>) =>
  Effect.forkChild(Effect.result(ask), { startImmediately: true })

/** What came of it, while the clock goes on. */
export const answerOf = <A, E>(fiber: Fiber.Fiber<A, E>) =>
  Effect.andThen(
    until(
      "an answer",
      Effect.sync(() => fiber.pollUnsafe()),
      (exit) => exit !== undefined
    ),
    Fiber.join(fiber)
  )

export const asked = <A, E, R>(ask: Effect.Effect<A, E, R>) => Effect.flatMap(asking(ask), answerOf)

export const balance = (accountId: string, of = applicationId) =>
  LiveReads.use((reads) => reads.balance(of, Account.AccountId.make(accountId)))

export const statement = (statementId: string) =>
  LiveReads.use((reads) => reads.statement(applicationId, AccountStatement.AccountStatementId.make(statementId)))

export const refusal = <A, E extends { readonly _tag: string }, R>(ask: Effect.Effect<A, E, R>) =>
  Effect.map(asked(ask), (result) => (result._tag === "Failure" ? result.failure._tag : assert.fail("it was answered")))

/** An Item that was collected, its account, and calls that begin from there. */
export const collected = Effect.fnUntraced(function* (user: string, connectorId: number = Bank.whole) {
  const created = yield* create(user, {
    connectorId,
    ...(connectorId >= Bank.whole && connectorId <= Bank.fresh ? { products } : {})
  })
  const item = yield* ended(created.id)
  const [account] = yield* (yield* AccountStore.AccountStore).ofItem(item.id)
  const { calls } = yield* World
  calls.length = 0
  return { item, calls, account: account ?? assert.fail("no account") }
})

export const sessionOf = (id: Item.ItemId) =>
  ItemStore.ItemStore.use((items) => Effect.map(items.sealed(id, "session", "session"), Option.getOrUndefined))

/** A person whose bank holds the balance back until the gate opens. */
export const slow = Effect.gen(function* () {
  const gate = yield* Deferred.make<void>()
  const freed = { times: 0 }
  const person: Bank.Person = {
    balance: Effect.as(Deferred.await(gate), live).pipe(Effect.onInterrupt(() => Effect.sync(() => (freed.times += 1))))
  }
  return { gate, freed, people: { ana: person } }
})

export const isAsked = (calls: ReadonlyArray<string>) =>
  until(
    "the question",
    Effect.sync(() => calls.includes("ana balance 1")),
    (is) => is
  )
