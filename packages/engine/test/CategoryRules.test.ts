// Rules of categories from the application to the rows: at the merge, in the rows that are held, and in those of a run that was just
// about to end when the rules changed.
import { assert, describe, it } from "@effect/vitest"
import { Category, type Item, Transaction } from "@tomada/core"
import { AccountStore, TransactionStore, WebhookStore } from "@tomada/store"
import { Effect, Stream } from "effect"

import { CategoryRules, type NewRule } from "../src/CategoryRules.ts"
import * as Bank from "./Bank.ts"
import { applicationId, create, ended, inWorld, until, update, World } from "./World.ts"

const fuel = Category.CategoryId.make("19030000")
const bars = Category.CategoryId.make("11040000")

const rule = (description: string, more: Partial<NewRule> = {}): NewRule => ({
  description,
  matchType: "contains",
  transactionType: null,
  accountType: null,
  categoryId: fuel,
  ...more
})

/** Who has these rows on each day that is asked for; the map may be changed between two runs. */
const person = (descriptions: Map<string, string>): Bank.Person => ({
  cards: Stream.empty,
  transactions: (_, window) =>
    Bank.closing(
      window,
      [...descriptions].map(([id, description]) => Bank.row(id, window.today, { description, category: "Shopping" }))
    )
})

const rowsOf = Effect.fnUntraced(function* (id: Item.ItemId) {
  const [account] = yield* (yield* AccountStore.AccountStore).ofItem(id)
  assert(account !== undefined)
  const { rows } = yield* (yield* TransactionStore.TransactionStore).page(
    { accountId: account.id },
    { number: 1, size: 9_999 }
  )
  return new Map(rows.map((row) => [row.institutionId, row]))
})

/** The category of each row, by the institution's id of it. */
const shown = Effect.fnUntraced(function* (id: Item.ItemId) {
  return Object.fromEntries([...(yield* rowsOf(id))].map(([name, row]) => [name, Transaction.category(row)]))
})

const become = (id: Item.ItemId, wanted: Readonly<Record<string, string | null>>) =>
  until(JSON.stringify(wanted), shown(id), (found) => JSON.stringify(found) === JSON.stringify({ ...found, ...wanted }))

const synced = Effect.fnUntraced(function* (id: Item.ItemId) {
  yield* update(id)
  return yield* ended(id)
})

const connected = Effect.flatMap(create("ana", { products: ["TRANSACTIONS"] }), ({ id }) => ended(id))

const updatedEvents = Effect.gen(function* () {
  const store = yield* WebhookStore.WebhookStore
  return (yield* store.events(applicationId, 0, 1_000)).filter(({ event }) => event === "transactions/updated").length
})

describe("a category rule", () => {
  it.effect("is in the rows as they are merged, new ones and restated ones", () => {
    const texts = new Map([
      ["a", "Auto Posto Ipê"],
      ["b", "Bar do Zé"]
    ])
    return inWorld(
      { ana: person(texts) },
      Effect.gen(function* () {
        const rules = yield* CategoryRules
        yield* rules.create(applicationId, rule("posto ipe"))
        yield* rules.create(applicationId, rule("bar do", { categoryId: bars, matchType: "startsWith" }))
        const { id } = yield* connected
        assert.deepStrictEqual(yield* shown(id), { a: fuel, b: bars })
        texts.set("a", "Bar do Ipê").set("b", "Zé").set("c", "Posto Ipê")
        yield* synced(id)
        assert.deepStrictEqual(yield* shown(id), { a: bars, b: "Shopping", c: fuel })
      })
    )
  })

  it.effect("reaches the rows that are held when it is made, and leaves them when it goes, but never a pin", () => {
    const texts = new Map(Array.from({ length: 1_200 }, (_, index) => [`r${index}`, `Posto ${index}`]))
    texts.set("pinned", "Posto").set("other", "Padaria")
    return inWorld(
      { ana: person(texts) },
      Effect.gen(function* () {
        const rules = yield* CategoryRules
        const { id } = yield* connected
        const pinned = (yield* rowsOf(id)).get("pinned")
        assert(pinned !== undefined)
        const pin = yield* rules.pin(applicationId, pinned.id, bars)
        assert.strictEqual(Transaction.category(pin), bars)
        const told = yield* updatedEvents
        const made = yield* rules.create(applicationId, rule("posto"))
        const all = Object.fromEntries([...texts.keys()].map((name) => [name, fuel]))
        yield* become(id, { ...all, pinned: bars, other: "Shopping" })
        const before = yield* rowsOf(id)
        yield* synced(id)
        yield* synced(id)
        assert.deepStrictEqual(yield* rowsOf(id), before, "no merge takes it for the institution's")
        assert.strictEqual(yield* updatedEvents, told)

        yield* rules.pin(applicationId, pinned.id, null)
        assert.strictEqual((yield* shown(id))["pinned"], fuel, "a pin that is taken back leaves the row to the rules")
        yield* rules.remove(applicationId, made.id)
        yield* become(id, Object.fromEntries([...texts.keys()].map((name) => [name, "Shopping"])))
      })
    )
  })

  it.effect("reaches also the rows of a run that had read the rules before and commits after", () => {
    const texts = new Map([["a", "Auto Posto Ipê"]])
    return inWorld(
      { ana: person(texts) },
      Effect.gen(function* () {
        const rules = yield* CategoryRules
        const world = yield* World
        let made = false
        world.store.before = (method) =>
          Effect.suspend(() => {
            if (method !== "commit" || made) return Effect.void
            made = true
            return Effect.orDie(Effect.andThen(rules.create(applicationId, rule("posto")), rules.round))
          })
        const { id } = yield* connected
        assert.isTrue(made)
        yield* become(id, { a: fuel })
      })
    )
  })
})
