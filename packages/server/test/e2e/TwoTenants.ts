// Two applications of one server, which know the same person: each holds the Item of all products, what hangs on it, and every token that
// it could have given away for it. What is old here was made before the clock was moved.
import { randomUUID } from "node:crypto"

import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { AccountStore, DecisionStore, TransactionStore } from "@tomada/store"
import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { apiKey, type Ask, http, password } from "./Client.ts"
import { committed } from "./Commits.ts"
import { ids, type Json, otherApplication, post, results } from "./Keyed.ts"
import * as Sink from "./Sink.ts"
import { layer as world, until, World } from "./World.ts"

export const as = (token: string | undefined, path: string, ask: Ask = {}) =>
  http(path, { ...ask, ...(token === undefined ? {} : { headers: { "x-api-key": token, ...ask.headers } }) })

const answer = Effect.fnUntraced(function* (token: string, path: string, ask: Ask = {}) {
  const { json, status, text } = yield* as(token, path, ask)
  assert.strictEqual(status, 200, `${path}: ${text}`)
  return json as Json // every answer is an object
})

const connectToken = (key: string, body: object = {}) =>
  Effect.map(answer(key, "/connect_token", post(body)), ({ accessToken }) => String(accessToken))

/** Waits for the end of an Item's run. */
export const settled = (key: string, itemId: string) =>
  until(
    "the end of the run",
    answer(key, `/items/${itemId}`),
    ({ status }) => status !== "UPDATING" && status !== "MERGING"
  )

interface Keys {
  readonly clientId: string
  readonly clientSecret: string
}

export interface Tenant {
  readonly applicationId: Item.ApplicationId
  readonly key: string
  /** The connect token that made the Item, one that was made for it, and one that has nothing to do with it. */
  readonly maker: string
  readonly bound: string
  readonly sibling: string
  /** One of each of its things, by the word of the path that they stand behind. */
  readonly named: Readonly<Record<string, string>>
}

/** All products, of which a person may have some in no account. */
const body = { connectorId: 2, parameters: { user: "user-ok", password } }

const first = (path: string, list: Json): string => {
  const [id] = ids(results(list))
  assert(id !== undefined, `${path} is empty`)
  return String(id)
}

/** Two rows that may be one, of which nobody has decided yet; `number` says which two. */
export const doubt = Effect.fnUntraced(function* (
  applicationId: Item.ApplicationId,
  { accounts: accountId = "", items = "" }: Tenant["named"],
  number: number
) {
  const itemId = Item.ItemId.make(items)
  const accounts = yield* (yield* AccountStore.AccountStore).ofItem(itemId)
  const account = accounts.find(({ id }) => id === accountId)
  assert(account !== undefined)
  const { rows } = yield* (yield* TransactionStore.TransactionStore).page(
    { accountId: account.id },
    { number, size: 2 }
  )
  const [created, held] = rows
  assert(created !== undefined && held !== undefined)
  const id = DecisionStore.SuggestionId.make(randomUUID())
  yield* committed(applicationId, itemId, (executionId, now) => {
    const about = { accountId: account.id, executionId }
    const evidence = { similarity: 0.4, days: 1 }
    const rule = { transactionId: held.id, rule: "absent", evidence: { absences: 1 }, rivals: 2, at: now } as const
    const pair = { held: held.id, created: created.id, why: "weak", evidence, state: "open", acceptance: null } as const
    return {
      transactions: [{ ...held, absences: 1, absentIn: executionId }],
      decisions: [{ ...about, ...rule }],
      suggestions: [{ ...about, ...pair, id, createdAt: now, updatedAt: now }]
    }
  })
  return { suggestions: id, transactions: held.id }
})

