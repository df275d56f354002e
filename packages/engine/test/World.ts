// The whole engine over stores in memory, a cluster in memory and simulated time, and what tests do with it. The clock is
// set before anything is built: moving it afterwards by years would replay every heartbeat of those years.
import { randomUUID } from "node:crypto"

import { assert } from "@effect/vitest"
import { type ConnectorHost } from "@tomada/connector-kit"
import {
  CredentialVault,
  type Execution,
  ExecutionStatus,
  type Fingerprints,
  Item,
  type ParameterCipher,
  type Product
} from "@tomada/core"
import {
  type AccountStatementStore,
  type AccountStore,
  ApplicationStore,
  type BillStore,
  type ConnectorStore,
  type ConsentStore,
  type BudgetStore,
  type CategoryRuleStore,
  type DecisionStore,
  ExecutionStore,
  type IdentityStore,
  type InvestmentStore,
  ItemStore,
  type LoanStore,
  MemoryStore,
  type ScreenshotStore,
  type StagedPageStore,
  type TransactionStore,
  type UpkeepStore,
  type WebhookStore
} from "@tomada/store"
import { Context, DateTime, Duration, Effect, Layer, Redacted } from "effect"
import { type MessageStorage, TestRunner } from "effect/cluster"
import { TestClock } from "effect/testing"

import type { CategoryRules } from "../src/CategoryRules.ts"
import type { ConnectorHealth } from "../src/ConnectorHealth.ts"
import type { Consents } from "../src/Consents.ts"
import * as Engine from "../src/Engine.ts"
import type { Ids } from "../src/Ids.ts"
import { Items } from "../src/Items.ts"
import type { LiveReads } from "../src/LiveReads.ts"
import type { ParameterKeys } from "../src/ParameterKeys.ts"
import type { Runs } from "../src/Runs.ts"
import type { Waiting } from "../src/Waiting.ts"
import * as Bank from "./Bank.ts"
import * as TestVault from "./TestVault.ts"

/** An hour before midnight of the first of September, where the bank is. */
export const start = DateTime.makeUnsafe("2026-09-02T02:00:00Z")
export const applicationId = Item.ApplicationId.make("0b0e7e8e-6f3f-4d4e-8a57-3f3b3c3d3e3f")
export const password = "canary-password"

export class World extends Context.Service<
  World,
  {
    /** What the connectors were asked to do: `<user> login`, `<user> ACCOUNTS` ... */
    readonly calls: Array<string>
    /** The purposes of what is sealed for an Item and still opens. */
    readonly sealed: (itemId: string) => ReadonlyArray<CredentialVault.Purpose>
    /** Runs before each call of the execution store; may die, as a database that is gone does, or wait. */
    readonly store: { before: (method: keyof ExecutionStore.ExecutionStore["Service"]) => Effect.Effect<void> }
    /** The same for updates of Items. */
    readonly updates: { before: Effect.Effect<void> }
  }
>()("@tomada/engine/test/World") {}

type Stores =
  | ItemStore.ItemStore
  | ExecutionStore.ExecutionStore
  | AccountStore.AccountStore
  | TransactionStore.TransactionStore
  | IdentityStore.IdentityStore
  | BillStore.BillStore
  | AccountStatementStore.AccountStatementStore
  | InvestmentStore.InvestmentStore
  | LoanStore.LoanStore
  | BudgetStore.BudgetStore
  | CategoryRuleStore.CategoryRuleStore
  | DecisionStore.DecisionStore
  | ScreenshotStore.ScreenshotStore
  | StagedPageStore.StagedPageStore
  | WebhookStore.WebhookStore
  | ApplicationStore.ApplicationStore

export type Services =
  | World
  | CategoryRules
  | ConnectorHealth
  | Consents
  | ConnectorStore.ConnectorStore
  | ConsentStore.ConsentStore
  | UpkeepStore.UpkeepStore
  | Stores
  | CredentialVault.CredentialVault
  | Fingerprints.Fingerprints
  | ParameterCipher.ParameterCipher
  | ParameterKeys
  | ConnectorHost.ConnectorHost
  | Items
  | LiveReads
  | Runs
  | Waiting
  | Ids
  | MessageStorage.MemoryDriver

const guarded = (world: World["Service"]) =>
  Layer.effect(
    ExecutionStore.ExecutionStore,
    Effect.map(ExecutionStore.ExecutionStore, (inner) => {
      const before = <A, E>(method: keyof typeof inner, effect: Effect.Effect<A, E>) =>
        Effect.andThen(
          Effect.suspend(() => world.store.before(method)),
          effect
        )
      return ExecutionStore.ExecutionStore.of({
        get: (...args) => before("get", inner.get(...args)),
        steps: (...args) => before("steps", inner.steps(...args)),
        counts: (...args) => before("counts", inner.counts(...args)),
        ofItem: (...args) => before("ofItem", inner.ofItem(...args)),
        claim: (...args) => before("claim", inner.claim(...args)),
        record: (...args) => before("record", inner.record(...args)),
        waits: (...args) => before("waits", inner.waits(...args)),
        recogniseBy: (...args) => before("recogniseBy", inner.recogniseBy(...args)),
        release: (...args) => before("release", inner.release(...args)),
        beat: (...args) => before("beat", inner.beat(...args)),
        silent: (...args) => before("silent", inner.silent(...args)),
        commit: (...args) => before("commit", inner.commit(...args)),
        reseal: (...args) => before("reseal", inner.reseal(...args)),
        answer: (...args) => before("answer", inner.answer(...args)),
        takeAnswer: (...args) => before("takeAnswer", inner.takeAnswer(...args))
      })
    })
  )

