// The balance of this moment over the wire, and a statement's document: asked of the bank, by HTTP and in a browser, without an update of the Item.
import { assert } from "@effect/vitest"
import type { Records } from "@tomada/connector-kit"
import { Account, AccountStatement, Item } from "@tomada/core"
import { LiveReads } from "@tomada/engine"
import { SandboxBank } from "@tomada/sandbox-bank"
import { AccountStatementStore } from "@tomada/store"
import { Effect, Schema } from "effect"
import type { PluggyClient } from "pluggy-sdk"

import { accountsOf, apiKey, call, connect, connected, http, light, password, settled } from "./Client.ts"
import { layer, suite, suiteIn, until, World } from "./World.ts"

const user = "user-ok"
const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"
const chromium = JSON.parse(process.env["TOMADA_TEST_BROWSER"] ?? "{}") as { readonly executable?: string } // tooling/browser wrote it

const settings = {
  TOMADA_CHROMIUM: chromium.executable ?? "",
  TOMADA_BROWSER_SANDBOX: process.getuid?.() === 0 ? "off" : "on"
}

const Refused = Schema.Struct({ code: Schema.Int, codeDescription: Schema.String, errorId: Schema.String })

const balanceOf = Effect.fnUntraced(function* (accountId: string) {
  return yield* http(`/accounts/${accountId}/balance`, { headers: { "x-api-key": yield* apiKey() } })
})

/** The status of the refusal and its word. */
const refusal = Effect.fnUntraced(function* (accountId: string) {
  const { json, status } = yield* balanceOf(accountId)
  const { code, codeDescription } = yield* Effect.orDie(Schema.decodeUnknownEffect(Refused)(json))
  assert.strictEqual(code, status)
  return [status, codeDescription] as const
})

const assertBalances = Effect.fnUntraced(function* (client: PluggyClient, itemId: string) {
  const accounts = yield* accountsOf(client, itemId)
  assert.sameMembers(
    accounts.map(({ type }) => type),
    ["BANK", "CREDIT"]
  )
  for (const { balance, currencyCode, id } of accounts) {
    const { json, status } = yield* balanceOf(id)
    assert.strictEqual(status, 200)
    const { updateDateTime, ...rest } = json as { readonly updateDateTime: string } // asserted below
    assert.match(updateDateTime, /^2031-03-10T15:\d\d:\d\d\.\d{3}Z$/)
    assert.deepStrictEqual(rest, { balance, blockedBalance: null, automaticallyInvestedBalance: null, currencyCode })
  }
})

/** An Item of a connector that asks for a code, which the person gave. */
const attended = Effect.fnUntraced(function* (client: PluggyClient, connector: number) {
  const { id } = yield* call(client, (sdk) =>
    sdk.createItem(connector, { user, password }, { products: ["ACCOUNTS", "CREDIT_CARDS", "ACCOUNT_STATEMENTS"] })
  )
  const is = (wanted: string) => until(wanted, settled(client, id), ({ status }) => status === wanted, "60 seconds")
  yield* is("WAITING_USER_INPUT")
  yield* call(client, (sdk) => sdk.updateItemMFA(id, { token: "123456" }))
  return yield* is("UPDATED")
})

const noon = Effect.andThen(
  World.use(({ setClock }) => setClock("2031-03-10T15:00:00Z")),
  connect
)

/** The first statement of the Item's bank account, fetched from the bank. */
const document = Effect.fnUntraced(function* (client: PluggyClient, itemId: string) {
  const { clientId } = yield* World
  const accounts = yield* accountsOf(client, itemId)
  const id = accounts.find(({ type }) => type === "BANK")?.id ?? nobody
  const [held] = yield* (yield* AccountStatementStore.AccountStatementStore).ofAccount(Account.AccountId.make(id))
  assert.isDefined(held)
  const reads = yield* LiveReads.LiveReads
  return yield* reads.statement(
    Item.ApplicationId.make(clientId),
    held?.id ?? AccountStatement.AccountStatementId.make(nobody)
  )
})

const assertPdf = ({ bytes, contentType }: Records.StatementFile) => {
  assert.strictEqual(contentType, "application/pdf")
  assert.strictEqual(new TextDecoder().decode(bytes.subarray(0, 5)), "%PDF-")
}

