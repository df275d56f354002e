// The model bank and its good connector, on which every saboteur stands.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Cassette from "../src/Cassette.ts"
import * as Subject from "../src/contract/Subject.ts"
import * as Suite from "../src/contract/Suite.ts"
import * as Replay from "../src/Replay.ts"
import * as Model from "./model/Model.ts"

const scenarios = {
  ok: "SUCCESS",
  "two-step": "SUCCESS",
  "wrong-password": "INVALID_CREDENTIALS",
  "wrong-code": "INVALID_CREDENTIALS_MFA",
  "late-code": "USER_INPUT_TIMEOUT",
  locked: "ACCOUNT_LOCKED",
  "action-needed": "ACCOUNT_NEEDS_ACTION",
  "change-password": "ACCOUNT_CREDENTIALS_RESET",
  device: "USER_AUTHORIZATION_PENDING"
}

describe("the model connector", () => {
  for (const [scenario, status] of Object.entries(scenarios)) {
    it.effect(`is recorded and replayed as ${scenario}`, () =>
      Effect.gen(function* () {
        const cassette = yield* Model.recorded({ scenario })
        const [first] = Cassette.parts(cassette)
        assert.strictEqual(first?.sync.expects.status, status)
        const replayed = yield* Replay.run(Model.connector, cassette)
        assert.strictEqual(replayed.length, Cassette.parts(cassette).length)
        for (const { item, part, player } of replayed) {
          assert.strictEqual(item.executionStatus, part.sync.expects.status)
          assert.deepStrictEqual([player.unexpected, player.unused], [[], []])
        }
      })
    )
  }

  it.effect(
    "fails no check",
    Effect.fnUntraced(function* () {
      const cassettes = yield* Effect.forEach(Object.keys(scenarios), (scenario) => Model.recorded({ scenario }))
      const results = yield* Suite.run(yield* Subject.make(Model.connector, cassettes))
      assert.deepStrictEqual(results.filter(({ outcome }) => outcome._tag === "Failed").map(Suite.words), [])
    }),
    60_000
  )
})
