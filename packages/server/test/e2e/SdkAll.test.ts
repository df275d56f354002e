// Every method of the unmodified SDK but those of payments, against the real server: each reads something that came from the bank's pages
// or does what it says, and each that can be refused is refused in the wire's words. The list of methods is the SDK's own.
import { assert } from "@effect/vitest"
import { Ledger, SandboxBank } from "@tomada/sandbox-bank"
import { Effect } from "effect"
import { type PageResponse, PluggyClient } from "pluggy-sdk"

import { call, connect, connected, light, password, settled } from "./Client.ts"
import * as Sink from "./Sink.ts"
import { suite } from "./World.ts"

const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"

const methods = Object.getOwnPropertyNames(PluggyClient.prototype).filter((name) => name !== "constructor")

/** Lists that depend on nothing that a client sends. */
const neverRefused = ["fetchConnectors", "fetchCategories", "fetchWebhooks"]

/** A client that remembers which of its methods were called. */
const watched = Effect.map(connect, (client) => {
  const called = new Set<string>()
  const proxy = new Proxy(client, {
    get: (target, name, receiver) => {
      if (typeof name === "string" && methods.includes(name)) called.add(name)
      return Reflect.get(target, name, receiver) as unknown
    }
  })
  return { client: proxy, called }
})

const filled = <A>({ page, results, total, totalPages }: PageResponse<A>): A => {
  const [first] = results
  assert(first !== undefined, "an empty page")
  assert.deepStrictEqual([page, total >= results.length, totalPages >= 1], [1, true, true])
  return first
}

