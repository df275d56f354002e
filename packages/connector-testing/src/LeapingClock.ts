// A test's clock that can leap: days pass between two syncs without anybody living through them. Set forward like any test's clock, a day
// wakes every schedule of the engine thousands of times; after a leap what sleeps goes on sleeping, as on a machine that was suspended.
import { Clock, Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

interface Leaping extends TestClock.TestClock {
  readonly leapTo: (timestamp: number) => Effect.Effect<void>
}

const leaping = (inner: TestClock.TestClock): Leaping => {
  let ahead = 0
  const millis = () => inner.currentTimeMillisUnsafe() + ahead
  const nanos = () => inner.currentTimeNanosUnsafe() + BigInt(ahead) * 1_000_000n
  return {
    ...inner,
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    setTime: (timestamp) => inner.setTime(timestamp - ahead),
    leapTo: (timestamp) =>
      Effect.sync(() => {
        ahead += Math.max(0, Math.round(timestamp - millis()))
      })
  }
}

/** In the place of `TestClock.layer()`. */
export const layer: Layer.Layer<never> = Layer.effectContext(
  Effect.map(
    Layer.build(TestClock.layer()),
    (context) => Context.add(context, Clock.Clock, leaping(Context.get(context, Clock.Clock) as TestClock.TestClock)) // the layer's own
  )
)

/** Nothing happens until then. Under any other clock than that of `layer` it is a defect. */
export const leapTo = (timestamp: number): Effect.Effect<void> =>
  TestClock.testClockWith((clock) => (clock as Leaping).leapTo(timestamp)) // that of `layer`
