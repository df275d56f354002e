// The engine without a cluster, for tests in which days pass: runs start in this process, so that nothing but the engine's own
// loops wakes while the clock moves.
import { CredentialVault } from "@tomada/core"
import { ApplicationStore, MemoryStore } from "@tomada/store"
import { Effect, FiberMap, Layer } from "effect"
import { TestClock } from "effect/testing"

import { ConnectorHealth, layerReview } from "../src/ConnectorHealth.ts"
import { Consents, layerSweep } from "../src/Consents.ts"
import { Ids } from "../src/Ids.ts"
import { Items } from "../src/Items.ts"
import { Runs } from "../src/Runs.ts"
import * as Scheduler from "../src/Scheduler.ts"
import { Visits } from "../src/Visits.ts"
import { Waiting } from "../src/Waiting.ts"
import * as Bank from "./Bank.ts"
import * as TestVault from "./TestVault.ts"
import { applicationId, start, World } from "./World.ts"

const runs = Layer.effect(
  Runs,
  Effect.gen(function* () {
    const visits = yield* Visits
    const waiting = yield* Waiting
    const fibers = yield* FiberMap.make<string, void, never>()
    return Runs.of({
      start: (_itemId, executionId) => Effect.asVoid(FiberMap.run(fibers, executionId, visits.run(executionId))),
      nudge: (_itemId, challengeId) => waiting.nudge(challengeId),
      cancel: (_itemId, executionId) => visits.cancel(executionId)
    })
  })
)

const house = (
  people: Readonly<Record<string, Bank.Person>>,
  world: World["Service"],
  vault: CredentialVault.CredentialVault["Service"]
) =>
  Layer.mergeAll(Items.layer, Scheduler.layer, layerReview, layerSweep).pipe(
    Layer.provideMerge(Consents.layer),
    Layer.provideMerge(runs),
    Layer.provideMerge(Visits.layer),
    Layer.provideMerge(ConnectorHealth.layer),
    Layer.provideMerge(Layer.mergeAll(Waiting.layer, Ids.layer)),
    Layer.provideMerge(Bank.layer(people, world.calls)),
    Layer.provideMerge(Layer.succeed(CredentialVault.CredentialVault, vault)),
    Layer.provideMerge(TestVault.ciphers),
    Layer.provideMerge(MemoryStore.layer),
    Layer.provideMerge(Layer.succeed(World, world))
  )

/** Builds a house whose bank knows these people, with a production application, and runs the test in it. */
export const inHouse = <A, E>(
  people: Readonly<Record<string, Bank.Person>>,
  test: Effect.Effect<A, E, Layer.Success<ReturnType<typeof house>>>
) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(start.epochMilliseconds)
    const { purposes, vault } = TestVault.make()
    const world: World["Service"] = {
      calls: [],
      sealed: purposes,
      store: { before: () => Effect.void },
      updates: { before: Effect.void }
    }
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
    }).pipe(Effect.provide(Layer.fresh(house(people, world, vault))))
  })
