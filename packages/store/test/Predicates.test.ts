// What keeps the rows of applications apart when the database does not: the stores' own queries, as the owner of the tables, from whom no
// row is kept. Each question is put by the application whose rows they are first, so that an answer to a stranger would be seen.
import { randomUUID } from "node:crypto"

import { assert, layer } from "@effect/vitest"
import { Coverage, type Item, type UpdateRules } from "@tomada/core"
import { Effect, Exit, Option } from "effect"

import { AccountStatementStore } from "../src/AccountStatementStore.ts"
import { AccountStore } from "../src/AccountStore.ts"
import { BillStore } from "../src/BillStore.ts"
import { ConsentStore } from "../src/ConsentStore.ts"
import { DecisionStore } from "../src/DecisionStore.ts"
import { ExecutionStore } from "../src/ExecutionStore.ts"
import { IdentityStore } from "../src/IdentityStore.ts"
import { InvestmentStore } from "../src/InvestmentStore.ts"
import { ItemStore } from "../src/ItemStore.ts"
import { LoanStore } from "../src/LoanStore.ts"
import { TransactionStore } from "../src/TransactionStore.ts"
import { UpkeepStore } from "../src/UpkeepStore.ts"
import { WebhookStore } from "../src/WebhookStore.ts"
import * as Outbox from "./Outbox.ts"
import * as TestDatabase from "./TestDatabase.ts"
import * as World from "./World.ts"

const { at, bytes } = World

/** An Item with one of everything, and a subscription with one event on its way. */
const whole = Effect.gen(function* () {
  const { claim, consent, item } = yield* World.visited
  const account = World.account(item.id)
  const investment = World.investment(item.id)
  const rows = [World.transaction(account.id), World.transaction(account.id, { description: "Tea" })] as const
  const made = {
    accounts: [account],
    transactions: rows,
    identity: World.identity(item.id, { fullName: "Ana" }),
    bills: [World.bill(account.id)],
    statements: [World.statement(account.id)],
    investments: [investment],
    investmentTransactions: [World.movement(investment.id)],
    loans: [World.loan(item.id)],
    suggestions: [World.suggestion(claim.executionId, ...rows)],
    coverage: [{ accountId: account.id, product: World.product, proven: Coverage.none }],
    decisions: [
      {
        accountId: account.id,
        executionId: claim.executionId,
        transactionId: rows[0].id,
        rule: "removed" as const,
        evidence: {},
        rivals: 0,
        at: at(6)
      }
    ]
  }
  yield* World.collect(claim, made, at(6))
  return { ...made, account, claim, consent, investment, item }
})

const update: UpdateRules.UpdateRequest = { trigger: "CLIENT", newCredentials: true, oneStepCodes: [], brought: false }
const page = { number: 1, size: 10 }
const none = Option.none()

/** What an application asks by the ids of `of`. */
const questions = Effect.fnUntraced(function* (of: Effect.Success<typeof whole>) {
  const { account, claim, consent, identity, investment, item } = of
  const [row] = of.transactions
  const items = yield* ItemStore
  const accounts = yield* AccountStore
  const transactions = yield* TransactionStore
  const identities = yield* IdentityStore
  const bills = yield* BillStore
  const statements = yield* AccountStatementStore
  const investments = yield* InvestmentStore
  const loans = yield* LoanStore
  const decisions = yield* DecisionStore
  const executions = yield* ExecutionStore
  const consents = yield* ConsentStore
  const upkeep = yield* UpkeepStore
  const first = <A extends { readonly id: unknown }>(held: ReadonlyArray<A>): A["id"] => held[0]?.id
  type Ask = (by: Item.ApplicationId) => Effect.Effect<unknown, unknown>
  const read: Readonly<Record<string, Ask>> = {
    item: (by) => items.get(by, item.id),
    "what an update would be refused for": (by) => items.mayUpdate(by, item.id, update, at(600)),
    items: (by) => items.list(by, 10),
    "items of the application": (by) => Effect.map(items.page({ applicationId: by }, page), ({ rows }) => rows),
    "items behind a place": (by) => Effect.map(items.after(by, {}, none, 10), ({ rows }) => rows),
    "the Item's consent": (by) => items.consent(by, item.id),
    account: (by) => accounts.get(by, account.id),
    transaction: (by) => transactions.get(by, row.id),
    identity: (by) => identities.get(by, identity.id),
    bill: (by) => bills.get(by, first(of.bills) as never), // each is of its own brand, which the list knows
    statement: (by) => statements.get(by, first(of.statements) as never),
    investment: (by) => investments.get(by, investment.id),
    movement: (by) => investments.transaction(by, first(of.investmentTransactions) as never),
    loan: (by) => loans.get(by, first(of.loans) as never),
    consent: (by) => consents.get(by, consent.id),
    decisions: (by) => decisions.ofTransaction(by, row.id),
    suggestion: (by) => decisions.suggestion(by, first(of.suggestions) as never),
    suggestions: (by) =>
      Effect.map(decisions.suggestionsAfter(by, { accountId: account.id }, none, 10), ({ rows }) => rows),
    execution: (by) => executions.get(by, claim.executionId),
    executions: (by) => Effect.map(executions.ofItem(by, item.id, page), ({ rows }) => rows),
    upkeep: (by) => upkeep.get(by, item.id)
  }
  const changes: Readonly<Record<string, Ask>> = {
    "the field of a row": (by) => transactions.own(by, row.id, "category", null, at(20)),
    "a suggestion": (by) => decisions.undo(by, first(of.suggestions) as never, at(20)),
    update: (by) =>
      items.update(by, item.id, { execution: World.execution({ id: item.id, applicationId: by }, at(600)) }, at(600)),
    answer: (by) => executions.answer(by, item.id, { challengeId: randomUUID(), blob: bytes("answer") }, at(20)),
    "no auto-sync": (by) => upkeep.disableAutoSync(by, item.id, at(20)),
    pass: (by) => upkeep.unblock(by, item.id, at(20)),
    "the end of the consent": (by) => consents.revoke(by, item.id, at(20)),
    removal: (by) => items.remove(by, item.id, World.removal)
  }
  return { read: Object.entries(read), changes: Object.entries(changes) }
})