suite({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("every method of the SDK", (it) => {
  it.effect(
    "does what it says",
    () =>
      Effect.gen(function* () {
        const { called, client } = yield* watched
        const ask = <A>(call_: (sdk: PluggyClient) => Promise<A>) => call(client, call_)
        const { seed, today } = yield* SandboxBank
        const sink = yield* Sink.open

        filled(yield* ask((sdk) => sdk.fetchConnectors({ sandbox: true })))
        assert.strictEqual((yield* ask((sdk) => sdk.fetchConnector(2))).id, 2)
        assert.deepStrictEqual(
          (yield* ask((sdk) => sdk.validateParameters(2, { user: "user-ok", password }))).errors,
          []
        )
        filled(yield* ask((sdk) => sdk.fetchCategories()))
        assert.strictEqual((yield* ask((sdk) => sdk.fetchCategory("01000000"))).id, "01000000")

        const hook = yield* ask((sdk) => sdk.createWebhook("item/created", `${sink.url}/hook`, { "X-Token": "t" }))
        assert.deepStrictEqual(yield* ask((sdk) => sdk.fetchWebhook(hook.id)), hook)
        assert.deepStrictEqual(filled(yield* ask((sdk) => sdk.fetchWebhooks())), hook)
        assert.strictEqual((yield* ask((sdk) => sdk.updateWebhook(hook.id, { event: "all" }))).event, "all")

        const created = yield* ask((sdk) => sdk.createItem(2, { user: "user-ok", password }, { clientUserId: "ana" }))
        assert.strictEqual((yield* settled(client, created.id)).status, "UPDATED")
        const item = yield* ask((sdk) => sdk.fetchItem(created.id))
        assert.strictEqual(item.id, created.id)
        const { accessToken } = yield* ask((sdk) => sdk.createConnectToken(item.id, { clientUserId: "ana" }))
        assert.lengthOf(accessToken.split("."), 3)

        const accounts = yield* ask((sdk) => sdk.fetchAccounts(item.id))
        filled(accounts)
        const [checking, card] = ["BANK", "CREDIT"].map((type) => accounts.results.find((one) => one.type === type))
        assert(checking !== undefined && card !== undefined)
        assert.deepStrictEqual(yield* ask((sdk) => sdk.fetchAccount(checking.id)), checking)

        const day = yield* today
        const book = Ledger.accountsOf({ seed, user: "user-ok" }).find(({ type }) => type === "checking")
        const texts = new Set(
          Ledger.rowsAt({ seed, user: "user-ok" }, book?.id ?? "", day).map((row) => row.description)
        )
        const all = yield* ask((sdk) => sdk.fetchAllTransactions(checking.id))
        const slice = yield* ask((sdk) => sdk.fetchTransactionsCursor(checking.id))
        const page = yield* ask((sdk) => sdk.fetchTransactions(checking.id, { pageSize: 5 }))
        const row = filled(page)
        assert.isTrue(texts.has(row.description), "a row of the bank's ledger")
        assert.deepStrictEqual(slice.results[0], all[0])
        assert.deepStrictEqual(all[0], row)
        assert.deepStrictEqual(yield* ask((sdk) => sdk.fetchTransaction(row.id)), row)
        const pinned = yield* ask((sdk) => sdk.updateTransactionCategory(row.id, "05080000"))
        assert.deepStrictEqual([pinned.id, pinned.categoryId, pinned.category], [row.id, "05080000", "Transfer by TED"])

        const statement = filled(yield* ask((sdk) => sdk.fetchAccountStatements(checking.id)))
        assert.match(statement.monthYear, /^(0[1-9]|1[0-2])-\d{4}$/)

        const investments = (yield* ask((sdk) => sdk.fetchInvestments(item.id))).results
        const investment = investments[0]
        assert(investment !== undefined)
        assert.deepStrictEqual(yield* ask((sdk) => sdk.fetchInvestment(investment.id)), investment)
        const movements = yield* Effect.forEach(investments, ({ id }) =>
          ask((sdk) => sdk.fetchInvestmentTransactions(id))
        )
        const moved = investments[movements.findIndex(({ results }) => results.length > 0)]
        assert(moved !== undefined, "an investment with movements")
        assert.isNotEmpty(yield* ask((sdk) => sdk.fetchAllInvestmentTransactions(moved.id)))

        const loan = filled(yield* ask((sdk) => sdk.fetchLoans(item.id)))
        assert.deepStrictEqual(yield* ask((sdk) => sdk.fetchLoan(loan.id)), loan)
        const bill = filled(yield* ask((sdk) => sdk.fetchCreditCardBills(card.id)))
        assert.deepStrictEqual(yield* ask((sdk) => sdk.fetchCreditCardBill(bill.id)), bill)
        const consent = filled(yield* ask((sdk) => sdk.fetchConsents(item.id)))
        assert.deepStrictEqual(yield* ask((sdk) => sdk.fetchConsent(consent.id)), consent)
        const identity = yield* ask((sdk) => sdk.fetchIdentityByItemId(item.id))
        assert.isString(identity.fullName)
        assert.deepStrictEqual(yield* ask((sdk) => sdk.fetchIdentity(identity.id)), identity)

        yield* ask((sdk) => sdk.updateItem(item.id))
        assert.strictEqual((yield* settled(client, item.id)).status, "UPDATED")
        const waiting = yield* connected(client, "user-ok", { connector: 3, products: light })
        assert.strictEqual(waiting.status, "WAITING_USER_INPUT")
        yield* ask((sdk) => sdk.updateItemMFA(waiting.id, { token: "123456" }))
        assert.strictEqual((yield* settled(client, waiting.id)).status, "UPDATED")
        for (const { id } of [item, waiting]) yield* ask((sdk) => sdk.deleteItem(id))
        yield* ask((sdk) => sdk.deleteWebhook(hook.id))
        assert.isEmpty((yield* ask((sdk) => sdk.fetchWebhooks())).results)

        assert.deepStrictEqual(
          methods.filter((name) => !called.has(name)),
          []
        )
      }),
    120_000
  )

  it.effect("that can be refused is refused in the wire's words", () =>
    Effect.gen(function* () {
      const { called, client } = yield* watched
      const item = yield* connected(client, "user-ok", { products: light })
      const right = { user: "user-ok", password }
      const expected: ReadonlyArray<readonly [(sdk: PluggyClient) => Promise<unknown>, number, string | undefined]> = [
        [(sdk) => sdk.fetchConnector(4711), 404, "CONNECTOR_NOT_FOUND"],
        [(sdk) => sdk.validateParameters(4711, right), 404, "CONNECTOR_NOT_FOUND"],
        [(sdk) => sdk.createItem(4711, right), 404, "CONNECTOR_NOT_FOUND"],
        [(sdk) => sdk.createItem(2, { user: "nobody", password }), 400, "CONNECTOR_VALIDATION_ERROR"],
        [(sdk) => sdk.fetchItem(nobody), 404, "ITEM_NOT_FOUND"],
        [(sdk) => sdk.fetchItem("1"), 400, undefined],
        [(sdk) => sdk.updateItem(nobody), 404, "ITEM_NOT_FOUND"],
        [(sdk) => sdk.updateItemMFA(item.id, { token: "1" }), 404, "ITEM_MFA_NOT_FOUND"],
        [(sdk) => sdk.deleteItem(nobody), 404, "ITEM_NOT_FOUND"],
        [(sdk) => sdk.fetchAccounts(nobody), 404, "ITEM_NOT_FOUND"],
        [(sdk) => sdk.fetchAccount(nobody), 404, "ACCOUNT_NOT_FOUND"],
        [(sdk) => sdk.fetchTransactions(nobody), 404, "ACCOUNT_NOT_FOUND"],
        [(sdk) => sdk.fetchTransactions(nobody, { pageSize: 501 }), 400, undefined],
        [(sdk) => sdk.fetchTransactionsCursor(nobody), 404, "ACCOUNT_NOT_FOUND"],
        [(sdk) => sdk.fetchAllTransactions(nobody), 404, "ACCOUNT_NOT_FOUND"],
        [(sdk) => sdk.fetchAccountStatements(nobody), 404, "ACCOUNT_NOT_FOUND"],
        [(sdk) => sdk.updateTransactionCategory(nobody, "05080000"), 404, "TRANSACTION_NOT_FOUND"],
        [(sdk) => sdk.updateTransactionCategory(nobody, "12345678"), 404, "CATEGORY_NOT_FOUND"],
        [(sdk) => sdk.fetchTransaction(nobody), 404, "TRANSACTION_NOT_FOUND"],
        [(sdk) => sdk.fetchInvestments(nobody), 404, "ITEM_NOT_FOUND"],
        [(sdk) => sdk.fetchInvestment(nobody), 404, "INVESTMENT_NOT_FOUND"],
        [(sdk) => sdk.fetchInvestmentTransactions(nobody), 404, "INVESTMENT_NOT_FOUND"],
        [(sdk) => sdk.fetchAllInvestmentTransactions(nobody), 404, "INVESTMENT_NOT_FOUND"],
        [(sdk) => sdk.fetchLoans(nobody), 404, "ITEM_NOT_FOUND"],
        [(sdk) => sdk.fetchLoan(nobody), 404, "LOAN_NOT_FOUND"],
        [(sdk) => sdk.fetchConsents(nobody), 404, "ITEM_NOT_FOUND"],
        [(sdk) => sdk.fetchConsent(nobody), 404, "CONSENT_NOT_FOUND"],
        [(sdk) => sdk.fetchIdentity(nobody), 404, "IDENTITY_NOT_FOUND"],
        [(sdk) => sdk.fetchIdentityByItemId(nobody), 404, "ITEM_NOT_FOUND"],
        [(sdk) => sdk.fetchCreditCardBills(nobody), 404, "ACCOUNT_NOT_FOUND"],
        [(sdk) => sdk.fetchCreditCardBill(nobody), 404, "CREDIT_CARD_BILL_NOT_FOUND"],
        [(sdk) => sdk.fetchCategory("12345678"), 404, "CATEGORY_NOT_FOUND"],
        [(sdk) => sdk.fetchWebhook(nobody), 404, "WEBHOOK_NOT_FOUND"],
        [(sdk) => sdk.createWebhook("all", "http://example.com/hook"), 400, undefined],
        [(sdk) => sdk.updateWebhook(nobody, { enabled: true }), 404, "WEBHOOK_NOT_FOUND"],
        [(sdk) => sdk.deleteWebhook(nobody), 404, "WEBHOOK_NOT_FOUND"],
        [(sdk) => sdk.createConnectToken(nobody), 404, "ITEM_NOT_FOUND"]
      ]
      for (const [refused, code, codeDescription] of expected) {
        const error = yield* Effect.flip(Effect.asVoid(call(client, refused)))
        assert.deepStrictEqual(
          [String(refused), error.code, error.codeDescription],
          [String(refused), code, codeDescription]
        )
      }
      assert.deepStrictEqual(
        methods.filter((name) => !called.has(name)),
        neverRefused
      )
    })
  )
})
