// Where the same amount is paid again and again, a hold that was open for long is not said to be the next row of its place.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { claim, complete, type Extra, make, pending, row } from "./Ledger.ts"

const month = [claim("2026-03-01", "2026-03-31")]

interface Case {
  readonly other?: string
  readonly text?: string
  readonly days?: number
  readonly hold?: Extra
}

/** Whether a hold of 2026-03-14 is said to be posted, where another row of its amount is held. */
const isPosted = ({ days = 6, hold = pending, other = "CAFE", text = "CAFE" }: Case): boolean => {
  const ledger = make()
  const before = row("2026-03-12", "-5", other)
  ledger.sync(complete([before, row("2026-03-14", "-5", text, hold)], month))
  const posted = row(`2026-03-${14 + days}`, "-5", `${text} BR`)
  return ledger.sync(complete([before, posted], month)).created.length === 0
}

describe("A hold that is posted late where its amount recurs", () => {
  it.effect("is doubted from the sixth day on", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(
        [5, 6, 14].map((days) => isPosted({ days })),
        [true, false, false]
      )
    })
  )

  it.effect("is doubted where one description begins with the other, whichever is the longer", () =>
    Effect.sync(() => {
      assert.isFalse(isPosted({ other: "CAFE SP", text: "CAFE" }))
      assert.isFalse(isPosted({ other: "CAFE", text: "CAFE SP" }))
      assert.isTrue(isPosted({ other: "SP", text: "CAFE SP" }))
      assert.isTrue(isPosted({ other: "CAFE SP", text: "SP" }))
    })
  )

  it.effect("is doubted for the sake of holds alone: what was scheduled is executed late all the same", () =>
    Effect.sync(() => {
      assert.isTrue(isPosted({ hold: { status: "SCHEDULED" } }))
    })
  )
})
