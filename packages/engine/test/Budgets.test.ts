// What an institution may be asked, from the manifest to the request that is not sent.
import { assert, describe, it } from "@effect/vitest"
import { ConnectorHost, Errors } from "@tomada/connector-kit"
import { BudgetStore, UpkeepStore } from "@tomada/store"
import { DateTime, Effect, Option } from "effect"
import { TestClock } from "effect/testing"

import * as Budgets from "../src/Budgets.ts"
import { endOf } from "../src/ConnectorHealth.ts"
import * as Scheduler from "../src/Scheduler.ts"
import * as Bank from "./Bank.ts"
import { inHouse } from "./House.ts"
import { applicationId, create, ended, execution, get, pass, until, update, World } from "./World.ts"

const products = ["ACCOUNTS"] as const

const manifestOf = (id: number) =>
  Effect.flatMap(ConnectorHost.ConnectorHost, (host) => Effect.orDie(host.manifest(id)))

const connected = (user: string) =>
  Effect.flatMap(create(user, { connectorId: Bank.counted, products }), ({ id }) => ended(id))

const again = Effect.fn("again")(function* (id: Parameters<typeof get>[0]) {
  yield* update(id)
  return yield* ended(id)
})

const at = Effect.fn("at")(function* (instant: DateTime.Utc) {
  yield* TestClock.setTime(instant.epochMilliseconds)
  yield* pass("1 second")
})

/** When the day of now ends at the bank. */
const midnight = Effect.gen(function* () {
  const [own] = Budgets.shares(yield* manifestOf(Bank.counted), null, "connector", yield* DateTime.now)
  return own?.resetsAt ?? (yield* DateTime.now)
})

const runs = Effect.map(World, ({ calls }) => calls.filter((call) => call.endsWith("ACCOUNTS")).length)

describe("a budget", () => {
  it.effect("that an Item has used up keeps its visits from asking until the day is over at the bank", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        yield* at(yield* midnight)
        const { executionStatus, id } = yield* connected("ana")
        assert.strictEqual(executionStatus, "SUCCESS")
        assert.strictEqual((yield* again(id)).executionStatus, "SUCCESS")
        const refused = yield* again(id)
        assert.strictEqual(refused.executionStatus, "SITE_NOT_AVAILABLE")
        assert.include((yield* execution(refused)).error?.message, "limit of requests")
        assert.strictEqual(yield* runs, 2)
        assert.strictEqual((yield* connected("bia")).executionStatus, "SUCCESS")

        const reset = yield* midnight
        const { autoSyncAt } = yield* (yield* UpkeepStore.UpkeepStore).get(applicationId, id)
        assert.isNotNull(autoSyncAt)
        if (autoSyncAt === null || DateTime.isGreaterThan(autoSyncAt, reset))
          return assert.fail("a retry of another day")
        yield* at(autoSyncAt)
        const putOff = yield* until("a postponement", get(id), ({ nextAutoSyncAt }) =>
          Option.exists(Option.fromNullOr(nextAutoSyncAt), (next) => DateTime.Equivalence(next, reset))
        )
        assert.strictEqual(putOff.executionStatus, "SITE_NOT_AVAILABLE")
        yield* at(reset)
        yield* until("a run", get(id), ({ executionStatus: status }) => status === "SUCCESS")
      })
    )
  )

  it.effect("that a connector's Items share keeps the scheduler from it until it is full again", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const { id } = yield* connected("ana")
        const { autoSyncAt } = yield* (yield* UpkeepStore.UpkeepStore).get(applicationId, id)
        const when = autoSyncAt ?? assert.fail("nothing planned")
        const manifest = yield* manifestOf(Bank.counted)
        yield* (yield* BudgetStore.BudgetStore).take(Budgets.shares(manifest, null, "connector", when), 5)
        yield* at(when)
        assert.deepStrictEqual(yield* Scheduler.round(), Scheduler.full)
        assert.strictEqual(yield* runs, 1)
        yield* at(yield* midnight)
        yield* until("a run", runs, (count) => count === 2)
      })
    )
  )

  it.effect("costs nothing where the manifest states none, and says nothing of the connector's health", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const { id } = yield* connected("ana")
        assert.deepStrictEqual(yield* Budgets.spending(yield* manifestOf(Bank.plain), id), {})
        const store = yield* BudgetStore.BudgetStore
        const nobody = BudgetStore.BudgetStore.of({ ...store, spent: () => Effect.die(new Error("a statement")) })
        const exhausted = Budgets.exhausted([yield* manifestOf(Bank.plain)], yield* DateTime.now)
        assert.strictEqual((yield* Effect.provideService(exhausted, BudgetStore.BudgetStore, nobody)).size, 0)
        assert.isNull(endOf(new Errors.RateLimited({ budget: "of all", resetsAt: yield* midnight })))
        assert.strictEqual(endOf(new Errors.RateLimited({ budget: "requests" })), "failed")
      })
    )
  )
})