const holding = Effect.fnUntraced(function* (keys: Keys, address: string) {
  const applicationId = Item.ApplicationId.make(keys.clientId)
  const key = yield* apiKey(keys)
  const one = (path: string) => Effect.map(answer(key, path), (list) => first(path, list))
  const rule = yield* answer(key, "/categories/rules", post({ description: "PIX", categoryId: "05080000" }))
  const webhook = yield* answer(key, "/webhooks", post({ url: `${address}/${keys.clientId}`, event: "all" }))
  const maker = yield* connectToken(key)
  const items = String((yield* answer(maker, "/items", post(body)))["id"])
  assert.strictEqual((yield* settled(key, items))["status"], "UPDATED")
  const accounts = yield* one(`/accounts?itemId=${items}&type=BANK`)
  const cards = yield* one(`/accounts?itemId=${items}&type=CREDIT`)
  const deliveries = `/tomada/webhooks/${String(webhook["id"])}/deliveries?state=delivered`
  yield* until("a delivery", answer(key, deliveries), (list) => results(list).length > 0)
  const tenant: Tenant = {
    applicationId,
    key,
    maker,
    bound: yield* connectToken(key, { itemId: items }),
    sibling: yield* connectToken(key),
    named: {
      items,
      accounts,
      cards,
      rules: String(rule["id"]),
      webhooks: String(webhook["id"]),
      deliveries: yield* one(deliveries),
      executions: yield* one(`/tomada/items/${items}/executions`),
      identity: String((yield* answer(key, `/identity?itemId=${items}`))["id"]),
      bills: yield* one(`/bills?accountId=${cards}`),
      investments: yield* one(`/investments?itemId=${items}`),
      loans: yield* one(`/loans?itemId=${items}`),
      consents: yield* one(`/consents?itemId=${items}`),
      ...(yield* doubt(applicationId, { accounts, items }, 1))
    }
  }
  return tenant
})

/** Every UUID in a row of the application, its own among them; not of the process that sends what is due, which is nobody's. */
export const idsOf = Effect.fnUntraced(function* (applicationId: string) {
  const sql = yield* SqlClient.SqlClient
  const columns = yield* sql<{ table: string; column: string }>`
    select c.table_name as table, c.column_name as column from information_schema.columns c
    where c.table_schema = 'public' and c.data_type = 'uuid' and c.column_name <> 'holder' and exists (select from information_schema.columns k
      where k.table_schema = 'public' and k.table_name = c.table_name and k.column_name = 'application_id')`
  const found = new Set<string>([applicationId])
  for (const { column, table } of columns) {
    const rows = yield* sql.unsafe<{ id: string | null }>(
      `select distinct "${column}"::text as id from "${table}" where application_id = $1::uuid`,
      [applicationId]
    )
    for (const { id } of rows) if (id !== null) found.add(id)
  }
  return found
}, Effect.orDie)

export class TwoTenants extends Context.Service<
  TwoTenants,
  {
    readonly one: Tenant
    readonly other: Tenant
    /** What both of one's tokens were, three hours ago. */
    readonly expired: ReadonlyArray<string>
    /** Tokens that never were: nonsense, a key of which a letter was changed, a link to a document. */
    readonly bad: ReadonlyArray<string>
  }
>()("@tomada/server/test/TwoTenants") {}

const changed = (token: string): string =>
  `${token.slice(0, -10)}${token.at(-10) === "A" ? "B" : "A"}${token.slice(-9)}`

const tenants = Layer.effect(
  TwoTenants,
  Effect.gen(function* () {
    const { advanceClock, clientId, clientSecret } = yield* World
    const sink = yield* Sink.open
    const old = yield* apiKey()
    const expired = [old, yield* connectToken(old)]
    yield* advanceClock("3 hours")
    const [one, other] = yield* Effect.all(
      [
        holding({ clientId, clientSecret }, sink.url),
        Effect.flatMap(otherApplication, (keys) => holding(keys, sink.url))
      ],
      { concurrency: 2 }
    )
    const [statement] = results(yield* answer(one.key, `/accounts/${one.named["accounts"]}/statements`))
    const link = new URL(String(statement?.["url"])).searchParams.get("token") ?? ""
    return TwoTenants.of({ one, other, expired, bad: ["nonsense", changed(one.key), changed(one.bound), link] })
  })
)

/** A world with limits that no test reaches, so that every answer tells them. */
export const layer = tenants.pipe(
  Layer.provideMerge(
    world({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1", TOMADA_REQUEST_RATE: "9000", TOMADA_UPDATE_RATE: "800" } })
  ),
  Layer.orDie
)
