// What every layer of the ports keeps of staged pages.
import { assert, type Vitest } from "@effect/vitest"
import { Effect, Option } from "effect"

import { ExecutionStore } from "../../src/ExecutionStore.ts"
import { ItemStore } from "../../src/ItemStore.ts"
import { StagedPageStore } from "../../src/StagedPageStore.ts"
import * as World from "../World.ts"

const { at, bytes, text } = World

export const suite = (it: Vitest.MethodsNonLive<World.Stores>): void => {
  it.effect("staged pages are read by name and removed with their execution's others", () =>
    Effect.gen(function* () {
      const pages = yield* StagedPageStore
      const [one, other] = [yield* World.visited, yield* World.visited]
      const { executionId } = one.claim
      for (const name of ["1/0", "1/1"]) yield* pages.put(one.claim, { name, blob: bytes(`page ${name}`) })
      yield* pages.put(other.claim, { name: "1/0", blob: bytes("of another") })
      assert.strictEqual(text(Option.getOrUndefined(yield* pages.get(executionId, "1/1"))), "page 1/1")
      assert.isTrue(Option.isNone(yield* pages.get(executionId, "2/0")))
      assert.sameMembers([...(yield* pages.discard(executionId))], ["1/0", "1/1"])
      assert.isTrue(Option.isNone(yield* pages.get(executionId, "1/1")))
      assert.isTrue(Option.isSome(yield* pages.get(other.claim.executionId, "1/0")))
      assert.deepStrictEqual(yield* pages.discard(executionId), [])
    })
  )

  it.effect("a page is staged only at the claim's fence, and not after the end", () =>
    Effect.gen(function* () {
      const pages = yield* StagedPageStore
      const { claim } = yield* World.visited
      const next = (yield* (yield* ExecutionStore).claim(claim.executionId, at(2))).claim
      const page = { name: "1/0", blob: bytes("page") }
      assert.strictEqual((yield* Effect.flip(pages.put(claim, page)))._tag, "Superseded")
      assert.isTrue(Option.isNone(yield* pages.get(claim.executionId, page.name)))
      yield* World.collect(next, {}, at(10))
      assert.strictEqual((yield* Effect.flip(pages.put(next, page)))._tag, "Superseded")
    })
  )

  it.effect("pages of an execution that has ended are left over, and go with their Item", () =>
    Effect.gen(function* () {
      const pages = yield* StagedPageStore
      const { claim, item } = yield* World.visited
      yield* pages.put(claim, { name: "1/0", blob: bytes("page") })
      const leftOf = Effect.map(pages.left(1_000), (left) =>
        left.filter(({ executionId }) => executionId === claim.executionId)
      )
      assert.deepStrictEqual(yield* leftOf, [])
      yield* World.collect(claim, {}, at(10))
      assert.deepStrictEqual(yield* leftOf, [
        { applicationId: item.applicationId, itemId: item.id, executionId: claim.executionId, name: "1/0" }
      ])
      yield* (yield* ItemStore).remove(item.applicationId, item.id, World.removal)
      assert.deepStrictEqual(yield* leftOf, [])
    })
  )
}
