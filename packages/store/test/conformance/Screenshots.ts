// What every layer of the ports keeps of screenshots, and for how long.
import { assert, type Vitest } from "@effect/vitest"
import type { Item } from "@tomada/core"
import { Effect, Option } from "effect"

import { ConsentStore } from "../../src/ConsentStore.ts"
import { ItemStore } from "../../src/ItemStore.ts"
import { ScreenshotStore } from "../../src/ScreenshotStore.ts"
import type * as Scenes from "../Scenes.ts"
import * as World from "../World.ts"

const { assertSame, at, bytes, text } = World

const taken = (what: string) => ({ image: bytes(what), takenAt: at(2), expiresAt: at(60) })

export const suite = (it: Vitest.MethodsNonLive<Scenes.Stores>): void => {
  it.effect("a screenshot is kept at the claim's fence until its end, the last one of an execution", () =>
    Effect.gen(function* () {
      const screenshots = yield* ScreenshotStore
      const { claim, item } = yield* World.visited
      const stale = { ...claim, fence: claim.fence - 1 }
      assert.strictEqual(yield* World.refusal(screenshots.put(stale, taken("stale"))), "Superseded")
      assert.isTrue(Option.isNone(yield* screenshots.get(claim.executionId, at(3))))
      yield* screenshots.put(claim, taken("first"))
      yield* screenshots.put(claim, taken("second"))
      const held = Option.getOrUndefined(yield* screenshots.get(claim.executionId, at(59)))
      assert.strictEqual(text(held?.image), "second")
      assertSame([held?.itemId, held?.takenAt, held?.expiresAt], [item.id, at(2), at(60)])
      assertSame(yield* screenshots.ofItem(item.id, at(59)), [
        { executionId: claim.executionId, takenAt: at(2), expiresAt: at(60) }
      ])
      assert.isTrue(Option.isNone(yield* screenshots.get(claim.executionId, at(60))))
      assert.deepStrictEqual(yield* screenshots.ofItem(item.id, at(60)), [])
      assert.strictEqual(yield* screenshots.expire(at(59)), 0)
      assert.strictEqual(yield* screenshots.expire(at(60)), 1)
      assert.isTrue(Option.isNone(yield* screenshots.get(claim.executionId, at(3))))
      yield* World.collect(claim, {}, at(10))
      assert.strictEqual(yield* World.refusal(screenshots.put(claim, taken("late"))), "Superseded")
    })
  )

  it.effect("a screenshot goes with its Item, and with the Item's consent", () =>
    Effect.gen(function* () {
      const screenshots = yield* ScreenshotStore
      const consents = yield* ConsentStore
      const left = Effect.fnUntraced(function* ({ executionId }: { readonly executionId: Item.ExecutionId }) {
        return Option.isSome(yield* screenshots.get(executionId, at(3)))
      })
      const [deleted, ended, other] = [yield* World.visited, yield* World.visited, yield* World.visited]
      for (const { claim } of [deleted, ended, other]) yield* screenshots.put(claim, taken("picture"))
      yield* (yield* ItemStore).remove(deleted.item.applicationId, deleted.item.id, World.removal)
      yield* consents.revoke(ended.item.applicationId, ended.item.id, at(3))
      assert.isTrue(yield* consents.clear(ended.item.id, at(3)))
      assert.deepStrictEqual(
        [yield* left(deleted.claim), yield* left(ended.claim), yield* left(other.claim)],
        [false, false, true]
      )
    })
  )
}