const guardedItems = (world: World["Service"]) =>
  Layer.effect(
    ItemStore.ItemStore,
    Effect.map(ItemStore.ItemStore, (inner) =>
      ItemStore.ItemStore.of({
        ...inner,
        update: (...args) =>
          Effect.andThen(
            Effect.suspend(() => world.updates.before),
            inner.update(...args)
          )
      })
    )
  )

/** Builds a world whose bank knows these people, and runs the test in it. */
export const inWorld = <A, E>(people: Readonly<Record<string, Bank.Person>>, test: Effect.Effect<A, E, Services>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(start.epochMilliseconds)
    const { purposes, vault } = TestVault.make()
    const world: World["Service"] = {
      calls: [],
      sealed: purposes,
      store: { before: () => Effect.void },
      updates: { before: Effect.void }
    }
    const layer = Engine.layer.pipe(
      Layer.provideMerge(TestRunner.layer),
      Layer.provideMerge(Bank.layer(people, world.calls)),
      Layer.provideMerge(Layer.succeed(CredentialVault.CredentialVault, vault)),
      Layer.provideMerge(TestVault.ciphers),
      Layer.provideMerge(Layer.merge(guarded(world), guardedItems(world)).pipe(Layer.provideMerge(MemoryStore.layer))),
      Layer.provideMerge(Layer.succeed(World, world))
    )
    return yield* Effect.gen(function* () {
      const applications = yield* ApplicationStore.ApplicationStore
      yield* applications.put({
        id: applicationId,
        name: "Budget",
        secretHash: "hash",
        ...ApplicationStore.defaults("production"),
        minUpdateFrequencyHours: null,
        disabledAt: null,
        createdAt: start
      })
      return yield* test
    }).pipe(Effect.provide(Layer.fresh(layer)))
  })

/** Lets what the simulation leaves to the event loop happen. */
const turn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** Moves the clock in small steps until something is so; fails after twenty simulated minutes. */
export const until = <A, E, R>(
  what: string,
  look: Effect.Effect<A, E, R>,
  isSo: (found: A) => boolean,
  step: Duration.Input = "100 millis"
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const deadline = DateTime.addDuration(yield* DateTime.now, Duration.minutes(20))
    for (;;) {
      const found = yield* look
      if (isSo(found)) return found
      if (DateTime.isGreaterThan(yield* DateTime.now, deadline)) return assert.fail(`never: ${what}`)
      yield* TestClock.adjust(step)
      yield* turn
    }
  })

/** Lets time pass in small steps. */
export const pass = (duration: Duration.Input) =>
  Effect.gen(function* () {
    const steps = Math.ceil(Duration.toMillis(Duration.fromInputUnsafe(duration)) / 250)
    for (let index = 0; index < steps; index++) {
      yield* TestClock.adjust("250 millis")
      yield* turn
    }
  })

export const parameters = (user: string) => Redacted.make({ user, password })

export const create = Effect.fnUntraced(function* (
  user: string,
  options: {
    readonly connectorId?: number
    readonly products?: ReadonlyArray<Product.Product>
    readonly trigger?: Execution.Trigger
  } = {}
) {
  const items = yield* Items
  return yield* items.create({
    applicationId,
    connectorId: options.connectorId ?? Bank.asking,
    parameters: parameters(user),
    products: options.products ?? null,
    clientUserId: null,
    webhookUrl: null,
    oauthRedirectUri: null,
    trigger: options.trigger ?? "CLIENT"
  })
})

export const update = Effect.fnUntraced(function* (
  itemId: Item.ItemId,
  options: { readonly trigger?: Execution.Trigger; readonly user?: string } = {}
) {
  const items = yield* Items
  return yield* items.update({
    applicationId,
    itemId,
    parameters: options.user === undefined ? null : parameters(options.user),
    products: null,
    trigger: options.trigger ?? "CLIENT"
  })
})

export const get = (id: Item.ItemId) => Effect.flatMap(Items, (items) => items.get(applicationId, id))

export const answer = (itemId: Item.ItemId, answers: Readonly<Record<string, string>>) =>
  Effect.flatMap(Items, (items) => items.answer(applicationId, itemId, Redacted.make(answers)))

/** The Item once its run has taken a status. */
export const reaches = (id: Item.ItemId, status: ExecutionStatus.ExecutionStatus) =>
  until(`${status}`, get(id), (item) => item.executionStatus === status)

/** The Item once its run has ended. */
export const ended = (id: Item.ItemId) =>
  until("an end", get(id), (item) => ExecutionStatus.isFinal(item.executionStatus))

export const execution = Effect.fnUntraced(function* (item: Item.Item) {
  const executions = yield* ExecutionStore.ExecutionStore
  return yield* executions.get(applicationId, item.executionId ?? Item.ExecutionId.make(randomUUID()))
})

/** The statuses that the Item's run has taken, in order. */
export const steps = Effect.fnUntraced(function* (item: Item.Item) {
  const executions = yield* ExecutionStore.ExecutionStore
  const taken = yield* executions.steps(item.executionId ?? Item.ExecutionId.make(randomUUID()))
  return taken.map(({ status }) => status)
})
