// The visits of this process that wait for an answer. The answer itself lies sealed in the store; what arrives here is a
// nudge. A nudge that is lost only costs the time until the visit looks again by itself.
import { Context, Effect, Latch, Layer, MutableHashMap, Option, type Scope } from "effect"

export class Waiting extends Context.Service<
  Waiting,
  {
    /** A latch that a nudge opens; taken before the store is looked at, so that no nudge falls between. */
    listen(challengeId: string): Effect.Effect<Latch.Latch, never, Scope.Scope>
    nudge(challengeId: string): Effect.Effect<void>
  }
>()("@tomada/engine/Waiting") {
  static readonly layer = Layer.sync(this, () => {
    const waiting = MutableHashMap.empty<string, Latch.Latch>()
    return Waiting.of({
      listen: (challengeId) =>
        Effect.acquireRelease(
          Effect.sync(() => {
            const latch = Latch.makeUnsafe()
            MutableHashMap.set(waiting, challengeId, latch)
            return latch
          }),
          () => Effect.sync(() => MutableHashMap.remove(waiting, challengeId))
        ),
      nudge: (challengeId) =>
        Option.match(MutableHashMap.get(waiting, challengeId), {
          onNone: () => Effect.void,
          onSome: (latch) => Effect.asVoid(latch.open)
        })
    })
  })
}
