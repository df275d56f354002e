// A bank that fails in every way and at every place: the run says so, what is held is not touched, and the next run that
// gets through makes good for it. Before each fault the clock moves on, so that a run which got through would have changed
// something.
import { assert } from "@effect/vitest"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect } from "effect"
import type { PluggyClient } from "pluggy-sdk"

import { apiKey, connect, connected, http, updated } from "./Client.ts"
import { type Fault, type How, Line } from "./FaultyBank.ts"
import { accountFor, assertSameAsBank, bookOf, day, type Kind, noon, rowsOf, user } from "./Rows.ts"
import { layerWithLine, suiteIn, World } from "./World.ts"

const hows: ReadonlyArray<How> = ["error", "maintenance", "garbage", "reset", "hold"]

/** What a run ends with when it cannot get in. */
const codes: Readonly<Record<How, string>> = {
  error: "UNEXPECTED_ERROR",
  maintenance: "SITE_NOT_AVAILABLE",
  garbage: "UNEXPECTED_ERROR",
  reset: "CONNECTION_ERROR",
  hold: "CONNECTION_ERROR"
}

const faulted = <A, E, R>(fault: Fault, run: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const { spoil } = yield* Line
    return yield* Effect.ensuring(Effect.andThen(spoil(fault), run), spoil(undefined))
  })

/** Every byte that is answered of the transactions of an account. */
const held = Effect.fnUntraced(function* (accountId: string) {
  const key = yield* apiKey()
  const pages: Array<string> = []
  let query: string | undefined = `?accountId=${accountId}`
  while (query !== undefined) {
    const { json, status, text } = yield* http(`/v2/transactions${query}`, { headers: { "x-api-key": key } })
    assert.strictEqual(status, 200)
    pages.push(text)
    const { next } = json as { readonly next: string | null } // what a 200 of this path is
    query = next ?? undefined
  }
  return pages
})

/** An Item that has been read once, on a day of its own; `later` is a client some days after. */
const opened = Effect.fnUntraced(function* (start: string) {
  const world = yield* World
  yield* world.setClock(noon(start))
  const client = yield* connect
  const item = yield* connected(client, user)
  assert.strictEqual(item.executionStatus, "SUCCESS")
  const idOf = (kind: Kind) => Effect.map(accountFor(client, item.id, kind), ({ id }) => id)
  const ids = { checking: yield* idOf("checking"), card: yield* idOf("card") }
  const later = (days: number): Effect.Effect<PluggyClient, never, World> =>
    Effect.andThen(world.setClock(noon(day(start, days))), connect)
  return { item, ids, later, start }
})

const options = { settings: { TOMADA_REQUEST_TIMEOUT: "2" } }

suiteIn(layerWithLine(options))("a bank that fails at the login", (it) => {
  it.effect(
    "leaves the Item outdated with the matching status and all that is held as it was; the next run heals",
    () =>
      Effect.gen(function* () {
        const { ids, item, later, start } = yield* opened("2031-03-10")
        const before = [yield* held(ids.checking), yield* held(ids.card)]
        let days = 0
        for (const how of hows) {
          days += 2
          const client = yield* later(days)
          const failed = yield* faulted(
            { how, on: (request) => request.startsWith("POST /login") },
            updated(client, item.id)
          )
          assert.deepStrictEqual([how, failed.status, failed.executionStatus], [how, "OUTDATED", codes[how]])
          assert.strictEqual(failed.error?.code, codes[how])
          assert.isNull(failed.statusDetail)
          assert.deepStrictEqual(failed.lastUpdatedAt, item.lastUpdatedAt)
          assert.deepStrictEqual([yield* held(ids.checking), yield* held(ids.card)], before)
        }
        const client = yield* later(days + 1)
        const healed = yield* updated(client, item.id)
        assert.strictEqual(healed.executionStatus, "SUCCESS")
        assert.isNull(healed.error)
        yield* assertSameAsBank(client, item.id, day(start, -365))
      })
  )
})

