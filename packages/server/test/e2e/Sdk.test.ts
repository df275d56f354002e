import { assert } from "@effect/vitest"
import { CivilDate } from "@tomada/core"
import { Ledger, SandboxBank } from "@tomada/sandbox-bank"
import { Effect, Predicate } from "effect"

import { accountsOf, apiKey, call, connect, connected, http, light, password, settled, updated } from "./Client.ts"
import { suite } from "./World.ts"

/** The bank's rows of the first window, 365 days up to its today, of a user's account of this type. */
const bankRows = Effect.fnUntraced(function* (user: string, type: "checking" | "card") {
  const { seed, today } = yield* SandboxBank
  const day = yield* today
  const from = CivilDate.addDays(CivilDate.make(day), -365)
  const account = Ledger.accountsOf({ seed, user }).find((one) => one.type === type)
  return Ledger.rowsAt({ seed, user }, account?.id ?? "", day).filter(({ date }) => date >= from)
})

suite()("an application with the unmodified SDK", (it) => {
  it.effect("finds the sandbox connectors only when it asks for them, and each by its id", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const shown = yield* call(client, (sdk) => sdk.fetchConnectors())
      const all = yield* call(client, (sdk) => sdk.fetchConnectors({ sandbox: true }))
      assert.deepStrictEqual(
        shown.results.map(({ id }) => id),
        [700]
      )
      assert.sameMembers(
        all.results.map(({ id }) => id),
        [0, 1, 2, 3, 4, 5, 700, 701, 702, 703, 944296]
      )
      const one = yield* call(client, (sdk) => sdk.fetchConnector(2))
      assert.strictEqual(one.id, 2)
      assert.deepStrictEqual(
        one.credentials.map(({ name, type }) => ({ name, type })),
        [
          { name: "user", type: "text" },
          { name: "password", type: "password" }
        ]
      )
      assert.isFalse(one.hasMFA)
      assert.isTrue((yield* call(client, (sdk) => sdk.fetchConnector(3))).hasMFA)
      assert.instanceOf(one.createdAt, Date)
      const missing = yield* Effect.flip(call(client, (sdk) => sdk.fetchConnector(4711)))
      assert.strictEqual(missing.codeDescription, "CONNECTOR_NOT_FOUND")
    })
  )

  it.effect("learns which parameters are wrong before anything is asked of the bank", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const bank = yield* SandboxBank
      const before = (yield* bank.log).length
      const right = yield* call(client, (sdk) => sdk.validateParameters(2, { user: "user-ok", password }))
      assert.deepStrictEqual(right.errors, [])
      const wrong = yield* call(client, (sdk) => sdk.validateParameters(2, { user: "nobody", password: "1" }))
      assert.sameMembers(
        wrong.errors.map(({ parameter }) => parameter),
        ["user", "password"]
      )
      const refused = yield* Effect.flip(call(client, (sdk) => sdk.createItem(2, { user: "nobody", password })))
      assert.strictEqual(refused.codeDescription, "CONNECTOR_VALIDATION_ERROR")
      assert.deepStrictEqual(
        refused.details?.map(({ parameter }) => parameter),
        ["user"]
      )
      assert.strictEqual((yield* bank.log).length, before)
    })
  )

  it.effect("connects a bank and reads all that the bank shows of 365 days", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const created = yield* call(client, (sdk) => sdk.createItem(2, { user: "user-ok", password }))
      assert.strictEqual(created.status, "UPDATING")
      assert.isNull(created.lastUpdatedAt)
      const item = yield* settled(client, created.id)
      assert.strictEqual(item.status, "UPDATED")
      assert.strictEqual(item.executionStatus, "SUCCESS")
      assert.isNull(item.error)
      assert.isNull(item.statusDetail)
      assert.instanceOf(item.lastUpdatedAt, Date)

      const accounts = yield* accountsOf(client, item.id)
      assert.sameMembers(
        accounts.map(({ subtype, type }) => `${type}/${subtype}`),
        ["BANK/CHECKING_ACCOUNT", "CREDIT/CREDIT_CARD"]
      )
      const creditOnly = yield* call(client, (sdk) => sdk.fetchAccounts(item.id, "CREDIT"))
      assert.deepStrictEqual(
        creditOnly.results.map(({ type }) => type),
        ["CREDIT"]
      )
      for (const account of accounts) {
        assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchAccount(account.id)), account)
        const rows = yield* bankRows("user-ok", account.type === "BANK" ? "checking" : "card")
        const all = yield* call(client, (sdk) => sdk.fetchAllTransactions(account.id))
        assert.isAbove(rows.length, 50)
        assert.strictEqual(all.length, rows.length)
        assert.sameMembers(
          all.map(({ amount, description }) => `${amount} ${description}`),
          rows.map(({ amount, description }) => `${amount / 100} ${description}`)
        )
        const page = yield* call(client, (sdk) => sdk.fetchTransactions(account.id, { pageSize: 20, page: 2 }))
        assert.strictEqual(page.total, rows.length)
        assert.strictEqual(page.totalPages, Math.ceil(rows.length / 20))
        assert.deepStrictEqual(
          page.results.map(({ id }) => id),
          all.slice(20, 40).map(({ id }) => id)
        )
        const [first] = all
        assert.isDefined(first)
        if (first !== undefined) {
          assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchTransaction(first.id)), first)
          assert.instanceOf(first.date, Date)
        }
      }

      const identity = yield* call(client, (sdk) => sdk.fetchIdentityByItemId(item.id))
      assert.isString(identity.fullName)
      assert.instanceOf(identity.birthDate, Date)
      assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchIdentity(identity.id)), identity)
    })
  )

  it.effect("updates an Item with the credentials that are held; a second update during the run is refused", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok-two-checking-accounts", { products: light })
      const ids = (yield* accountsOf(client, item.id)).map(({ id }) => id)
      const again = yield* call(client, (sdk) => sdk.updateItem(item.id))
      assert.strictEqual(again.status, "UPDATING")
      const refused = yield* Effect.flip(call(client, (sdk) => sdk.updateItem(item.id)))
      assert.strictEqual(refused.code, 400)
      assert.strictEqual(refused.codeDescription, "ITEM_ALREADY_UPDATING")
      const after = yield* settled(client, item.id)
      assert.strictEqual(after.status, "UPDATED")
      assert.isAbove(Number(after.lastUpdatedAt), Number(item.lastUpdatedAt))
      assert.sameMembers(
        (yield* accountsOf(client, item.id)).map(({ id }) => id),
        ids
      )
    })
  )

  it.effect("names the products that it wants and whose Item it is; a new name alone starts a run too", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const created = yield* call(client, (sdk) =>
        sdk.createItem(2, { user: "user-ok", password }, { products: ["ACCOUNTS"], clientUserId: "ana" })
      )
      assert.strictEqual(created.clientUserId, "ana")
      const item = yield* settled(client, created.id)
      assert.deepStrictEqual("products" in item && item.products, ["ACCOUNTS"])
      assert.deepStrictEqual(
        (yield* accountsOf(client, item.id)).map(({ type }) => type),
        ["BANK"]
      )
      const renamed = yield* call(client, (sdk) => sdk.updateItem(item.id, undefined, { clientUserId: "bia" }))
      assert.strictEqual(renamed.status, "UPDATING")
      assert.strictEqual(renamed.clientUserId, "bia")
      assert.strictEqual((yield* settled(client, item.id)).clientUserId, "bia")
      for (const webhookUrl of ["http://example.com/hook", "https://localhost:9999/hook"]) {
        const refused = yield* Effect.flip(
          call(client, (sdk) => sdk.createItem(2, { user: "user-ok", password }, { webhookUrl }))
        )
        assert.strictEqual(refused.code, 400)
        assert.isUndefined(refused.details)
      }
    })
  )

  it.effect("takes an Item out of auto-sync until it asks for an update of it", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok", { products: light })
      // The SDK has no method for it, and no field for what it leaves.
      const headers = { "x-api-key": yield* apiKey() }
      const disable = (id: string) => http(`/items/${id}/disable-auto-sync`, { method: "PATCH", headers })
      const disabledAt = Effect.map(http(`/items/${item.id}`, { headers }), ({ json }) =>
        Predicate.hasProperty(json, "autoSyncDisabledAt") ? json.autoSyncDisabledAt : undefined
      )
      assert.isNull(yield* disabledAt)
      assert.strictEqual((yield* disable(item.id)).status, 200)
      assert.isString(yield* disabledAt)
      yield* updated(client, item.id)
      assert.isNull(yield* disabledAt)
      assert.strictEqual((yield* disable("7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f")).status, 404)
    })
  )

  it.effect("deletes an Item, and nothing of it can be read afterwards", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok")
      const [account] = yield* accountsOf(client, item.id)
      yield* call(client, (sdk) => sdk.deleteItem(item.id))
      const gone = [
        call(client, (sdk) => sdk.fetchItem(item.id)),
        call(client, (sdk) => sdk.updateItem(item.id)),
        call(client, (sdk) => sdk.deleteItem(item.id)),
        call(client, (sdk) => sdk.fetchAccounts(item.id)),
        call(client, (sdk) => sdk.fetchAccount(account?.id ?? "")),
        call(client, (sdk) => sdk.fetchAllTransactions(account?.id ?? "")),
        call(client, (sdk) => sdk.fetchIdentityByItemId(item.id))
      ]
      for (const one of gone) assert.strictEqual((yield* Effect.flip(Effect.asVoid(one))).code, 404)
    })
  )

  it.effect("deletes an Item during its run, which then writes nothing more", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* call(client, (sdk) => sdk.createItem(2, { user: "user-ok", password }))
      yield* call(client, (sdk) => sdk.deleteItem(item.id))
      assert.strictEqual((yield* Effect.flip(call(client, (sdk) => sdk.fetchItem(item.id)))).code, 404)
    })
  )

  it.effect("after a wrong password the bank is not asked again before new parameters come, and these recover it", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const bank = yield* SandboxBank
      const created = yield* call(client, (sdk) => sdk.createItem(2, { user: "user-ok", password: "password-bad" }))
      const item = yield* settled(client, created.id)
      assert.strictEqual(item.status, "LOGIN_ERROR")
      assert.strictEqual(item.executionStatus, "INVALID_CREDENTIALS")
      assert.strictEqual(item.error?.code, "INVALID_CREDENTIALS")
      assert.strictEqual(item.consecutiveFailedLoginAttempts, 1)
      const posts = yield* bank.passwordPosts("user-ok")
      const refused = yield* Effect.flip(call(client, (sdk) => sdk.updateItem(item.id)))
      assert.strictEqual(refused.code, 400)
      assert.strictEqual(refused.codeDescription, "LAST_EXECUTION_HAD_LOGIN_ERROR")
      assert.strictEqual(yield* bank.passwordPosts("user-ok"), posts)
      yield* call(client, (sdk) => sdk.updateItem(item.id, { password }))
      const recovered = yield* settled(client, item.id)
      assert.strictEqual(recovered.status, "UPDATED")
      assert.isNull(recovered.error)
      assert.strictEqual(recovered.consecutiveFailedLoginAttempts, 0)
      assert.strictEqual((yield* accountsOf(client, item.id)).length, 2)
    })
  )
})
