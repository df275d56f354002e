// Messages to runners that do not answer.
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Ref } from "effect"
import { TestClock } from "effect/testing"

import * as Runs from "../src/Runs.ts"

describe("a message", () => {
  it.effect("is waited for until it is sent", () =>
    Effect.gen(function* () {
      const sent = Runs.sending(yield* Effect.scope)
      const told = yield* Ref.make(false)
      yield* sent(Ref.set(told, true))
      assert.isTrue(yield* Ref.get(told))
    }).pipe(Effect.scoped)
  )

  it.effect("that its runner does not take holds its sender up for a second, and is taken later all the same", () =>
    Effect.gen(function* () {
      const sent = Runs.sending(yield* Effect.scope)
      const thawed = yield* Deferred.make<void>()
      const taken = yield* Ref.make(false)
      const sender = yield* Effect.forkChild(
        Effect.uninterruptible(sent(Effect.andThen(Deferred.await(thawed), Ref.set(taken, true))))
      )
      yield* TestClock.adjust("999 millis")
      assert.isUndefined(sender.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(sender)
      assert.isFalse(yield* Ref.get(taken))
      yield* Deferred.succeed(thawed, undefined)
      yield* TestClock.adjust("1 millis")
      assert.isTrue(yield* Ref.get(taken))
    }).pipe(Effect.scoped)
  )

  it.effect("that cannot be kept fails nobody", () =>
    Effect.scoped(Effect.flatMap(Effect.scope, (scope) => Runs.sending(scope)(Effect.fail("the store is gone"))))
  )
})
