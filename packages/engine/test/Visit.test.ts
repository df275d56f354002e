import { assert, describe, it } from "@effect/vitest"
import { Errors, Pages } from "@tomada/connector-kit"
import { AccountStore, IdentityStore, ItemStore, TransactionStore } from "@tomada/store"
import { Deferred, Effect, Option, Stream } from "effect"

import * as Bank from "./Bank.ts"
import { create, ended, execution, get, inWorld, reaches, steps, update, World } from "./World.ts"

describe("a visit", () => {
  it.effect("takes its steps in order and ends in success", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana")).id)
        assert.strictEqual(item.executionStatus, "SUCCESS")
        assert.isNull(item.statusDetail)
        assert.deepStrictEqual(yield* steps(item), [
          "CREATED",
          "LOGIN_IN_PROGRESS",
          "ACCOUNTS_IN_PROGRESS",
          "CREDITCARDS_IN_PROGRESS",
          "TRANSACTIONS_IN_PROGRESS",
          "IDENTITY_IN_PROGRESS",
          "MERGING",
          "SUCCESS"
        ])
        const { calls } = yield* World
        assert.deepStrictEqual(calls, [
          "ana login",
          "ana ACCOUNTS",
          "ana CREDIT_CARDS",
          "ana TRANSACTIONS",
          "ana TRANSACTIONS",
          "ana IDENTITY"
        ])
      })
    )
  )

  it.effect("stores what it collected, all rows with the instant of the end", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana")).id)
        const accounts = yield* (yield* AccountStore.AccountStore).ofItem(item.id)
        assert.deepStrictEqual(
          accounts.map(({ number }) => number),
          ["1", "4321"]
        )
        const transactions = yield* TransactionStore.TransactionStore
        for (const account of accounts) {
          const { rows } = yield* transactions.page({ accountId: account.id }, { number: 1, size: 10 })
          assert.deepStrictEqual(
            rows.map(({ date, institutionId }) => [date as string, institutionId]),
            [["2026-09-01", `${account.key}-1`]]
          )
          for (const row of rows) {
            assert.strictEqual(row.createdAt.epochMilliseconds, item.lastUpdatedAt?.epochMilliseconds)
          }
          assert.strictEqual(account.createdAt.epochMilliseconds, item.lastUpdatedAt?.epochMilliseconds)
        }
        const identity = yield* (yield* IdentityStore.IdentityStore).ofItem(item.id)
        assert.strictEqual(Option.getOrThrow(identity).fullName, "Ana")
      })
    )
  )

  it.effect("collects only the products that were asked for", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana", { products: ["IDENTITY"] })).id)
        assert.strictEqual(item.executionStatus, "SUCCESS")
        assert.deepStrictEqual((yield* World).calls, ["ana login", "ana IDENTITY"])
      })
    )
  )

  it.effect("resumes the saved session and does not log in again", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products: ["IDENTITY"] })).id)
        yield* update(id)
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual((yield* World).calls, ["ana login", "ana IDENTITY", "ana resume", "ana IDENTITY"])
      })
    )
  )

  it.effect("logs in when the saved session has ended", () =>
    inWorld(
      { ana: { resume: Effect.fail(new Errors.SessionExpired()) } },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products: ["IDENTITY"] })).id)
        yield* update(id)
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual((yield* World).calls.slice(2), ["ana resume", "ana login", "ana IDENTITY"])
      })
    )
  )

  it.effect("does not log in while the institution is down: the session may still be good", () =>
    inWorld(
      { ana: { resume: Effect.fail(new Errors.InstitutionDown({ how: "maintenance" })) } },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products: ["IDENTITY"] })).id)
        yield* update(id)
        assert.strictEqual((yield* ended(id)).executionStatus, "SITE_NOT_AVAILABLE")
        assert.deepStrictEqual((yield* World).calls.slice(2), ["ana resume"])
        assert.isTrue(Option.isSome(yield* (yield* ItemStore.ItemStore).sealed(id, "session", "session")))
      })
    )
  )

  it.effect("that nobody attends never logs in where a login may ask", () =>
    inWorld(
      { ana: { resume: Effect.fail(new Errors.SessionExpired()) } },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products: ["IDENTITY"] })).id)
        yield* update(id, { trigger: "SYNC" })
        assert.strictEqual((yield* ended(id)).executionStatus, "USER_INPUT_TIMEOUT")
        assert.deepStrictEqual((yield* World).calls.slice(2), ["ana resume"])
        assert.isTrue(Option.isNone(yield* (yield* ItemStore.ItemStore).sealed(id, "session", "session")))

        yield* update(id, { trigger: "SYNC" })
        assert.strictEqual((yield* ended(id)).executionStatus, "USER_INPUT_TIMEOUT")
        assert.deepStrictEqual((yield* World).calls.slice(3), [], "without a session it does not even resume")
      })
    )
  )

  it.effect("that nobody attends logs in where a login never asks", () =>
    inWorld(
      { ana: { resume: Effect.fail(new Errors.SessionExpired()) } },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { connectorId: Bank.plain, products: ["IDENTITY"] })).id)
        yield* update(id, { trigger: "SYNC" })
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual((yield* World).calls.slice(2), ["ana resume", "ana login", "ana IDENTITY"])
      })
    )
  )

  it.effect("drops the session that an error spoiled", () => {
    const again = { refused: false }
    return inWorld(
      {
        ana: {
          resume: Effect.suspend(() => (again.refused ? Effect.fail(new Errors.SessionExpired()) : Effect.void)),
          login: Effect.suspend(() =>
            again.refused ? Effect.fail(new Errors.InvalidCredentials({ fields: ["password"] })) : Effect.void
          )
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products: ["IDENTITY"] })).id)
        again.refused = true
        yield* update(id)
        const item = yield* ended(id)
        assert.strictEqual(item.executionStatus, "INVALID_CREDENTIALS")
        assert.strictEqual(item.consecutiveFailedLoginAttempts, 1)
        assert.isTrue(Option.isNone(yield* (yield* ItemStore.ItemStore).sealed(id, "session", "session")))
        assert.deepStrictEqual((yield* World).sealed(id), ["credentials"], "and its key with it")
        assert.strictEqual((yield* Effect.flip(update(id)))._tag, "NewCredentialsNeeded")
      })
    )
  })

  it.effect("of one Item shares nothing with that of another", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      yield* inWorld(
        {
          ana: { login: Deferred.await(gate), accounts: Stream.make(Pages.page([Bank.account("1")])) },
          bia: { accounts: Stream.make(Pages.page([Bank.account("2")])) }
        },
        Effect.gen(function* () {
          const ana = yield* create("ana", { products: ["ACCOUNTS"] })
          yield* reaches(ana.id, "LOGIN_IN_PROGRESS")
          const bia = yield* ended((yield* create("bia", { products: ["ACCOUNTS"] })).id)
          assert.strictEqual(bia.executionStatus, "SUCCESS", "one that waits does not hold up another")
          assert.strictEqual((yield* get(ana.id)).executionStatus, "LOGIN_IN_PROGRESS")
          yield* Deferred.succeed(gate, undefined)
          yield* ended(ana.id)
          const accounts = yield* AccountStore.AccountStore
          for (const [item, number] of [
            [ana, "1"],
            [bia, "2"]
          ] as const) {
            const held = yield* accounts.ofItem(item.id)
            assert.deepStrictEqual(
              held.map((account) => account.number),
              [number]
            )
          }
        })
      )
    })
  )

  it.effect("that hangs in a connector ends at the visit's deadline", () =>
    inWorld(
      { ana: { login: Effect.never } },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana")).id)
        assert.strictEqual(item.executionStatus, "CONNECTION_ERROR")
        assert.strictEqual((yield* execution(item)).fence, 1, "it was alive all the time: nobody else claimed it")
      })
    )
  )

  for (const [how, login] of [
    ["throws", Effect.sync(() => assert.fail("the connector's own text"))],
    ["dies", Effect.die(new Error("the connector's own text"))],
    ["interrupts itself", Effect.interrupt]
  ] as const) {
    it.effect(`whose connector ${how} ends typed, and says nothing of why`, () =>
      inWorld(
        { ana: { login } },
        Effect.gen(function* () {
          const item = yield* ended((yield* create("ana")).id)
          assert.deepStrictEqual(item.error, {
            code: "UNEXPECTED_ERROR",
            message: "Unexpected error.",
            providerMessage: null
          })
          assert.strictEqual((yield* execution(item)).fence, 1, "at once, not after it was woken again and again")
        })
      )
    )
  }
})
