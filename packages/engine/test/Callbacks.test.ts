import { assert, describe, it } from "@effect/vitest"
import { Challenges } from "@tomada/connector-kit"
import { Item } from "@tomada/core"
import { ExecutionStore } from "@tomada/store"
import { Effect, Redacted, Schema } from "effect"

import * as Asking from "../src/Asking.ts"
import * as Callbacks from "../src/Callbacks.ts"
import { Items } from "../src/Items.ts"
import { answer, create, ended, get, inWorld, reaches } from "./World.ts"

const redirectUri = "https://tomada.example.com/oauth/callback"

/** A bank that sends people to its own login, and what came back from there. */
const bank = () => {
  const states: Array<string> = []
  const codes: Array<string> = []
  const login = Challenges.redirect({
    label: "Log in at the bank",
    authorize: ({ state }) => {
      states.push(state)
      return `https://bank.example.com/authorize?state=${state}`
    }
  }).pipe(Effect.tap(({ code }) => Effect.sync(() => void codes.push(Redacted.value(code)))))
  return { codes, login, state: () => states.at(-1) ?? "" }
}

const returned = (query: string) => Effect.flatMap(Items, (items) => items.returned(Redacted.make(query)))

const refusal = (query: string) =>
  Effect.map(Effect.flip(returned(query)), (error) => {
    assert.instanceOf(error, ExecutionStore.ChallengeNotOpen)
    return error.why
  })

const visiting = <A, E, R>(test: (ana: ReturnType<typeof bank>) => Effect.Effect<A, E, R>) => {
  const ana = bank()
  return { people: { ana: { login: ana.login } }, test: test(ana) }
}

describe("a callback", () => {
  it.effect("answers the login that it bears the state of, whole, and only once", () => {
    const { people, test } = visiting((ana) =>
      Effect.gen(function* () {
        const { id } = yield* create("ana", { products: ["IDENTITY"] })
        const waiting = yield* reaches(id, "WAITING_USER_ACTION")
        assert.strictEqual(waiting.challenge?.id, yield* Callbacks.challengeId(ana.state()))
        assert.notInclude(JSON.stringify(waiting.challenge?.id), ana.state())
        assert.strictEqual(yield* refusal(`code=a%26b&state=${ana.state()}x`), "none")
        assert.strictEqual((yield* returned(`code=a%26b&state=${ana.state()}`)).id, id)
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual(ana.codes, ["a&b"])
        assert.strictEqual(yield* refusal(`code=a%26b&state=${ana.state()}`), "answered")
      })
    )
    return inWorld(people, test).pipe(Effect.provideService(Asking.RedirectUri, redirectUri))
  })

  it.effect("is the only answer to a redirect", () => {
    const { people, test } = visiting((ana) =>
      Effect.gen(function* () {
        const { id } = yield* create("ana", { products: ["IDENTITY"] })
        yield* reaches(id, "WAITING_USER_ACTION")
        const refused = yield* Effect.flip(answer(id, { code: "x" }))
        assert.deepStrictEqual(refused, new ExecutionStore.ChallengeNotOpen({ why: "none" }))
        assert.strictEqual((yield* get(id)).executionStatus, "WAITING_USER_ACTION")
        yield* returned(`error=access_denied&state=${ana.state()}`)
        assert.deepStrictEqual([(yield* ended(id)).executionStatus, ana.codes], ["USER_INPUT_TIMEOUT", []])
      })
    )
    return inWorld(people, test).pipe(Effect.provideService(Asking.RedirectUri, redirectUri))
  })

  it("without one state names no login", () => {
    const stateOf = (query: string) => Callbacks.stateOf(Redacted.make(query))
    assert.strictEqual(stateOf("code=1&state=a%20b"), "a b")
    for (const query of ["", "code=1", "state=", "state=a&state=a", "state=a&state=b"])
      assert.isUndefined(stateOf(query))
  })

  it.effect("is found by an id that is a UUID of its own", () =>
    Effect.gen(function* () {
      const ids = yield* Effect.forEach(["a", "b", "ab", ""], Callbacks.challengeId)
      assert.strictEqual(new Set(ids).size, 4)
      for (const id of ids) assert.isTrue(Schema.is(Item.OpenChallenge.fields.id)(id), id)
      assert.strictEqual(yield* Callbacks.challengeId("a"), ids[0])
    })
  )
})
