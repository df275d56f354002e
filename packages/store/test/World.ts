// Applications, Items and rows as the tests need them, each with ids of its own, so that tests can share a database.
import { randomUUID } from "node:crypto"
import { inspect } from "node:util"

import { assert } from "@effect/vitest"
import {
  Account,
  AccountStatement,
  CivilDate,
  Consent,
  Content,
  CreditCardBill,
  Execution,
  type Identity,
  Investment,
  InvestmentTransaction,
  Item,
  ItemLife,
  Loan,
  Manifest,
  Money,
  type Product,
  Transaction
} from "@tomada/core"
import { DateTime, Effect } from "effect"

import type { AccountStatementStore } from "../src/AccountStatementStore.ts"
import type { AccountStore } from "../src/AccountStore.ts"
import { ApplicationStore, defaults } from "../src/ApplicationStore.ts"
import type { BillStore } from "../src/BillStore.ts"
import type { BudgetStore } from "../src/BudgetStore.ts"
import type { CategoryRuleStore } from "../src/CategoryRuleStore.ts"
import { type DecisionStore, type Suggested, SuggestionId } from "../src/DecisionStore.ts"
import { type Claim, ExecutionStore, type Merged } from "../src/ExecutionStore.ts"
import type { IdentityStore } from "../src/IdentityStore.ts"
import type { InvestmentStore } from "../src/InvestmentStore.ts"
import { ItemStore, type ItemUpdate, type NewItem } from "../src/ItemStore.ts"
import type { LoanStore } from "../src/LoanStore.ts"
import type { ScreenshotStore } from "../src/ScreenshotStore.ts"
import type { StagedPageStore } from "../src/StagedPageStore.ts"
import type { TransactionStore } from "../src/TransactionStore.ts"

export type Stores =
  | ApplicationStore
  | ItemStore
  | ExecutionStore
  | AccountStore
  | TransactionStore
  | IdentityStore
  | BillStore
  | AccountStatementStore
  | InvestmentStore
  | LoanStore
  | DecisionStore
  | BudgetStore
  | CategoryRuleStore
  | ScreenshotStore
  | StagedPageStore

/** Minutes after the first of September 2026. */
export const at = (minutes: number): DateTime.Utc => DateTime.makeUnsafe(Date.UTC(2026, 8, 1) + minutes * 60_000)

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (blob: Uint8Array | undefined): string | undefined =>
  blob === undefined ? undefined : new TextDecoder().decode(blob)

/** Says the same, as far as a bank's record can say anything: an absent field is a null one, 1.0 is 1.00. */
export const assertSame = (actual: unknown, expected: unknown): void => {
  if (!Content.isSame(actual, expected)) {
    assert.fail(`${inspect(actual, { depth: 9 })}\n  is not\n${inspect(expected, { depth: 9 })}`)
  }
}

/** The tag of the error that an attempt fails with. */
export const refusal = (attempt: Effect.Effect<unknown, { readonly _tag: string }>): Effect.Effect<string> =>
  attempt.pipe(
    Effect.flip,
    Effect.map(({ _tag }) => _tag),
    Effect.mapError(() => new Error("it was not refused")),
    Effect.orDie
  )

export const application = Effect.gen(function* () {
  const id = Item.ApplicationId.make(randomUUID())
  yield* (yield* ApplicationStore).put({
    id,
    name: "Budget",
    secretHash: "hash",
    ...defaults("production"),
    minUpdateFrequencyHours: null,
    disabledAt: null,
    createdAt: at(0)
  })
  return id
})

export const execution = (
  owner: { readonly id: Item.ItemId; readonly applicationId: Item.ApplicationId },
  createdAt: DateTime.Utc
): Execution.Execution => ({
  id: Item.ExecutionId.make(randomUUID()),
  itemId: owner.id,
  applicationId: owner.applicationId,
  trigger: "CLIENT",
  ...Execution.created,
  fence: 0,
  createdAt,
  heartbeatAt: null,
  endedAt: null
})

