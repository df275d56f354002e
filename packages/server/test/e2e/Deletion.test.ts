// What is left of an Item that was deleted, in all tables and files, whenever it is deleted: its tombstone, and the event that tells of it.
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

import { apiKey, call, connect, connected, http, settled, updated } from "./Client.ts"
import * as Held from "./Held.ts"
import * as Sink from "./Sink.ts"
import { suite, until } from "./World.ts"

/** The values of a JSON text by which somebody is known: ids, names, descriptions, numbers of documents and amounts that are rare. */
const telling = (json: unknown): ReadonlyArray<string> => {
  const values = new Set<string>()
  const look = (value: unknown): void => {
    if (typeof value === "number" && Math.abs(value) >= 1_000 && !Number.isInteger(value)) values.add(String(value))
    if (typeof value === "string" && value.length >= 11 && !/^\d{4}-\d\d-\d\dT|^https?:/.test(value)) values.add(value)
    if (typeof value === "object" && value !== null) for (const part of Object.values(value)) look(part)
  }
  look(json)
  return [...values]
}

/** Links to documents are signed anew for each answer. */
const withoutLinks = (text: string): unknown =>
  JSON.parse(text.replaceAll(/"[^"]*\/statement\?token=[^"]*"/g, '"a link"'))

/** What every endpoint answers of an Item. */
const seen = Effect.fnUntraced(function* (key: string, itemId: string) {
  const get = (path: string) =>
    Effect.map(http(path, { headers: { "x-api-key": key } }), ({ text }) => withoutLinks(text))
  const resultsOf = (json: unknown) => (json as { readonly results: ReadonlyArray<{ readonly id: string }> }).results // a list
  const accounts = resultsOf(yield* get(`/accounts?itemId=${itemId}`))
  const investments = resultsOf(yield* get(`/investments?itemId=${itemId}`))
  const ofItem = ["identity", "loans", "consents"].map((name) => `/${name}?itemId=${itemId}`)
  const ofAccounts = accounts.flatMap(({ id }) => [
    `/transactions?accountId=${id}&pageSize=500`,
    `/bills?accountId=${id}`,
    `/accounts/${id}/statements`
  ])
  const ofInvestments = investments.map(({ id }) => `/investments/${id}/transactions?pageSize=500`)
  const rest = yield* Effect.forEach([`/items/${itemId}`, ...ofItem, ...ofAccounts, ...ofInvestments], get)
  return { accounts, answers: [accounts, investments, ...rest] }
})

/** Messages of the cluster go when the visit is over, so when none is left nobody writes any more. */
const noMessages = (ids: ReadonlyArray<string>) =>
  until(
    "the end of all messages",
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => sql`select entity_id from cluster_messages where ${sql.in("entity_id", ids)}`
    ),
    (rows) => rows.length === 0,
    "25 seconds"
  )

/** Nobody listens there, so what is to be delivered there waits. */
const nobody = "http://127.0.0.1:9/hook"