suite()("a statement's document", (it) => {
  it.effect("is the bank's own", () =>
    Effect.gen(function* () {
      const client = yield* noon
      const item = yield* connected(client, user, { products: ["ACCOUNTS", "ACCOUNT_STATEMENTS"] })
      assertPdf(yield* document(client, item.id))
    })
  )
})

suite()("the balance of this moment", (it) => {
  it.effect("is what the bank says, of accounts and cards, in the session that is held", () =>
    Effect.gen(function* () {
      const client = yield* noon
      const bank = yield* SandboxBank
      const item = yield* connected(client, user, { products: light })
      const posts = yield* bank.passwordPosts(user)
      yield* assertBalances(client, item.id)
      assert.strictEqual(yield* bank.passwordPosts(user), posts)
      assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchItem(item.id)), item)
    })
  )

  it.effect("is asked after a login where the session has ended and the bank never asks the person", () =>
    Effect.gen(function* () {
      const client = yield* noon
      const bank = yield* SandboxBank
      const item = yield* connected(client, user, { products: light })
      const posts = yield* bank.passwordPosts(user)
      yield* bank.expireSessions
      yield* assertBalances(client, item.id)
      assert.strictEqual(yield* bank.passwordPosts(user), posts + 1, "the session of that login was kept")
    })
  )

  it.effect("is refused with the word that clients know, whatever is wrong", () =>
    Effect.gen(function* () {
      const client = yield* noon
      const bank = yield* SandboxBank
      const item = yield* connected(client, user, { products: light })
      const [account] = yield* accountsOf(client, item.id)
      const id = account?.id ?? nobody
      for (const [fault, expected] of [
        ["balance-unavailable", [502, "BALANCE_CONNECTOR_UNAVAILABLE"]],
        ["balance-error", [502, "BALANCE_CONNECTOR_UNAVAILABLE"]],
        ["balance-garbage", [500, "BALANCE_FETCH_ERROR"]]
      ] as const) {
        yield* bank.setFaults(user, [fault])
        assert.deepStrictEqual([fault, yield* refusal(id)], [fault, expected])
      }
      yield* bank.setFaults(user, [])
      assert.strictEqual((yield* balanceOf(id)).status, 200)
      assert.deepStrictEqual(yield* refusal(nobody), [404, "ACCOUNT_NOT_FOUND"])
      assert.strictEqual((yield* balanceOf("x")).status, 400)
      assert.strictEqual((yield* http(`/accounts/${id}/balance`)).status, 403)
    })
  )

  it.effect("is refused while the Item is updating, and where only the person can let Tomada in again", () =>
    Effect.gen(function* () {
      const client = yield* noon
      const bank = yield* SandboxBank
      const item = yield* attended(client, 3)
      yield* assertBalances(client, item.id)
      const posts = yield* bank.passwordPosts(user)
      const [account] = yield* accountsOf(client, item.id)
      const id = account?.id ?? nobody
      yield* bank.expireSessions
      assert.deepStrictEqual(yield* refusal(id), [403, "BALANCE_CONSENT_ERROR"])
      assert.strictEqual(yield* bank.passwordPosts(user), posts, "no code was sent")

      yield* bank.forgetTrust(user)
      yield* call(client, (sdk) => sdk.updateItem(item.id))
      yield* until("the question", settled(client, item.id), ({ status }) => status === "WAITING_USER_INPUT")
      assert.deepStrictEqual(yield* refusal(id), [400, "ITEM_ALREADY_UPDATING"])
      yield* call(client, (sdk) => sdk.updateItemMFA(item.id, { token: "123456" }))
      yield* until("the end", settled(client, item.id), ({ status }) => status === "UPDATED")
      assert.strictEqual((yield* balanceOf(id)).status, 200)
    })
  )
})

suiteIn(layer({ settings }))("what is asked of a bank in a browser", (it) => {
  it.effect(
    "is what the bank says: balances of accounts and cards, and a document",
    () =>
      Effect.gen(function* () {
        const client = yield* noon
        const item = yield* attended(client, 702)
        yield* assertBalances(client, item.id)
        assertPdf(yield* document(client, item.id))
      }),
    120_000
  )
})
