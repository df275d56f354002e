// Investments, loans, bills, consents and categories, as an application with the unmodified SDK reads them.
import { assert } from "@effect/vitest"
import { Category } from "@tomada/core"
import { Effect } from "effect"
import type { PluggyClient } from "pluggy-sdk"

import { accountsOf, call, connect, connected, light } from "./Client.ts"
import { suite } from "./World.ts"

const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"

suite()("what a person holds beside accounts", (it) => {
  it.effect("is read as lists and one by one, with every movement", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { id, status } = yield* connected(client, "user-ok")
      assert.strictEqual(status, "UPDATED")

      const investments = yield* call(client, (sdk) => sdk.fetchInvestments(id))
      assert.isNotEmpty(investments.results)
      assert.strictEqual(investments.total, investments.results.length)
      for (const investment of investments.results) {
        assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchInvestment(investment.id)), investment)
        assert.strictEqual(investment.itemId, id)
        assert.instanceOf(investment.date, Date)
        const movements = yield* call(client, (sdk) => sdk.fetchInvestmentTransactions(investment.id))
        const [first, second] = yield* Effect.forEach([1, 2], (page) =>
          call(client, (sdk) => sdk.fetchInvestmentTransactions(investment.id, { pageSize: 1, page }))
        )
        assert.strictEqual(movements.total, movements.results.length)
        assert.deepStrictEqual([first?.total, first?.totalPages], [movements.total, movements.total])
        assert.deepStrictEqual([...(first?.results ?? []), ...(second?.results ?? [])], movements.results.slice(0, 2))
      }
      const [{ type } = { type: "OTHER" as const }] = investments.results
      const ofType = yield* call(client, (sdk) => sdk.fetchInvestments(id, type))
      assert.deepStrictEqual(
        ofType.results,
        investments.results.filter((each) => each.type === type)
      )

      const loans = yield* call(client, (sdk) => sdk.fetchLoans(id))
      assert.isNotEmpty(loans.results)
      for (const loan of loans.results) {
        assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchLoan(loan.id)), loan)
      }

      const card = (yield* accountsOf(client, id)).find((account) => account.type === "CREDIT")
      const bills = yield* call(client, (sdk) => sdk.fetchCreditCardBills(card?.id ?? ""))
      assert.isNotEmpty(bills.results)
      for (const bill of bills.results) {
        assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchCreditCardBill(bill.id)), bill)
      }
      const due = bills.results.map(({ dueDate }) => Number(dueDate))
      assert.deepStrictEqual(
        due,
        due.toSorted((a, b) => b - a)
      )

      const consents = yield* call(client, (sdk) => sdk.fetchConsents(id))
      assert.lengthOf(consents.results, 1)
      const [consent] = consents.results
      assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchConsent(consent?.id ?? "")), consent)
      assert.isTrue(consent?.products.some((product) => String(product) === "INVESTMENTS"))
      assert.isNull(consent?.revokedAt)
    })
  )

  it.effect("is none where it was not asked for, and nothing of what does not exist", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { id } = yield* connected(client, "user-ok", { products: light })
      assert.deepStrictEqual((yield* call(client, (sdk) => sdk.fetchInvestments(id))).results, [])
      assert.deepStrictEqual((yield* call(client, (sdk) => sdk.fetchLoans(id))).results, [])
      const none = (ask: (client: PluggyClient) => Promise<unknown>) =>
        Effect.map(Effect.flip(call(client, ask)), ({ codeDescription }) => codeDescription)
      const codes = yield* Effect.all([
        none((sdk) => sdk.fetchInvestments(nobody)),
        none((sdk) => sdk.fetchInvestment(nobody)),
        none((sdk) => sdk.fetchInvestmentTransactions(nobody)),
        none((sdk) => sdk.fetchLoans(nobody)),
        none((sdk) => sdk.fetchLoan(nobody)),
        none((sdk) => sdk.fetchCreditCardBills(nobody)),
        none((sdk) => sdk.fetchCreditCardBill(nobody)),
        none((sdk) => sdk.fetchConsents(nobody)),
        none((sdk) => sdk.fetchConsent(nobody)),
        none((sdk) => sdk.fetchCategory("12345678"))
      ])
      assert.deepStrictEqual(codes, [
        "ITEM_NOT_FOUND",
        "INVESTMENT_NOT_FOUND",
        "INVESTMENT_NOT_FOUND",
        "ITEM_NOT_FOUND",
        "LOAN_NOT_FOUND",
        "ACCOUNT_NOT_FOUND",
        "CREDIT_CARD_BILL_NOT_FOUND",
        "ITEM_NOT_FOUND",
        "CONSENT_NOT_FOUND",
        "CATEGORY_NOT_FOUND"
      ])
    })
  )

  it.effect("has categories of two levels", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { results, total } = yield* call(client, (sdk) => sdk.fetchCategories())
      assert.strictEqual(total, Category.all.length)
      assert.deepStrictEqual(results, Category.all as ReadonlyArray<unknown> as typeof results)
      const transfer = yield* call(client, (sdk) => sdk.fetchCategory("05080000"))
      assert.deepInclude(transfer, { description: "Transfer by TED", parentId: "05000000" })
    })
  )
})
