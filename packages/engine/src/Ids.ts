// Where new ids come from. A service, so that a simulated world can number its rows the same way twice.
import { Clock, Context, Effect, Layer, Random } from "effect"

/** UUIDs v7 of RFC 9562: 48 bits of milliseconds since 1970, the version, and what a v4 has of chance. */
export const ofInstant = (millis: number, v4: () => string): (() => string) => {
  const time = millis.toString(16).padStart(12, "0")
  const start = `${time.slice(0, 8)}-${time.slice(8)}-7`
  return () => start + v4().slice(start.length)
}

export class Ids extends Context.Service<
  Ids,
  {
    /** A fresh UUID v4, of which nothing can be guessed. */
    readonly next: Effect.Effect<string>
    /** A supply for pure functions that make rows: UUIDs v7 of its instant, so that a table and its index grow at their ends. */
    readonly supply: Effect.Effect<() => string>
  }
>()("@tomada/engine/Ids") {
  /** From the platform's cryptographic source. */
  static readonly layer = Layer.succeed(
    this,
    this.of({
      next: Effect.sync(() => crypto.randomUUID()),
      supply: Effect.map(Clock.currentTimeMillis, (millis) => ofInstant(millis, () => crypto.randomUUID()))
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
      return Ids.of({
        next: Effect.sync(make),
        supply: Effect.map(Clock.currentTimeMillis, (millis) => ofInstant(millis, make))
      })
    })
  )
}
