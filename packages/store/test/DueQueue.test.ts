import { assert, describe, it } from "@effect/vitest"
import { Effect, Random } from "effect"

import { DueQueue } from "../src/internal/DueQueue.ts"

/** Keys in the order in which they are due. */
const emptied = (queue: DueQueue<number>): ReadonlyArray<number> => {
  const keys: Array<number> = []
  for (let first = queue.first; first !== undefined; first = queue.first) {
    keys.push(first.key)
    queue.remove(first.key)
  }
  return keys
}

describe("the queue of what is due", () => {
  it.effect("gives keys by their instants, whatever was put, moved and taken out before", () =>
    Effect.gen(function* () {
      const queue = new DueQueue<number>()
      const held = new Map<number, number>()
      for (let turn = 0; turn < 5_000; turn++) {
        const key = yield* Random.nextIntBetween(0, 300)
        const at = yield* Random.nextIntBetween(0, 1_000_000)
        if (yield* Random.nextBoolean) {
          queue.put(key, at)
          held.set(key, at)
        } else {
          queue.remove(key)
          held.delete(key)
        }
        assert.strictEqual(queue.first?.at, held.size === 0 ? undefined : Math.min(...held.values()))
      }
      const sorted = [...held].toSorted(([, a], [, b]) => a - b).map(([key]) => key)
      assert.deepStrictEqual(emptied(queue), sorted)
    }).pipe(Random.withSeed("queue"))
  )

  it("gives those of one instant in the order in which they were put", () => {
    const queue = new DueQueue<number>()
    for (const key of [3, 1, 2]) queue.put(key, 5)
    queue.put(1, 5)
    queue.put(4, 1)
    assert.deepStrictEqual(emptied(queue), [4, 3, 1, 2])
  })
})