const isSomething = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isSuccess(exit) && !(Array.isArray(exit.value) && exit.value.length === 0)

const isNothing = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isFailure(exit) ? !Exit.hasDies(exit) : Array.isArray(exit.value) && exit.value.length === 0

layer(TestDatabase.owned, { excludeTestServices: true })("where row level security is off", (it) => {
  it.effect("what is read by an id or in a list is another application's to nobody", () =>
    Effect.gen(function* () {
      const of = yield* whole
      const stranger = yield* World.application
      for (const [what, ask] of (yield* questions(of)).read) {
        assert.isTrue(isSomething(yield* Effect.exit(ask(of.item.applicationId))), `${what} is there`)
        assert.isTrue(isNothing(yield* Effect.exit(ask(stranger))), `${what}, asked by a stranger`)
      }
    })
  )

  it.effect("what another application asks to change stays as it is", () =>
    Effect.gen(function* () {
      const of = yield* whole
      const stranger = yield* World.application
      const items = yield* ItemStore
      const upkeep = yield* UpkeepStore
      const state = Effect.all([
        items.get(of.item.applicationId, of.item.id),
        items.consent(of.item.applicationId, of.item.id),
        upkeep.get(of.item.applicationId, of.item.id)
      ])
      const before = yield* state
      for (const [what, ask] of (yield* questions(of)).changes) {
        const exit = yield* Effect.exit(ask(stranger))
        assert.isTrue(Exit.isFailure(exit) && !Exit.hasDies(exit), `${what}, asked by a stranger`)
      }
      assert.deepStrictEqual(yield* state, before)
    })
  )

  it.effect("webhooks, events and their deliveries are another application's to nobody", () =>
    Effect.gen(function* () {
      const { item } = yield* World.visited
      const stranger = yield* World.application
      const webhooks = yield* WebhookStore
      const subscription = yield* Outbox.subscribe(item.applicationId)
      yield* webhooks.append([Outbox.event(item.applicationId)])
      yield* webhooks.sequence(at(3), 10)
      const [delivery] = yield* webhooks.deliveries(item.applicationId, { limit: 10 })
      assert(delivery !== undefined)
      const asked = (by: Item.ApplicationId): ReadonlyArray<readonly [string, Effect.Effect<unknown, unknown>]> => [
        ["subscription", webhooks.get(by, subscription.id)],
        ["subscriptions", webhooks.list(by)],
        ["events", webhooks.events(by, 0, 10)],
        ["deliveries", webhooks.deliveries(by, { limit: 10 })]
      ]
      for (const [what, ask] of asked(item.applicationId)) assert.isTrue(isSomething(yield* Effect.exit(ask)), what)
      for (const [what, ask] of asked(stranger)) assert.isTrue(isNothing(yield* Effect.exit(ask)), what)
      yield* webhooks.attempts(item.applicationId, delivery.id)
      const changes: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
        webhooks.attempts(stranger, delivery.id),
        webhooks.resend(stranger, delivery.id, at(4)),
        webhooks.change(stranger, subscription.id, { enabled: false }, at(4)),
        webhooks.remove(stranger, subscription.id)
      ]
      for (const ask of changes) assert.isTrue(isNothing(yield* Effect.exit(ask)))
      assert.strictEqual((yield* webhooks.get(item.applicationId, subscription.id)).disabledAt, null)
    })
  )
})
