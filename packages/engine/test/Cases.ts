// Situations that several files of tests start from.
import { Pages } from "@tomada/connector-kit"
import { Item } from "@tomada/core"
import { ItemStore } from "@tomada/store"
import { DateTime, Deferred, Effect, Stream } from "effect"

import * as Bank from "./Bank.ts"
import { applicationId, create, ended, execution, get } from "./World.ts"

export const products = ["ACCOUNTS"] as const
export const gone = Effect.die(new Error("connection refused"))

/** A person whose account list is held back until the gate opens, and whether it was freed. */
export const held = Effect.gen(function* () {
  const gate = yield* Deferred.make<void>()
  const freed = { times: 0 }
  const accounts = Stream.fromEffect(
    Effect.as(Deferred.await(gate), Pages.page([Bank.account("1")])).pipe(
      Effect.onInterrupt(() => Effect.sync(() => (freed.times += 1)))
    )
  )
  return { gate, freed, people: { ana: { accounts } } }
})

/** An Item that was updated once already, with a new execution whose message was never sent. */
export const forgotten = Effect.gen(function* () {
  const { id } = yield* ended((yield* create("ana", { products })).id)
  const items = yield* ItemStore.ItemStore
  const now = yield* DateTime.now
  const before = yield* execution(yield* get(id))
  const next = {
    ...before,
    id: Item.ExecutionId.make("7e7b7f0e-6b0f-4f34-9d8a-0d5b1f6a7c11"),
    status: "CREATED" as const,
    fence: 0,
    createdAt: now,
    heartbeatAt: null,
    endedAt: null
  }
  return yield* items.update(applicationId, id, { execution: next }, now)
})

export const idOf = (item: Item.Item) => item.executionId ?? Item.ExecutionId.make("")
