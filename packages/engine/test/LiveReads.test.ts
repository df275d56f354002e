// What is asked of an institution between executions: in the held session, and never at the price of a locked account.
import { assert, describe, it } from "@effect/vitest"
import { Errors } from "@tomada/connector-kit"
import { Item } from "@tomada/core"
import { AccountStatementStore, ConsentStore, ExecutionStore } from "@tomada/store"
import { BigDecimal, DateTime, Deferred, Effect } from "effect"
import { MessageStorage } from "effect/cluster"

import * as Bank from "./Bank.ts"
import { held } from "./Cases.ts"
import {
  answerOf,
  asked,
  asking,
  balance,
  collected,
  isAsked,
  live,
  nobody,
  refusal,
  sessionOf,
  slow,
  statement
} from "./LiveCases.ts"
import { applicationId, ended, get, inWorld, pass, reaches, update } from "./World.ts"

describe("a live balance", () => {
  it.effect("is asked in the session that is held, which is kept as it is afterwards, and is no execution", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { account, calls, item } = yield* collected("ana")
        const before = yield* sessionOf(item.id)
        const answer = yield* asked(balance(account.id))
        assert(answer._tag === "Success")
        assert.strictEqual(BigDecimal.format(answer.success.balance), "12.5")
        assert.deepStrictEqual(calls, ["ana resume", "ana balance 1"])
        assert.notDeepEqual(yield* sessionOf(item.id), before, "the session was kept")
        assert.deepStrictEqual(yield* get(item.id), item)
        const page = { number: 1, size: 10 }
        const executions = yield* (yield* ExecutionStore.ExecutionStore).ofItem(applicationId, item.id, page)
        assert.strictEqual(executions.total, 1)
      })
    )
  )

  it.effect("is found in no table of the cluster", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { account } = yield* collected("ana")
        yield* asked(balance(account.id))
        const { journal } = yield* MessageStorage.MemoryDriver
        const tags = journal.flatMap((envelope) => (envelope._tag === "Request" ? [envelope.tag] : []))
        assert.include(tags, "Run")
        assert.notInclude(tags, "Balance")
      })
    )
  )

  it.effect("of an unknown account, or of another application's, is refused", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { account, calls } = yield* collected("ana")
        assert.strictEqual(yield* refusal(balance(nobody)), "AccountNotFound")
        assert.strictEqual(yield* refusal(balance(account.id, Item.ApplicationId.make(nobody))), "AccountNotFound")
        assert.deepStrictEqual(calls, [])
      })
    )
  )

  it.effect("is refused where the connector does not offer it", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { account, calls } = yield* collected("ana", Bank.asking)
        assert.strictEqual(yield* refusal(balance(account.id)), "NotOffered")
        assert.deepStrictEqual(calls, [])
      })
    )
  )

  it.effect("is refused once the consent has ended", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { account, calls, item } = yield* collected("ana")
        yield* (yield* ConsentStore.ConsentStore).revoke(applicationId, item.id, yield* DateTime.now)
        assert.strictEqual(yield* refusal(balance(account.id)), "ConsentEnded")
        assert.deepStrictEqual(calls, [])
      })
    )
  )

  it.effect("is refused at once while an execution is active, however long that takes", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* held
      const state = { accounts: undefined as Bank.Person["accounts"] }
      yield* inWorld(
        {
          get ana() {
            return state.accounts === undefined ? {} : { accounts: state.accounts }
          }
        },
        Effect.gen(function* () {
          const { account, calls, item } = yield* collected("ana")
          state.accounts = people.ana.accounts
          yield* update(item.id)
          yield* reaches(item.id, "ACCOUNTS_IN_PROGRESS")
          assert.strictEqual(yield* refusal(balance(account.id)), "ExecutionActive")
          assert.notInclude(calls, "ana balance 1")
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual((yield* ended(item.id)).executionStatus, "SUCCESS")
        })
      )
    })
  )

  it.effect("never begins a login that may ask; where none asks it logs in", () =>
    inWorld(
      { ana: { resume: Effect.fail(new Errors.SessionExpired()) } },
      Effect.gen(function* () {
        const may = yield* collected("ana", Bank.whole)
        assert.strictEqual(yield* refusal(balance(may.account.id)), "SessionExpired")
        assert.deepStrictEqual(may.calls, ["ana resume"])
        const never = yield* collected("ana", Bank.fresh)
        assert.strictEqual((yield* asked(balance(never.account.id)))._tag, "Success")
        assert.deepStrictEqual(never.calls, ["ana resume", "ana login", "ana balance 1"])
      })
    )
  )

  it.effect("does not post refused credentials a second time before another execution", () => {
    const bank = { refuses: false }
    const login = Effect.suspend(() =>
      bank.refuses ? Effect.fail(new Errors.InvalidCredentials({ fields: [] })) : Effect.void
    )
    return inWorld(
      { ana: { login, resume: Effect.fail(new Errors.SessionExpired()) } },
      Effect.gen(function* () {
        const { account, calls, item } = yield* collected("ana", Bank.fresh)
        bank.refuses = true
        assert.strictEqual(yield* refusal(balance(account.id)), "InvalidCredentials")
        assert.strictEqual(yield* refusal(balance(account.id)), "InvalidCredentials")
        assert.deepStrictEqual(calls, ["ana resume", "ana login"])

        yield* update(item.id)
        assert.strictEqual((yield* ended(item.id)).executionStatus, "INVALID_CREDENTIALS")
        calls.length = 0
        assert.strictEqual(yield* refusal(balance(account.id)), "InvalidCredentials")
        assert.deepStrictEqual(calls, [], "nor after an execution that was refused itself")

        bank.refuses = false
        yield* update(item.id, { user: "ana" })
        assert.strictEqual((yield* ended(item.id)).executionStatus, "SUCCESS")
        assert.strictEqual((yield* asked(balance(account.id)))._tag, "Success")
      })
    )
  })

  it.effect("is asked one at a time of one Item", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* slow
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const { account, calls } = yield* collected("ana")
          const first = yield* asking(balance(account.id))
          const second = yield* asking(balance(account.id))
          yield* isAsked(calls)
          yield* pass("1 second")
          assert.deepStrictEqual(calls, ["ana resume", "ana balance 1"])
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual((yield* answerOf(first))._tag, "Success")
          assert.strictEqual((yield* answerOf(second))._tag, "Success")
          assert.strictEqual(calls.length, 4)
        })
      )
    })
  )

  it.effect("that does not come is refused by the deadline, and what was taken is freed", () =>
    Effect.gen(function* () {
      const { freed, people } = yield* slow
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const { account } = yield* collected("ana")
          const begun = yield* DateTime.now
          assert.strictEqual(yield* refusal(balance(account.id)), "InstitutionDown")
          const seconds = ((yield* DateTime.now).epochMilliseconds - begun.epochMilliseconds) / 1000
          assert.isAtMost(Math.abs(seconds - 60), 1)
          assert.strictEqual(freed.times, 1)
        })
      )
    })
  )

  it.effect("counts against the budgets of the institution", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { account } = yield* collected("ana", Bank.counted)
        assert.strictEqual(yield* refusal(balance(account.id)), "InstitutionDown", "nobody listens there")
        assert.strictEqual(yield* refusal(balance(account.id)), "RateLimited")
      })
    )
  )

  it.effect("of a connector whose code throws is refused typed, and the next one is asked", () => {
    const bank = { throws: true }
    const answer = Effect.suspend(() =>
      bank.throws ? Effect.die(new Error("undefined is no page")) : Effect.succeed(live)
    )
    return inWorld(
      { ana: { balance: answer } },
      Effect.gen(function* () {
        const { account } = yield* collected("ana")
        assert.strictEqual(yield* refusal(balance(account.id)), "ConnectorDefect")
        bank.throws = false
        assert.strictEqual((yield* asked(balance(account.id)))._tag, "Success")
      })
    )
  })

  it.effect("that fails keeps the session which was renewed before it", () =>
    inWorld(
      { ana: { balance: Effect.fail(new Errors.InstitutionDown({ how: "maintenance" })) } },
      Effect.gen(function* () {
        const { account, item } = yield* collected("ana")
        const before = yield* sessionOf(item.id)
        assert.strictEqual(yield* refusal(balance(account.id)), "InstitutionDown")
        assert.notDeepEqual(yield* sessionOf(item.id), before)
      })
    )
  )
})

describe("a statement's document", () => {
  it.effect("is fetched by its handle, as the institution gives it out", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { account, calls } = yield* collected("ana")
        const [row] = yield* (yield* AccountStatementStore.AccountStatementStore).ofAccount(account.id)
        const answer = yield* asked(statement(row?.id ?? nobody))
        assert(answer._tag === "Success")
        assert.deepStrictEqual(answer.success, { bytes: new Uint8Array([37]), contentType: "application/pdf" })
        assert.deepStrictEqual(calls, ["ana resume", "ana statement 1-08"])
        assert.strictEqual(yield* refusal(statement(nobody)), "StatementNotFound")
      })
    )
  )
})