suite({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("an Item that is deleted", (it) => {
  it.effect("leaves a tombstone and the word that it is gone, of its data nothing, and others' data as it was", () =>
    Effect.gen(function* () {
      const sink = yield* Sink.open
      const client = yield* connect
      const key = yield* apiKey()
      const ask = (method: "POST" | "PATCH" | "DELETE", path: string, body?: object) =>
        http(path, { method, headers: { "x-api-key": key }, ...(body === undefined ? {} : { body }) })
      yield* ask("POST", "/webhooks", { url: nobody, event: "all" })
      yield* ask("POST", "/webhooks", { url: `${sink.url}/all`, event: "all" })

      const other = yield* connected(client, "user-ok+2")
      const othersBefore = yield* seen(key, other.id)
      const catalogue = yield* Effect.forEach(["/connectors", "/categories"], (path) =>
        http(path, { headers: { "x-api-key": key } })
      )
      const told = catalogue.map(({ text }): Held.Place => ({ name: "catalogue", text }))
      const without = [...(yield* Held.places), ...told]
      const { id } = yield* connected(client, "user-ok-two-checking-accounts")
      yield* updated(client, id)
      yield* call(client, (sdk) => sdk.updateItem(id, { password: "password-bad" }))
      yield* settled(client, id)
      const before = yield* seen(key, id)
      const [account] = before.accounts
      const page = yield* call(client, (sdk) => sdk.fetchTransactions(account?.id ?? ""))
      const pinned = page.results[0]?.id ?? ""
      assert.strictEqual((yield* ask("PATCH", `/transactions/${pinned}`, { categoryId: "05000000" })).status, 200)
      yield* until(
        "the events",
        Effect.sync(() => sink.at("/all", "item/error")),
        (heard) => heard.length > 0
      )

      const shown = telling(before.answers)
      // What was held before it was there tells nothing of it.
      const others = Held.found(shown, without)
      const values = shown.filter((value) => !others.has(value))
      const held = Held.found(values, yield* Held.places)
      const known = values.filter((value) => held.has(value))
      assert.isAbove(known.length, 200)
      assert.isAbove(known.filter((value) => /^-?\d+\.\d+$/.test(value)).length, 5, "amounts are found where they are")
      assert.isTrue(held.get(id)?.has("webhook_events"))
      assert.isTrue(held.get(pinned)?.has("transactions"))
      assert.isTrue(held.get(account?.id ?? "")?.has("webhook_events"))

      assert.deepStrictEqual((yield* ask("DELETE", `/items/${id}`)).json, { count: 1 })
      yield* noMessages([id])
      const places = yield* Held.places
      const left = places.filter(({ name, text }) => name !== "item_tombstones" && !text.includes('"item/deleted"'))
      assert.deepStrictEqual([...Held.found(values, left)], [])
      const spared = places.filter((place) => !left.includes(place))
      assert.deepStrictEqual([...Held.found(values, spared).keys()], [id], "these name the Item and nothing of it")
      assert.deepStrictEqual(spared.map(({ name }) => name).toSorted(), ["item_tombstones", "webhook_events"])

      const [gone] = yield* until(
        "item/deleted",
        Effect.sync(() => sink.at("/all", "item/deleted")),
        (heard) => heard.length > 0
      )
      assert.strictEqual(gone?.event["itemId"], id)
      assert.strictEqual((yield* ask("DELETE", `/items/${id}`)).status, 404)
      assert.deepStrictEqual((yield* seen(key, other.id)).answers, othersBefore.answers)
    })
  )

  it.effect("at any moment of a visit is not written to by it afterwards", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const key = yield* apiKey()
      const asks = (path: string, method: "GET" | "DELETE") => http(path, { method, headers: { "x-api-key": key } })
      const states = new Set<string>()
      const one = Effect.fnUntraced(function* (looks: number) {
        const connector = looks % 3 === 2 ? 3 : 2
        const parameters = { user: `user-ok+${100 + looks}`, password: "password-ok" }
        const { id } = yield* call(client, (sdk) => sdk.createItem(connector, parameters, { webhookUrl: nobody }))
        for (let look = 0; look < looks * 2; look++) {
          const { json } = yield* asks(`/items/${id}`, "GET")
          states.add((json as { readonly executionStatus: string }).executionStatus) // an Item
        }
        const { json } = yield* asks(`/items/${id}`, "GET")
        const executionId = (json as { readonly executionId?: string }).executionId ?? id // an Item
        assert.strictEqual((yield* asks(`/items/${id}`, "DELETE")).status, 200)
        return [id, executionId]
      })
      const rounds = Array.from({ length: 15 }, (_, round) => round)
      const ids = (yield* Effect.forEach(rounds, one, { concurrency: 2 })).flat()
      assert.isAbove(states.size, 3, `met only ${[...states].join()}`)
      yield* noMessages(ids)
      const left = (yield* Held.places).filter(
        ({ name, text }) => name !== "item_tombstones" && !text.includes('"item/deleted"')
      )
      assert.deepStrictEqual([...Held.found(ids, left)], [])
    })
  )
})
