import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, DateTime, Effect, Schema } from "effect"

import { Account, AccountBalance, AccountPage } from "../src/Account.ts"
import { AccountStatement, AccountStatementPage } from "../src/AccountStatement.ts"
import { Bill, BillPage } from "../src/Bill.ts"
import { Category, CategoryPage } from "../src/Category.ts"
import { CategoryRule, CategoryRulePage } from "../src/CategoryRule.ts"
import { Connector, ConnectorPage, validation, Validation } from "../src/Connector.ts"
import { ConnectorEntryCursorPage } from "../src/ConnectorEntry.ts"
import { ConnectTerms } from "../src/ConnectTerms.ts"
import { Consent, ConsentPage } from "../src/Consent.ts"
import { DeliveryCursorPage, EventSlice } from "../src/Delivery.ts"
import { ExecutionCursorPage } from "../src/Execution.ts"
import { Identity } from "../src/Identity.ts"
import { Investment, InvestmentPage, InvestmentTransaction } from "../src/Investment.ts"
import { Item, StatusDetail } from "../src/Item.ts"
import { Loan, LoanPage } from "../src/Loan.ts"
import { BalanceCheck, SuggestionCursorPage } from "../src/Merging.ts"
import { single } from "../src/Page.ts"
import { Transaction, TransactionCursorPage } from "../src/Transaction.ts"
import { Webhook, WebhookPage } from "../src/Webhook.ts"
import { Decimal, Instant } from "../src/Wire.ts"
import * as Samples from "./Samples.ts"

const { account, balance, connector, identity, item, transaction } = Samples

const wire = <S extends Schema.Codec<unknown, unknown>>(schema: S, value: S["Type"]) =>
  Effect.map(Schema.encodeEffect(schema)(value), (encoded) => JSON.stringify(encoded))

describe("an answer", () => {
  it.effect("comes back as it went out", () =>
    Effect.gen(function* () {
      const trip = <A, I>(schema: Schema.Codec<A, I>, value: A) =>
        Effect.gen(function* () {
          const text = yield* wire(schema, value)
          const back = yield* Schema.decodeUnknownEffect(schema)(JSON.parse(text))
          assert.strictEqual(yield* wire(schema, back), text)
          assert.deepEqual(yield* Schema.encodeEffect(schema)(back), yield* Schema.encodeEffect(schema)(value))
        })
      yield* trip(Connector, connector)
      yield* trip(ConnectorPage, single([connector]))
      yield* trip(Item, item)
      yield* trip(Account, account)
      yield* trip(AccountPage, single([account]))
      yield* trip(AccountBalance, balance)
      yield* trip(Transaction, transaction)
      yield* trip(TransactionCursorPage, { results: [transaction], next: "?after=b" })
      yield* trip(Identity, identity)
      yield* trip(InvestmentPage, single([Samples.investment]))
      yield* trip(InvestmentTransaction, Samples.movement)
      yield* trip(LoanPage, single([Samples.loan]))
      yield* trip(BillPage, single([Samples.bill]))
      yield* trip(ConsentPage, single([Samples.consent]))
      yield* trip(CategoryPage, single([Samples.category]))
      yield* trip(CategoryRulePage, single([Samples.categoryRule]))
      yield* trip(ExecutionCursorPage, { results: [Samples.execution], next: null })
      yield* trip(EventSlice, { results: [Samples.event], lastSequence: 7 })
      yield* trip(DeliveryCursorPage, { results: [Samples.delivery], next: "?after=c" })
      yield* trip(SuggestionCursorPage, { results: [Samples.suggestion], next: null })
      yield* trip(BalanceCheck, Samples.balanceCheck)
      yield* trip(ConnectorEntryCursorPage, { results: [Samples.connectorEntry], next: null })
      yield* trip(ConnectTerms, Samples.connectTerms)
      yield* trip(WebhookPage, single([Samples.webhook]))
      yield* trip(AccountStatementPage, single([Samples.statement]))
    })
  )

  it.effect("has every key, absent values being null", () =>
    Effect.gen(function* () {
      const absent = { name: "a", label: "b", type: "text" }
      const error = yield* Schema.decodeUnknownEffect(Item)({
        ...JSON.parse(yield* wire(Item, item)),
        parameter: absent
      }).pipe(Effect.flip)
      assert.include(error.message, '["parameter"]["mfa"]')
      for (const [schema, value] of [
        [Account, account],
        [AccountBalance, balance],
        [Transaction, transaction],
        [Identity, identity],
        [Investment, Samples.investment],
        [InvestmentTransaction, Samples.movement],
        [Loan, Samples.loan],
        [Bill, Samples.bill],
        [Consent, Samples.consent],
        [Category, Samples.category],
        [CategoryRule, Samples.categoryRule],
        [Webhook, Samples.webhook],
        [AccountStatement, Samples.statement]
      ] as const) {
        const keys = Object.keys(JSON.parse(yield* wire<Schema.Codec<unknown, unknown>>(schema, value)))
        assert.deepStrictEqual(keys, Object.keys(schema.fields))
      }
    })
  )

  it.effect("of an Item has its keys in the order that clients have seen", () =>
    Effect.gen(function* () {
      const keys = Object.keys(JSON.parse(yield* wire(Item, item)))
      assert.strictEqual(
        keys.join(", "),
        "id, connector, createdAt, updatedAt, status, executionStatus, lastUpdatedAt, webhookUrl, error, clientUserId, " +
          "consecutiveFailedLoginAttempts, statusDetail, parameter, userAction, nextAutoSyncAt, autoSyncDisabledAt, " +
          "consentExpiresAt, products, oauthRedirectUri"
      )
    })
  )

  it("spells the transactions of investments in both ways", () => {
    assert.containsAllKeys(StatusDetail.fields, ["investmentsTransactions", "investmentTransactions"])
  })

  it.effect("never repeats a credential that was validated", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Schema.encodeEffect(Validation)(validation(["user", "password"], [])), {
        parameters: { user: "", password: "" },
        errors: []
      })
      const error = yield* Schema.decodeUnknownEffect(Validation)({
        parameters: { password: "hunter2" },
        errors: []
      }).pipe(Effect.flip)
      assert.notInclude(error.message, "hunter2")
    })
  )
})

describe("a moment", () => {
  it.effect("is written with milliseconds and Z", () =>
    Effect.gen(function* () {
      const encode = Schema.encodeEffect(Instant)
      assert.strictEqual(yield* encode(DateTime.makeUnsafe("2026-03-01T09:30:00Z")), "2026-03-01T09:30:00.000Z")
      assert.strictEqual(yield* encode(DateTime.makeUnsafe("2026-03-01T09:30:00.5-03:00")), "2026-03-01T12:30:00.500Z")
    })
  )
})

describe("an amount", () => {
  it.effect("is a JSON number of the same decimal", () =>
    Effect.gen(function* () {
      for (const text of ["0", "-503.1", "120950", "0.1", "999999999999.99", "-0.01", "1e-7"]) {
        const decimal = BigDecimal.fromStringUnsafe(text)
        const encoded = yield* Schema.encodeEffect(Decimal)(decimal)
        assert.strictEqual(encoded, Number(text))
        assert.isTrue(BigDecimal.equals(yield* Schema.decodeEffect(Decimal)(encoded), decimal), text)
      }
    })
  )

  it.effect("is rounded to a double beyond what a double holds", () =>
    Effect.gen(function* () {
      const encoded = yield* Schema.encodeEffect(Decimal)(BigDecimal.fromStringUnsafe("0.1234567890123456789"))
      assert.strictEqual(JSON.stringify(encoded), "0.12345678901234568")
    })
  )
})