export const newItem = (applicationId: Item.ApplicationId, createdAt: DateTime.Utc = at(0)): NewItem => {
  const id = Item.ItemId.make(randomUUID())
  const first = execution({ id, applicationId }, createdAt)
  return {
    item: ItemLife.created(
      {
        id,
        applicationId,
        connectorId: Manifest.ConnectorId.make(2),
        products: ["ACCOUNTS", "TRANSACTIONS"],
        clientUserId: "user-1",
        webhookUrl: null,
        oauthRedirectUri: null,
        executionId: first.id
      },
      createdAt
    ),
    execution: first,
    consent: {
      id: Consent.ConsentId.make(randomUUID()),
      itemId: id,
      products: ["ACCOUNTS", "TRANSACTIONS"],
      hosts: ["bank.example"],
      textVersion: "1",
      source: "widget",
      givenAt: createdAt,
      expiresAt: null,
      revokedAt: null
    },
    credentials: { purpose: "credentials", name: "1", blob: bytes("sealed credentials") }
  }
}

/** An Item of a new application, in its first run. */
export const created = Effect.gen(function* () {
  const made = newItem(yield* application)
  yield* (yield* ItemStore).create(made)
  return made
})

/** An Item of a new application whose first run has been claimed. */
export const visited = Effect.gen(function* () {
  const made = yield* created
  const { claim } = yield* (yield* ExecutionStore).claim(made.execution.id, at(1))
  return { ...made, claim }
})

/** An Item's end, of which nothing is told. */
export const removal = { at: at(90), by: "api-key 4711" }

export const loginStarted = Execution.Event.cases.LoginStarted.make({})
export const mergeStarted = Execution.Event.cases.MergeStarted.make({})
export const succeeded = Execution.Event.cases.Succeeded.make({ statusDetail: null, partial: false })

/** The nearest way to MERGING, where products may be committed. */
export const toMerging = Effect.fn("toMerging")(function* (claim: Claim) {
  const executions = yield* ExecutionStore
  yield* executions.record(claim, loginStarted, at(2))
  yield* executions.record(claim, mergeStarted, at(3))
})

export const nothing: Merged = {
  accounts: [],
  transactions: [],
  identity: null,
  coverage: [],
  sealed: [],
  event: succeeded
}

/** Runs a whole visit that collects these products, and answers its Item. */
export const collect = Effect.fn("collect")(function* (claim: Claim, merged: Partial<Merged>, now: DateTime.Utc) {
  yield* toMerging(claim)
  return yield* (yield* ExecutionStore).commit(claim, { ...nothing, ...merged }, now)
})

/** A further run of the Item, claimed. */
export const visitAgain = Effect.fn("visitAgain")(function* (
  item: Pick<Item.Item, "id" | "applicationId">,
  now: DateTime.Utc,
  update: Omit<ItemUpdate, "execution"> = {}
) {
  const next = execution(item, now)
  yield* (yield* ItemStore).update(item.applicationId, item.id, { execution: next, ...update }, now)
  return (yield* (yield* ExecutionStore).claim(next.id, now)).claim
})

export const account = (itemId: Item.ItemId, fields: Partial<Account.Account> = {}): Account.Account => ({
  id: Account.AccountId.make(randomUUID()),
  itemId,
  key: randomUUID(),
  handle: "handle",
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  number: "0001/12345-0",
  name: "Checking",
  balance: Money.decimal("10"),
  currencyCode: "BRL",
  createdAt: at(10),
  updatedAt: at(10),
  ...fields
})

export const transaction = (
  accountId: Account.AccountId,
  fields: Partial<Transaction.Transaction> = {}
): Transaction.Transaction => ({
  id: Transaction.TransactionId.make(randomUUID()),
  accountId,
  date: CivilDate.make("2026-08-15"),
  status: "POSTED",
  type: "DEBIT",
  amount: Money.decimal("-4.5"),
  currencyCode: "BRL",
  description: "Coffee",
  state: "live",
  absences: 0,
  absentIn: null,
  unconfirmed: false,
  previousIds: [],
  recipe: 1,
  position: 0,
  createdAt: at(10),
  updatedAt: at(10),
  ...fields
})

