// What the person does elsewhere: one question for the whole watch, and what is told of a run.
import { assert, describe, it } from "@effect/vitest"
import { Challenges, Pages } from "@tomada/connector-kit"
import { WebhookStore } from "@tomada/store"
import { DateTime, Effect, Option, Stream } from "effect"

import * as Asking from "../src/Asking.ts"
import * as Bank from "./Bank.ts"
import { answer, applicationId, create, ended, get, inWorld, pass, reaches, update } from "./World.ts"

const products = ["TRANSACTIONS"] as const

const approval = Challenges.Challenge.cases.Approve.make({
  label: "Approve in the app",
  where: "app",
  expiresAt: null
})

/** A person whose bank finds the approval once it was given. */
const approving = () => {
  const state = { given: false, checks: 0 }
  const login = Challenges.watch(
    approval,
    Effect.sync(() => {
      state.checks += 1
      return state.given ? Option.some(true) : Option.none<boolean>()
    }),
    { every: "1 hour" }
  )
  return { state, people: { ana: { login } } }
}

describe("an approval that is watched", () => {
  it.effect("is one question, shown again when the person was too early", () => {
    const { people, state } = approving()
    return inWorld(
      people,
      Effect.gen(function* () {
        const { challenge, id } = yield* reaches((yield* create("ana", { products })).id, "WAITING_USER_ACTION")
        yield* answer(id, {})
        yield* pass("2 seconds")
        assert.isAbove(state.checks, 0, "said to be done, it is looked at")
        assert.strictEqual((yield* get(id)).executionStatus, "LOGIN_MFA_IN_PROGRESS")
        yield* pass(Asking.meanwhile)
        const again = yield* reaches(id, "WAITING_USER_ACTION")
        assert.strictEqual(again.challenge?.id, challenge?.id)
        state.given = true
        yield* answer(id, {})
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
      })
    )
  })

  it.effect("is withdrawn when the connector found out by itself", () => {
    const state = { given: false }
    const look = Effect.sync(() => (state.given ? Option.some(true) : Option.none<boolean>()))
    return inWorld(
      { ana: { login: Challenges.watch(approval, look, { every: "2 seconds" }) } },
      Effect.gen(function* () {
        const { id } = yield* reaches((yield* create("ana", { products })).id, "WAITING_USER_ACTION")
        state.given = true
        const item = yield* ended(id)
        assert.strictEqual(item.executionStatus, "SUCCESS")
        assert.isNull(item.challenge)
      })
    )
  })
})

describe("what is told of a run", () => {
  it.effect("is written with what it tells of, the Item's event first", () => {
    let extra = false
    return inWorld(
      {
        ana: {
          cards: Stream.empty,
          accounts: Stream.make(Pages.page([Bank.account("1")])),
          transactions: (_, window) =>
            Bank.closing(window, [Bank.row("a", window.today), ...(extra ? [Bank.row("b", window.today)] : [])])
        }
      },
      Effect.gen(function* () {
        const webhooks = yield* WebhookStore.WebhookStore
        const told = Effect.gen(function* () {
          yield* webhooks.sequence(yield* DateTime.now, 100)
          return (yield* webhooks.events(applicationId, 0, 100)).map(({ event }) => event)
        })
        const { id } = yield* ended((yield* create("ana", { products })).id)
        const first = ["item/login_succeeded", "item/created", "transactions/created"]
        assert.deepStrictEqual(yield* told, first)
        extra = true
        yield* update(id)
        yield* ended(id)
        const second = ["item/login_succeeded", "item/updated", "transactions/created"]
        assert.deepStrictEqual(yield* told, [...first, ...second])
      })
    )
  })
})
