// A session that ends in the middle of a run, and errors that refuse the person altogether.
import { assert, describe, it } from "@effect/vitest"
import { Challenges, Errors, Pages } from "@tomada/connector-kit"
import { Effect, Stream } from "effect"

import * as Bank from "./Bank.ts"
import { answer, create, ended, inWorld, reaches, steps, update, World } from "./World.ts"

const expired = new Errors.SessionExpired()
const everything = { connectorId: Bank.whole }
const products = ["ACCOUNTS", "TRANSACTIONS", "INVESTMENTS", "LOANS"] as const

/** The list of investments that meets a session which has ended, so many times. */
const ending = (times: number) => {
  let left = times
  return Stream.suspend(() => (left-- > 0 ? Stream.fail(expired) : Stream.make(Pages.page([Bank.investment("cdb")]))))
}

const otp = Challenges.ask(
  Challenges.Challenge.cases.Otp.make({
    name: "token",
    label: "Token",
    channel: "sms",
    hint: null,
    length: 6,
    expiresAt: null
  })
)

describe("a session that ends in the middle", () => {
  it.effect("is resumed, and the product that met it is read again", () =>
    inWorld(
      { ana: { investments: Stream.unwrap(Effect.sync(() => later())) } },
      Effect.gen(function* () {
        lost = 0
        const { id } = yield* ended((yield* create("ana", { ...everything, products })).id)
        lost = 1
        const { calls } = yield* World
        calls.length = 0
        yield* update(id)
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual(calls, [
          "ana resume",
          "ana ACCOUNTS",
          "ana TRANSACTIONS",
          "ana INVESTMENTS",
          "ana resume",
          "ana INVESTMENTS",
          "ana LOANS"
        ])
      })
    )
  )

  it.effect("that stays the same is sealed once, by the run that opened it", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { store } = yield* World
        let seals = 0
        store.before = (method) => Effect.sync(() => void (seals += method === "reseal" ? 1 : 0))
        const { id } = yield* ended((yield* create("ana", { ...everything, products })).id)
        assert.strictEqual(seals, 1)
        yield* update(id)
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.strictEqual(seals, 1)
        assert.include((yield* World).sealed(id), "session")
      })
    )
  )

  it.effect("is opened by another login where it cannot be resumed and nobody was asked in this run", () =>
    inWorld(
      { ana: { investments: ending(1) } },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana", { ...everything, products })).id)
        assert.strictEqual(item.executionStatus, "SUCCESS")
        const { calls } = yield* World
        assert.deepStrictEqual(calls.slice(-4), ["ana INVESTMENTS", "ana login", "ana INVESTMENTS", "ana LOANS"])
        assert.deepStrictEqual((yield* steps(item)).slice(4, 8), [
          "INVESTMENTS_IN_PROGRESS",
          "LOGIN_IN_PROGRESS",
          "INVESTMENTS_IN_PROGRESS",
          "LOANS_IN_PROGRESS"
        ])
      })
    )
  )

  it.effect("is not opened again by asking the person twice: the product fails, and so do those after it", () =>
    inWorld(
      { ana: { login: otp, investments: ending(1) } },
      Effect.gen(function* () {
        const { id } = yield* create("ana", { ...everything, products })
        yield* reaches(id, "WAITING_USER_INPUT")
        yield* answer(id, { token: "123456" })
        const item = yield* ended(id)
        assert.strictEqual(item.executionStatus, "PARTIAL_SUCCESS")
        assert.isTrue(item.statusDetail?.TRANSACTIONS?.isUpdated)
        assert.isFalse(item.statusDetail?.INVESTMENTS?.isUpdated)
        assert.isFalse(item.statusDetail?.LOANS?.isUpdated)
        const { calls } = yield* World
        assert.strictEqual(calls.filter((call) => call === "ana login").length, 1)
        assert.notInclude(calls, "ana LOANS")
      })
    )
  )

  it.effect("a second time fails the product that met it, typed, and the others go on", () =>
    inWorld(
      { ana: { investments: ending(2) } },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana", { ...everything, products })).id)
        assert.strictEqual(item.executionStatus, "PARTIAL_SUCCESS")
        assert.strictEqual(
          item.statusDetail?.INVESTMENTS?.warnings[0]?.message,
          "The session has ended; connect again."
        )
        assert.isTrue(item.statusDetail?.LOANS?.isUpdated)
      })
    )
  )

  it.effect("in a run that nobody attends is opened only where a login never asks", () => {
    const state = { lost: 0, resumes: true }
    const person: Bank.Person = {
      investments: Stream.suspend(() =>
        state.lost-- > 0 ? Stream.fail(expired) : Stream.make(Pages.page([Bank.investment("cdb")]))
      ),
      resume: Effect.suspend(() => (state.lost <= 0 && !state.resumes ? Effect.fail(expired) : Effect.void))
    }
    return inWorld(
      { ana: person, bia: person },
      Effect.gen(function* () {
        for (const [user, connectorId, status] of [
          ["ana", Bank.whole, "PARTIAL_SUCCESS"],
          ["bia", Bank.fresh, "SUCCESS"]
        ] as const) {
          Object.assign(state, { lost: 0, resumes: true })
          const { id } = yield* ended((yield* create(user, { connectorId, products })).id)
          Object.assign(state, { lost: 1, resumes: false })
          const { calls } = yield* World
          calls.length = 0
          yield* update(id, { trigger: "SYNC" })
          assert.strictEqual((yield* ended(id)).executionStatus, status)
          assert.strictEqual(calls.includes(`${user} login`), connectorId === Bank.fresh)
          assert.strictEqual(calls.filter((call) => call === `${user} resume`).length, 2)
        }
      })
    )
  })

  it.effect("and whose login is not answered leaves the run where it was", () => {
    let logins = 0
    return inWorld(
      { ana: { login: Effect.suspend(() => (++logins > 1 ? otp : Effect.void)), investments: ending(1) } },
      Effect.gen(function* () {
        const { id } = yield* create("ana", { ...everything, products })
        yield* reaches(id, "WAITING_USER_INPUT")
        const item = yield* ended(id)
        assert.strictEqual(item.executionStatus, "PARTIAL_SUCCESS")
        assert.isTrue(item.statusDetail?.TRANSACTIONS?.isUpdated)
        assert.isFalse(item.statusDetail?.LOANS?.isUpdated)
      })
    )
  })
})

let lost = 0
const later = () => ending(lost--)

describe("an error that refuses the person", () => {
  it.effect("stops what would follow at once, and the run ends in it", () => {
    let logins = 0
    const locked = new Errors.AccountLocked()
    return inWorld(
      {
        ana: { login: Effect.suspend(() => (++logins > 1 ? Effect.fail(locked) : Effect.void)), investments: ending(1) }
      },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana", { ...everything, products })).id)
        assert.strictEqual(item.executionStatus, "ACCOUNT_LOCKED")
        const { calls } = yield* World
        assert.deepStrictEqual(calls.slice(-2), ["ana INVESTMENTS", "ana login"])
        assert.notInclude(yield* steps(item), "MERGING")
        assert.strictEqual((yield* Effect.flip(update(item.id)))._tag, "NewCredentialsNeeded")
      })
    )
  })

  it.effect("also when it is a consent that has ended", () =>
    inWorld(
      { ana: { investments: Stream.fail(new Errors.ConsentExpired()) } },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana", { ...everything, products })).id)
        assert.strictEqual(item.executionStatus, "USER_AUTHORIZATION_REVOKED")
        assert.notInclude((yield* World).calls, "ana LOANS")
      })
    )
  )
})
