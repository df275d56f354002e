// Why rows are as they are, which of them may be one, and whether they explain the balances: what an application is told of its merges.
import { randomUUID } from "node:crypto"

import { assert } from "@effect/vitest"
import { Account, CivilDate, Item, Money, type Transaction } from "@tomada/core"
import { AccountStore, DecisionStore, TransactionStore } from "@tomada/store"
import { BigDecimal, DateTime, Effect } from "effect"

import { accountsOf, connect, connected, http } from "./Client.ts"
import { committed } from "./Commits.ts"
import { answer, foreignKey, type Json, nobody, post, refusal, results } from "./Keyed.ts"
import { suite, World } from "./World.ts"

const application = Effect.map(World, ({ clientId }) => Item.ApplicationId.make(clientId))

/** A run of an Item of the world's application. */
const merged = (itemId: Item.ItemId, commit: Parameters<typeof committed>[2]) =>
  Effect.flatMap(application, (id) => committed(id, itemId, commit))

suite()("an application", (it) => {
  it.effect("is told why rows are as they are, and makes two of them one and two again", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok", { products: ["ACCOUNTS", "TRANSACTIONS"] })
      const [account] = yield* (yield* AccountStore.AccountStore).ofItem(Item.ItemId.make(item.id))
      assert(account !== undefined)
      const rows = yield* (yield* TransactionStore.TransactionStore).page(
        { accountId: account.id },
        { number: 1, size: 2 }
      )
      const [created, held] = rows.rows
      assert(created !== undefined && held !== undefined)

      // A run whose merge has not seen one of two rows, and is not sure whether the other is the same.
      const suggestionId = DecisionStore.SuggestionId.make(randomUUID())
      const evidence = { similarity: 0.4, days: 1 }
      const about = { accountId: account.id }
      const { executionId, now } = yield* merged(Item.ItemId.make(item.id), (executionId, now) => ({
        transactions: [{ ...held, absences: 1, absentIn: executionId }],
        decisions: [
          {
            ...about,
            executionId,
            transactionId: held.id,
            rule: "absent",
            evidence: { absences: 1 },
            rivals: 2,
            at: now
          }
        ],
        suggestions: [
          {
            ...about,
            id: suggestionId,
            executionId,
            why: "weak",
            held: held.id,
            created: created.id,
            evidence,
            state: "open",
            acceptance: null,
            createdAt: now,
            updatedAt: now
          }
        ]
      }))

      const decided = yield* answer(`/tomada/transactions/${held.id}/decisions`)
      assert.deepStrictEqual(decided, {
        results: [{ executionId, rule: "absent", evidence: { absences: 1 }, rivals: 2, at: DateTime.formatIso(now) }],
        next: null
      })
      const list = `/tomada/accounts/${account.id}/suggestions`
      const [open] = results(yield* answer(`${list}?state=open`))
      assert.deepInclude(open, { id: suggestionId, held: held.id, created: created.id, why: "weak", evidence })
      assert.notProperty(open, "acceptance")

      const settle = (what: "accept" | "undo") => `/tomada/suggestions/${suggestionId}/${what}`
      const foreign = { ...post(), headers: { "x-api-key": yield* foreignKey } }
      assert.strictEqual((yield* http(settle("accept"), foreign)).status, 404)
      assert.deepStrictEqual(yield* refusal(settle("undo"), post()), [409, "SUGGESTION_SETTLED"])
      assert.deepInclude(yield* answer(settle("accept"), post()), { id: suggestionId, state: "accepted" })
      assert.deepStrictEqual(yield* refusal(`/transactions/${created.id}`), [404, "TRANSACTION_NOT_FOUND"])
      const one = yield* answer(`/transactions/${held.id}`)
      assert.strictEqual(one["description"], created.description)
      assert.deepStrictEqual(yield* refusal(settle("accept"), post()), [409, "SUGGESTION_SETTLED"])
      assert.deepStrictEqual(results(yield* answer(`${list}?state=open`)), [])
      assert.deepInclude(yield* answer(settle("undo"), post()), { state: "undone" })
      assert.strictEqual((yield* answer(`/transactions/${created.id}`))["description"], created.description)
      assert.strictEqual((yield* answer(`/transactions/${held.id}`))["description"], held.description)

      assert.deepStrictEqual(yield* refusal(`/tomada/suggestions/${nobody}/accept`, post()), [
        404,
        "SUGGESTION_NOT_FOUND"
      ])
      const strange = { headers: { "x-api-key": yield* foreignKey } }
      for (const path of [list, `/tomada/transactions/${held.id}/decisions`]) {
        assert.strictEqual((yield* http(path, strange)).status, 404, path)
      }
    })
  )

  it.effect("has the balances of an account checked day by day, and is told where they part", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok", { products: ["ACCOUNTS", "TRANSACTIONS"] })
      const found = (yield* accountsOf(client, item.id)).find(({ type }) => type === "BANK")
      assert(found !== undefined)
      const path = `/tomada/accounts/${found.id}/balance-check`
      const checked = yield* answer(path)
      const closes = { verdict: "CLOSES", divergesSince: null, by: null, inAll: null }
      assert.deepInclude(checked, { accountId: found.id, closing: found.balance, ...closes })
      const days = checked["days"] as ReadonlyArray<Json>
      assert.isAbove(days.length, 50)
      assert.isTrue(days.every(({ agrees }) => agrees !== false))

      const middle = days[Math.floor(days.length / 2)]
      const day = String(middle?.["day"])
      const shown = (one: Json) => (one["days"] as ReadonlyArray<Json>).map(({ day, moved }) => [day, moved])
      assert.deepStrictEqual(shown(yield* answer(`${path}?from=${day}&to=${day}`)), [[day, middle?.["moved"]]])
      const foreign = { headers: { "x-api-key": yield* foreignKey } }
      assert.strictEqual((yield* http(path, foreign)).status, 404)
      assert.strictEqual((yield* refusal(`${path}?from=yesterday`))[0], 400)

      const itemId = Item.ItemId.make(item.id)
      const account = yield* (yield* AccountStore.AccountStore).get(
        yield* application,
        Account.AccountId.make(found.id)
      )
      const more = BigDecimal.sum(account.balance, Money.decimal("5"))
      yield* merged(itemId, () => ({ accounts: [{ ...account, balance: more }] }))
      const last = days.at(-1)?.["day"]
      assert.deepInclude(yield* answer(path), { verdict: "DIVERGES", divergesSince: last, by: 5, inAll: 5 })
      assert.deepInclude(yield* answer(`${path}?to=${day}`), closes, "the account's own balance is that of today")

      // Of several rows on a day the balances beside them tell the order, and a wrong amount breaks that too.
      const transactions = yield* TransactionStore.TransactionStore
      let [lone, row] = [day, undefined as Transaction.Transaction | undefined]
      for (const { day } of days.slice(Math.floor(days.length / 2))) {
        const on = CivilDate.make(String(day))
        const { rows } = yield* transactions.page({ accountId: account.id, from: on, to: on }, { number: 1, size: 500 })
        if (rows.length !== 1 || rows[0]?.status !== "POSTED") continue
        ;[lone, row] = [on, rows[0]]
        break
      }
      assert(row !== undefined)
      const wrong = { ...row, amount: BigDecimal.sum(row.amount, Money.decimal("1")) }
      yield* merged(itemId, () => ({ accounts: [account], transactions: [wrong] }))
      const broken = yield* answer(path)
      assert.deepInclude(broken, { verdict: "DIVERGES", divergesSince: lone, by: -1, inAll: -1 })
      const bad = (broken["days"] as ReadonlyArray<Json>).filter(({ agrees }) => agrees === false)
      assert.deepStrictEqual(
        bad.map((one) => one["day"]),
        [lone]
      )
    })
  )
})