suiteIn(layerWithLine(options))("a bank that fails at a statement", (it) => {
  it.effect(
    "gives a partial success that names the product; that account's rows stay as they were; the next run heals",
    () =>
      Effect.gen(function* () {
        const { seed } = yield* SandboxBank
        const { ids, item, later, start } = yield* opened("2031-03-10")
        const path = `/accounts/${bookOf(seed, "checking").account.id}/statement`
        const before = yield* held(ids.checking)
        let last = item
        let card = yield* held(ids.card)
        let days = 0
        for (const how of hows) {
          days += 2
          const client = yield* later(days)
          last = yield* faulted({ how, on: (request) => request.includes(path) }, updated(client, item.id))
          assert.deepStrictEqual([how, last.status, last.executionStatus], [how, "UPDATED", "PARTIAL_SUCCESS"])
          assert.isNull(last.error)
          const detail = last.statusDetail
          assert.isTrue(detail?.accounts?.isUpdated)
          assert.isTrue(detail?.creditCards?.isUpdated)
          assert.isTrue(detail?.identity?.isUpdated)
          assert.isFalse(detail?.transactions?.isUpdated)
          assert.deepStrictEqual(detail?.transactions?.lastUpdatedAt, item.lastUpdatedAt)
          assert.isNotEmpty(detail?.transactions?.warnings)
          assert.deepStrictEqual(detail?.accounts?.lastUpdatedAt, last.lastUpdatedAt)
          assert.deepStrictEqual(yield* held(ids.checking), before)
          const cardNow = yield* held(ids.card)
          assert.notDeepEqual(cardNow, card)
          card = cardNow
        }
        const client = yield* later(days + 1)
        const healed = yield* updated(client, item.id)
        assert.strictEqual(healed.executionStatus, "SUCCESS")
        assert.isNull(healed.statusDetail)
        yield* assertSameAsBank(client, item.id, day(start, -365))
      })
  )

  it.effect("after its first page loses no row and no id; the next run heals", () =>
    Effect.gen(function* () {
      const { seed } = yield* SandboxBank
      const { ids, item, later, start } = yield* opened("2032-03-10")
      const path = `/accounts/${bookOf(seed, "checking").account.id}/statement`
      const client = yield* later(20)
      const account = yield* accountFor(client, item.id, "checking")
      const before = yield* rowsOf(client, account)
      const failed = yield* faulted(
        { how: "reset", on: (request) => request.includes(path) && request.includes("page=2") },
        updated(client, item.id)
      )
      assert.strictEqual(failed.executionStatus, "PARTIAL_SUCCESS")
      const after = yield* rowsOf(client, account)
      assert.includeMembers(
        after.map(({ id }) => id),
        before.map(({ id }) => id)
      )
      assert.strictEqual(account.id, ids.checking)
      const next = yield* later(21)
      assert.strictEqual((yield* updated(next, item.id)).executionStatus, "SUCCESS")
      yield* assertSameAsBank(next, item.id, day(start, -365))
    })
  )

  it.effect("during the first read is completed by the next one", () =>
    Effect.gen(function* () {
      const { seed } = yield* SandboxBank
      const world = yield* World
      const path = `/accounts/${bookOf(seed, "checking").account.id}/statement`
      yield* world.setClock(noon("2033-03-10"))
      const client = yield* connect
      const cut = yield* faulted(
        { how: "error", on: (request) => request.includes(path) && request.includes("page=7") },
        connected(client, user)
      )
      assert.strictEqual(cut.executionStatus, "PARTIAL_SUCCESS")
      yield* world.setClock(noon("2033-03-14"))
      const later = yield* connect
      assert.strictEqual((yield* updated(later, cut.id)).executionStatus, "SUCCESS")
      yield* assertSameAsBank(later, cut.id, day("2033-03-10", -365))
    })
  )
})

suiteIn(layerWithLine(options))("a bank that fails from the first page on", (it) => {
  it.effect("leaves an Item without anything, which the next run fills", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const failed = yield* faulted({ how: "reset", on: () => true }, connected(client, user))
      assert.deepStrictEqual([failed.status, failed.executionStatus], ["OUTDATED", "CONNECTION_ERROR"])
      assert.isNull(failed.lastUpdatedAt)
      assert.strictEqual((yield* updated(client, failed.id)).executionStatus, "SUCCESS")
    })
  )

  it.effect("gives a failure and no partial success when no product at all could be read", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const failed = yield* faulted(
        { how: "maintenance", on: (request) => request.startsWith("GET /") && !request.startsWith("GET /login") },
        connected(client, user)
      )
      assert.deepStrictEqual([failed.status, failed.executionStatus], ["OUTDATED", "SITE_NOT_AVAILABLE"])
      assert.isNull(failed.statusDetail)
    })
  )
})
