// Where new ids come from. A service, so that a simulated world can number its rows the same way twice.
import { Context, Effect, Layer, Random } from "effect"

export class Ids extends Context.Service<
  Ids,
  {
    /** A fresh UUID v4. */
    readonly next: Effect.Effect<string>
    /** A supply for pure functions that make rows. */
    readonly supply: Effect.Effect<() => string>
  }
>()("@tomada/engine/Ids") {
  /** From the platform's cryptographic source. */
  static readonly layer = Layer.succeed(
    this,
    this.of({
      next: Effect.sync(() => crypto.randomUUID()),
      supply: Effect.succeed(() => crypto.randomUUID())
    })
  )

  /** From Effect's Random: the same seed gives the same ids in the same order. */
  static readonly layerRandom = Layer.effect(
    this,
    Effect.gen(function* () {
      const random = yield* Random.Random
      const hex = (digits: number) =>
        Array.from({ length: digits }, () => Math.floor(random.nextDoubleUnsafe() * 16).toString(16)).join("")
      const make = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
      return Ids.of({ next: Effect.sync(make), supply: Effect.succeed(make) })
    })
  )
}