/** An Item with one account and these rows in it. */
export const holding = Effect.fn("holding")(function* (
  rows: (accountId: Account.AccountId) => ReadonlyArray<Transaction.Transaction>
) {
  const world = yield* visited
  const held = account(world.item.id)
  const transactions = rows(held.id)
  yield* collect(world.claim, { accounts: [held], transactions }, at(10))
  return { ...world, account: held, transactions }
})

export const identity = (itemId: Item.ItemId, fields: Partial<Identity.Identity>): Identity.Identity => ({
  id: randomUUID() as Identity.IdentityId, // what it makes is a UUID
  itemId,
  createdAt: at(10),
  updatedAt: at(10),
  ...fields
})

export const otp = (id: string, expiresAt: DateTime.Utc | null = null): Item.OpenChallenge => ({
  id,
  challenge: {
    _tag: "Otp",
    name: "token",
    label: "Token",
    channel: "sms",
    hint: null,
    length: 6,
    expiresAt
  }
})

export const product: Product.Product = "TRANSACTIONS"

const life = { state: "live", absences: 0, absentIn: null, createdAt: at(10), updatedAt: at(10) } as const

export const bill = (accountId: Account.AccountId, fields: Partial<CreditCardBill.Bill> = {}): CreditCardBill.Bill => ({
  id: CreditCardBill.BillId.make(randomUUID()),
  accountId,
  key: randomUUID(),
  dueDate: CivilDate.make("2026-08-10"),
  totalAmount: Money.decimal("120.5"),
  totalAmountCurrencyCode: "BRL",
  financeCharges: [],
  payments: [],
  ...life,
  ...fields
})

export const statement = (
  accountId: Account.AccountId,
  fields: Partial<AccountStatement.AccountStatement> = {}
): AccountStatement.AccountStatement => ({
  id: AccountStatement.AccountStatementId.make(randomUUID()),
  accountId,
  key: randomUUID(),
  handle: "handle",
  monthYear: "08-2026",
  ...life,
  ...fields
})

export const investment = (
  itemId: Item.ItemId,
  fields: Partial<Investment.Investment> = {}
): Investment.Investment => ({
  id: Investment.InvestmentId.make(randomUUID()),
  itemId,
  key: randomUUID(),
  type: "FIXED_INCOME",
  name: "CDB",
  balance: Money.decimal("1000"),
  currencyCode: "BRL",
  date: CivilDate.make("2026-08-31"),
  ...life,
  ...fields
})

export const movement = (
  investmentId: Investment.InvestmentId,
  fields: Partial<InvestmentTransaction.InvestmentTransaction> = {}
): InvestmentTransaction.InvestmentTransaction => ({
  id: InvestmentTransaction.InvestmentTransactionId.make(randomUUID()),
  investmentId,
  type: "BUY",
  date: CivilDate.make("2026-08-15"),
  ...life,
  ...fields
})

export const loan = (itemId: Item.ItemId, fields: Partial<Loan.Loan> = {}): Loan.Loan => ({
  id: Loan.LoanId.make(randomUUID()),
  itemId,
  key: randomUUID(),
  productName: "Personal loan",
  kind: "LOAN",
  date: CivilDate.make("2026-08-31"),
  currencyCode: "BRL",
  ...life,
  ...fields
})

export const suggestion = (
  executionId: Item.ExecutionId,
  held: Transaction.Transaction,
  created: Transaction.Transaction
): Suggested => ({
  id: SuggestionId.make(randomUUID()),
  accountId: held.accountId,
  executionId,
  why: "weak",
  held: held.id,
  created: created.id,
  evidence: { days: 1, similarity: 0.25 },
  state: "open",
  acceptance: null,
  createdAt: at(10),
  updatedAt: at(10)
})
