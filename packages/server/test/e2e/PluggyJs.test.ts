// The unmodified `pluggy-js`, the client of pages, with a connect token: it connects an account, answers the bank, sees what it may, and no more.
import { createRequire } from "node:module"

import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import type PluggyJs from "pluggy-js"
import { vi } from "vitest"

import { apiKey, call, connect, connected, http, light, password } from "./Client.ts"
import { suite, until, World } from "./World.ts"

// CommonJS that says it is ES: by an import Node and vitest make something else of its default each.
const { default: Client } = createRequire(import.meta.url)("pluggy-js") as typeof PluggyJs // the package itself

/** What the client rejects with, an error of axios that bears the answer. */
class Refused extends Schema.TaggedError<Refused>()("Refused", { status: Schema.Int, body: Schema.Unknown }) {}

const Rejection = Schema.Struct({ response: Schema.Struct({ status: Schema.Int, data: Schema.Unknown }) })
const rejection = Schema.decodeUnknownEffect(Rejection)

/** One call; what was refused the client prints, which a test is not to. */
const asked = <A>(ask: () => Promise<A>): Effect.Effect<A, Refused> =>
  Effect.callback<A, unknown>((resume) => {
    const silent = vi.spyOn(console, "warn").mockImplementation(() => {})
    const end = (effect: Effect.Effect<A, unknown>) => {
      silent.mockRestore()
      resume(effect)
    }
    ask().then(
      (value) => end(Effect.succeed(value)),
      (error: unknown) => end(Effect.fail(error))
    )
  }).pipe(
    Effect.catch((error) =>
      Effect.flatMap(Effect.orDie(rejection(error)), ({ response }) =>
        Effect.fail(new Refused({ status: response.status, body: response.data }))
      )
    )
  )

const page = Effect.gen(function* () {
  const { url } = yield* World
  const made = yield* http("/connect_token", { method: "POST", body: {}, headers: { "x-api-key": yield* apiKey() } })
  return new Client((made.json as { readonly accessToken: string }).accessToken, url) // as the contract has it
})

suite()("a page with pluggy-js and a connect token", (it) => {
  it.effect("finds a connector, makes an Item, answers the bank's question and reads reduced accounts", () =>
    Effect.gen(function* () {
      const client = yield* page
      const { results } = yield* asked(() => client.fetchConnectors({ sandbox: true }, true))
      const connector = results.find(({ hasMFA, id }) => hasMFA && id === 3)
      assert(connector !== undefined)
      assert.deepStrictEqual((yield* asked(() => client.fetchConnector(3))).id, 3)
      const { id } = yield* asked(() =>
        client.createItem(connector.id, { user: "user-ok", password }, undefined, [...light])
      )
      const item = asked(() => client.fetchItem(id))
      const waiting = yield* until("the bank's question", item, ({ status }) => status === "WAITING_USER_INPUT")
      assert.instanceOf(waiting.createdAt, Date)
      yield* asked(() => client.updateItemMFA(id, { token: "123456" }))
      const done = yield* until("the end", item, ({ status }) => status === "UPDATED")
      assert.strictEqual(done.executionStatus, "SUCCESS")

      const accounts = yield* asked(() => client.fetchAccounts(id))
      const whole = yield* call(yield* connect, (sdk) => sdk.fetchAccounts(id))
      assert.deepStrictEqual(
        accounts.results.map((account) => account.id),
        whole.results.map((account) => account.id)
      )
      assert.isAbove(accounts.results.length, 1)
      for (const [index, account] of accounts.results.entries()) {
        const full = whole.results[index]
        // The client's types know no nulls.
        const seen: Readonly<Record<string, unknown>> = { ...account }
        assert.deepInclude(seen, { itemId: id, type: full?.type, balance: null, owner: null, bankData: null })
        assert.match(account.number, /^\w{4}$/)
        assert.isNotNull(full?.balance)
      }
      const { results: banks } = yield* asked(() => client.fetchAccounts(id, "BANK"))
      assert.deepStrictEqual([...new Set(banks.map(({ type }) => type))], ["BANK"])
    })
  )

  it.effect("tries a mistyped password again", () =>
    Effect.gen(function* () {
      const client = yield* page
      const { id } = yield* asked(() => client.createItem(2, { user: "user-ok", password: "password-bad" }))
      const item = asked(() => client.fetchItem(id))
      yield* until("the refusal", item, ({ status }) => status === "LOGIN_ERROR")
      yield* asked(() => client.updateItem(id, { user: "user-ok", password }))
      yield* until("the end", item, ({ status }) => status === "UPDATED")
    })
  )

  it.effect("is refused everything else with 403, also of its own Item", () =>
    Effect.gen(function* () {
      const client = yield* page
      const { id } = yield* asked(() => client.createItem(2, { user: "user-ok", password }))
      yield* until(
        "the end",
        asked(() => client.fetchItem(id)),
        ({ status }) => status === "UPDATED"
      )
      const [account] = (yield* asked(() => client.fetchAccounts(id))).results
      assert(account !== undefined)
      const calls: Readonly<Record<string, () => Promise<unknown>>> = {
        deleteItem: () => client.deleteItem(id),
        fetchAccount: () => client.fetchAccount(account.id),
        fetchTransactions: () => client.fetchTransactions(account.id),
        fetchTransaction: () => client.fetchTransaction(account.id),
        fetchInvestments: () => client.fetchInvestments(id),
        fetchInvestment: () => client.fetchInvestment(account.id),
        fetchIdentity: () => client.fetchIdentity(account.id),
        fetchIdentityByItemId: () => client.fetchIdentityByItemId(id),
        fetchCategories: () => client.fetchCategories(),
        fetchCategory: () => client.fetchCategory("05080000"),
        createConnectToken: () => client.createConnectToken(),
        updateItem: () => client.updateItem(id)
      }
      const answers = new Map<string, number>()
      for (const [name, ask] of Object.entries(calls)) {
        const refused = yield* Effect.flip(asked(ask))
        answers.set(name, refused.status)
        assert.notProperty(refused.body, "codeDescription", name)
      }
      assert.deepStrictEqual([...new Set(answers.values())], [403])
      const free = ["constructor", "fetchConnectors", "fetchConnector", "fetchItem", "createItem", "updateItemMFA"]
      assert.sameMembers(
        Object.getOwnPropertyNames(Client.prototype),
        [...free, "fetchAccounts", "fetchItems", ...answers.keys()],
        "every method of the client"
      )
      const foreign = (yield* connected(yield* connect, "user-ok-two-checking-accounts", { products: light })).id
      const asks: ReadonlyArray<() => Promise<unknown>> = [
        () => client.fetchItem(foreign),
        () => client.fetchAccounts(foreign)
      ]
      for (const ask of asks) {
        assert.strictEqual((yield* Effect.flip(asked(ask))).status, 404)
      }
      // It has a list of Items, which the wire has not.
      const listed = yield* Effect.flip(asked(() => client.fetchItems()))
      assert.include([403, 404, 405], listed.status)
    })
  )
})
