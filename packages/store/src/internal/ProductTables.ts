// The tables of what is held beside accounts and transactions. A row is replaced only where it belongs already, as in `Tables`.
import {
  AccountStatement,
  Coverage,
  CreditCardBill,
  Investment,
  InvestmentTransaction,
  Item,
  Loan,
  Product
} from "@tomada/core"
import { Schema } from "effect"

import { Decision, Suggested } from "../DecisionStore.ts"
import { ProductCounts } from "../ExecutionStore.ts"
import * as Table from "./Table.ts"

const life = {
  state: "text",
  absences: "integer",
  absentIn: "text",
  createdAt: "timestamptz",
  updatedAt: "timestamptz"
} as const

export const bills = Table.make({
  name: "bills",
  schema: CreditCardBill.Bill,
  columns: {
    id: "uuid",
    accountId: "uuid",
    key: "text",
    dueDate: "date",
    totalAmount: "numeric",
    totalAmountCurrencyCode: "text",
    ...life
  },
  details: true,
  tenant: true,
  conflict: { on: "id", when: "bills.account_id = excluded.account_id" }
})

export const statements = Table.make({
  name: "account_statements",
  schema: AccountStatement.AccountStatement,
  columns: { id: "uuid", accountId: "uuid", key: "text", monthYear: "text", ...life },
  details: true,
  tenant: true,
  conflict: { on: "id", when: "account_statements.account_id = excluded.account_id" }
})

export const investments = Table.make({
  name: "investments",
  schema: Investment.Investment,
  columns: {
    id: "uuid",
    itemId: "uuid",
    type: "text",
    key: "text",
    balance: "numeric",
    currencyCode: "text",
    ...life
  },
  details: true,
  tenant: true,
  conflict: { on: "id", when: "investments.item_id = excluded.item_id" }
})

export const investmentCoverage = Table.make({
  name: "investment_coverage",
  schema: Schema.Struct({ investmentId: Investment.InvestmentId, ...Coverage.ProvenCoverage.fields }),
  columns: { investmentId: "uuid", intervals: "jsonb", collectedAt: "timestamptz", deepRescanAt: "timestamptz" },
  tenant: true,
  conflict: { on: "investment_id" }
})

export const investmentTransactions = Table.make({
  name: "investment_transactions",
  schema: InvestmentTransaction.InvestmentTransaction,
  columns: { id: "uuid", investmentId: "uuid", institutionId: "text", date: "date", type: "text", ...life },
  optional: ["institutionId"],
  details: true,
  tenant: true,
  conflict: { on: "id", when: "investment_transactions.investment_id = excluded.investment_id" }
})

export const loans = Table.make({
  name: "loans",
  schema: Loan.Loan,
  columns: { id: "uuid", itemId: "uuid", kind: "text", key: "text", currencyCode: "text", ...life },
  details: true,
  tenant: true,
  conflict: { on: "id", when: "loans.item_id = excluded.item_id" }
})

export const decisions = Table.make({
  name: "merge_decisions",
  schema: Decision,
  columns: {
    accountId: "uuid",
    executionId: "uuid",
    transactionId: "uuid",
    rule: "text",
    evidence: "jsonb",
    rivals: "integer",
    at: "timestamptz"
  },
  tenant: true
})

/** What was suggested once is not suggested anew: whatever became of it stays. */
export const suggestions = Table.make({
  name: "merge_suggestions",
  schema: Suggested,
  columns: {
    id: "uuid",
    accountId: "uuid",
    executionId: "uuid",
    why: "text",
    held: "uuid",
    created: "uuid",
    evidence: "jsonb",
    state: "text",
    acceptance: "jsonb",
    createdAt: "timestamptz",
    updatedAt: "timestamptz"
  },
  tenant: true,
  conflict: { on: "held, created", when: "false" }
})

export const counts = Table.make({
  name: "execution_counts",
  schema: Schema.Struct({ executionId: Item.ExecutionId, ...ProductCounts.fields, product: Product.Product }),
  columns: {
    executionId: "uuid",
    product: "text",
    collected: "integer",
    created: "integer",
    updated: "integer",
    removed: "integer"
  },
  tenant: true
})
