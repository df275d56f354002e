/** Answers with everything absent that may be absent. */
import { BigDecimal, DateTime, Schema } from "effect"

import type { Account, AccountBalance } from "../src/Account.ts"
import { AccountStatement } from "../src/AccountStatement.ts"
import { Bill } from "../src/Bill.ts"
import { Category } from "../src/Category.ts"
import { CategoryRule } from "../src/CategoryRule.ts"
import type { Connector } from "../src/Connector.ts"
import { ConnectorEntry } from "../src/ConnectorEntry.ts"
import { ConnectTerms } from "../src/ConnectTerms.ts"
import { Consent } from "../src/Consent.ts"
import { Delivery, Event } from "../src/Delivery.ts"
import { Execution } from "../src/Execution.ts"
import type { Identity } from "../src/Identity.ts"
import { Investment, InvestmentTransaction } from "../src/Investment.ts"
import type { Item } from "../src/Item.ts"
import { Loan } from "../src/Loan.ts"
import { BalanceCheck, Suggestion } from "../src/Merging.ts"
import type { Transaction } from "../src/Transaction.ts"
import { Webhook } from "../src/Webhook.ts"

export const itemId = "5f0c9a3e-8f0a-4a3b-9f1c-2d4e6a8b0c1d"
export const accountId = "0d6a1f52-3b7c-4f4e-8a9d-7c5b3e1f2a40"
export const errorId = "c0ffee00-0000-4000-8000-000000000000"
export const moment = DateTime.makeUnsafe("2026-03-01T09:30:00Z")

export const connector: Connector = {
  id: 2,
  name: "Tomada Bank",
  primaryColor: "ef294b",
  institutionUrl: "https://bank.example",
  country: "BR",
  type: "PERSONAL_BANK",
  credentials: [],
  imageUrl: "https://bank.example/icon.svg",
  hasMFA: false,
  oauth: false,
  oauthUrl: null,
  resetPasswordUrl: null,
  health: { status: "ONLINE", stage: null, details: null },
  products: ["ACCOUNTS", "TRANSACTIONS"],
  createdAt: moment,
  updatedAt: moment,
  isSandbox: true,
  isOpenFinance: false,
  supportsPaymentInitiation: false,
  supportsScheduledPayments: false,
  supportsSmartTransfers: false,
  supportsBoletoManagement: false,
  supportsAutomaticPix: false
}

/** Its keys are written here in an order of their own: the schema decides the order on the wire. */
export const item: Item = {
  products: ["ACCOUNTS"],
  oauthRedirectUri: null,
  consentExpiresAt: null,
  autoSyncDisabledAt: null,
  nextAutoSyncAt: null,
  userAction: null,
  parameter: null,
  statusDetail: null,
  consecutiveFailedLoginAttempts: 0,
  clientUserId: null,
  error: null,
  webhookUrl: null,
  lastUpdatedAt: null,
  executionStatus: "CREATED",
  status: "UPDATING",
  updatedAt: moment,
  createdAt: moment,
  connector,
  id: itemId
}

export const account: Account = {
  id: accountId,
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  name: "Conta",
  marketingName: null,
  number: "1234-5",
  balance: BigDecimal.fromStringUnsafe("1203.45"),
  currencyCode: "BRL",
  itemId,
  taxNumber: null,
  owner: null,
  bankData: null,
  creditData: null,
  accountSubtype: null,
  createdAt: moment,
  updatedAt: moment
}

export const balance: AccountBalance = {
  balance: BigDecimal.fromStringUnsafe("1203.45"),
  blockedBalance: null,
  automaticallyInvestedBalance: null,
  currencyCode: "BRL",
  updateDateTime: moment
}

export const transaction: Transaction = {
  id: "7a5f6f0e-31f9-4f43-a7f4-52a1d0d9b1c2",
  description: "Coffee",
  descriptionRaw: null,
  currencyCode: "BRL",
  amount: BigDecimal.fromStringUnsafe("-7.10"),
  amountInAccountCurrency: null,
  date: moment,
  category: null,
  categoryId: null,
  balance: null,
  accountId,
  providerCode: null,
  status: "POSTED",
  paymentData: null,
  type: "DEBIT",
  creditCardMetadata: null,
  merchant: null,
  operationType: null,
  operationTypeAdditionalInfo: null,
  providerId: null,
  order: null,
  createdAt: moment,
  updatedAt: moment
}

export const identity: Identity = {
  id: "3f1f2a40-7c5b-4e4f-8a9d-0d6a1f523b7c",
  itemId,
  birthDate: null,
  taxNumber: null,
  document: null,
  documentType: null,
  jobTitle: null,
  companyName: null,
  fullName: null,
  phoneNumbers: null,
  emails: null,
  addresses: null,
  relations: null,
  investorProfile: null,
  establishmentName: null,
  establishmentCode: null,
  qualifications: null,
  financialRelationships: null,
  socialName: null,
  sex: null,
  maritalStatus: null,
  nationality: null,
  otherDocuments: null,
  passport: null,
  incorporationDate: null,
  parties: null,
  businessOtherDocuments: null,
  companiesCnpj: null,
  createdAt: moment,
  updatedAt: moment
}

/** With nothing but these fields. */
const only = <A, I, F extends Schema.Struct.Fields>(
  schema: Schema.Codec<A, I> & { readonly fields: F },
  given: Readonly<Record<string, unknown>>
): A => {
  const absent = Object.fromEntries(Object.keys(schema.fields).map((field) => [field, null]))
  return Schema.decodeUnknownSync(schema)({ ...absent, ...given })
}

const at = "2026-03-01T09:30:00.000Z"

export const investment = only(Investment, {
  id: "6d0f1a52-7b3c-4f4e-8a9d-1f2a407c5b3e",
  itemId,
  type: "FIXED_INCOME",
  balance: 1000.5,
  name: "CDB",
  currencyCode: "BRL",
  date: at,
  createdAt: at,
  updatedAt: at
})

export const movement = only(InvestmentTransaction, { id: accountId, type: "BUY", date: at })

export const loan = only(Loan, {
  id: "8d0f1a52-7b3c-4f4e-8a9d-1f2a407c5b3e",
  itemId,
  productName: "Crédito pessoal",
  kind: "LOAN",
  date: at,
  currencyCode: "BRL",
  createdAt: at,
  updatedAt: at
})

export const bill = only(Bill, {
  id: "9d0f1a52-7b3c-4f4e-8a9d-1f2a407c5b3e",
  dueDate: at,
  totalAmount: 812.4,
  totalAmountCurrencyCode: "BRL",
  financeCharges: [],
  payments: [],
  createdAt: at,
  updatedAt: at
})

export const consent = only(Consent, { id: accountId, itemId, products: ["ACCOUNTS"], createdAt: at })

export const category = only(Category, { id: "01000000", description: "Income" })

export const encryptionKey = {
  publicKey: "-----BEGIN PUBLIC KEY-----",
  createdAt: DateTime.makeUnsafe(at),
  previousAcceptedUntil: null
}

export const categoryRule = only(CategoryRule, {
  id: accountId,
  description: "uber payment",
  categoryId: "19010000",
  category: "Taxi and ride-hailing",
  clientId: itemId,
  matchType: "exact",
  createdAt: at
})

export const webhook = only(Webhook, {
  id: itemId,
  url: "https://example.com/hook",
  event: "all",
  createdAt: at,
  updatedAt: at
})

export const statement = only(AccountStatement, {
  id: itemId,
  monthYear: "01-2026",
  url: "https://example.com/statement"
})

export const merchants = { foundMerchants: [], notFoundMerchants: ["00000000000191"], invalidCnpjs: ["1"] }

export const execution = only(Execution, {
  id: itemId,
  itemId,
  trigger: "CLIENT",
  status: "SUCCESS",
  createdAt: at,
  steps: [{ status: "CREATED", at }],
  counts: [{ product: "ACCOUNTS", collected: 1, created: 1, updated: 0, removed: 0 }]
})

export const event = only(Event, {
  sequence: 7,
  id: itemId,
  event: "item/updated",
  createdAt: at,
  body: { event: "item/updated", nested: { deeper: [1, null] } }
})

export const delivery = only(Delivery, {
  id: 3,
  eventId: itemId,
  event: "item/updated",
  target: "item",
  url: "https://example.com/hook",
  state: "waiting",
  attempts: 0,
  createdAt: at
})

export const suggestion = only(Suggestion, {
  id: itemId,
  accountId,
  executionId: itemId,
  why: "weak",
  held: itemId,
  created: accountId,
  evidence: { score: 0.5 },
  state: "open",
  createdAt: at,
  updatedAt: at
})

export const balanceCheck = only(BalanceCheck, { accountId, verdict: "NO_EVIDENCE", unproven: 0, days: [] })

export const connectorEntry = only(ConnectorEntry, {
  id: 2,
  slug: "bank",
  name: "Tomada Bank",
  country: "BR",
  version: "1.0.0",
  type: "PERSONAL_BANK",
  transport: "http",
  products: ["ACCOUNTS"],
  challenges: [],
  hosts: ["bank.example"],
  isSandbox: false,
  health: "ONLINE",
  quality: {
    tier: null,
    next: "bronze",
    lacks: ["nothing was worked out yet"],
    until: null,
    recordings: [],
    confirmedAt: null,
    checks: { passed: 0, failed: 0, unaudited: 0, exempt: 0 }
  }
})

export const connectTerms = only(ConnectTerms, {
  applicationName: "Orçamento",
  allowedOrigins: ["https://app.example"],
  allowsLoopback: false,
  itemId: "3f0e8a52-1c6b-4c53-9a0b-2f4b8f6f7f10",
  avoidDuplicates: true,
  connectorSortAlphabetically: false,
  oauthRedirectUri: null,
  consentDays: null,
  expiresAt: "2026-03-01T10:00:00.000Z"
})
