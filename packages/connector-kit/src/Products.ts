// What is read once a visit is in: what each read is given, and what it yields. Every word of it can cross a process border.
// BILLS is part of the product CREDIT_CARDS and bears a name of its own, because an institution may list cards without bills.
import {
  type Account,
  type AccountStatement,
  type CivilDate,
  type ConnectorError,
  type CreditCardBill,
  type DateInterval,
  type Identity,
  type Investment,
  type InvestmentTransaction,
  type Loan,
  Money,
  Transaction
} from "@tomada/core"
import { type Effect, Schema, type Stream } from "effect"

import type { Page } from "./Pages.ts"

/** How the money of one row moved; `institutionId` is that of the row. */
export const PaymentDetails = Schema.Struct({
  institutionId: Schema.NonEmptyString,
  paymentData: Transaction.PaymentData
})
export type PaymentDetails = typeof PaymentDetails.Type

/**
 * What is on an account at this moment; amounts in `currencyCode`.
 *
 * - `balance`: as `CollectedAccount` counts it: of a BANK account what is on it, of a CREDIT account what is owed, positive.
 * - `availableBalance`: what may be spent now; `blockedBalance`: what is held back.
 * - `updatedAt`: when the institution last counted; null or absent when it does not say.
 */
export const LiveBalance = Schema.Struct({
  balance: Money.Decimal,
  currencyCode: Money.Currency,
  availableBalance: Schema.optionalKey(Schema.NullOr(Money.Decimal)),
  blockedBalance: Schema.optionalKey(Schema.NullOr(Money.Decimal)),
  automaticallyInvestedBalance: Schema.optionalKey(Schema.NullOr(Money.Decimal)),
  updatedAt: Schema.optionalKey(Schema.NullOr(Schema.DateTimeUtcFromString))
})
export type LiveBalance = typeof LiveBalance.Type

/** A statement's document as the institution gives it out. */
export const StatementFile = Schema.Struct({ bytes: Schema.Uint8Array, contentType: Schema.NonEmptyString })
export type StatementFile = typeof StatementFile.Type

/** The days to read, and the bank's today, which is the last of them that can have rows. */
export interface Window extends DateInterval.DateInterval {
  readonly today: CivilDate.CivilDate
}

/** A row that details can be asked for. */
export type IdentifiedRow = Transaction.CollectedTransaction & { readonly institutionId: string }

/** What each read yields. */
export interface Records {
  readonly ACCOUNTS: Account.CollectedAccount
  readonly CREDIT_CARDS: Account.CollectedAccount
  readonly BILLS: CreditCardBill.CollectedBill
  readonly TRANSACTIONS: Transaction.CollectedTransaction
  readonly PAYMENT_DATA: PaymentDetails
  readonly INVESTMENTS: Investment.CollectedInvestment
  readonly INVESTMENTS_TRANSACTIONS: InvestmentTransaction.CollectedInvestmentTransaction
  readonly IDENTITY: Identity.CollectedIdentity
  readonly LOANS: Loan.CollectedLoan
  readonly ACCOUNT_STATEMENTS: AccountStatement.CollectedAccountStatement
}

/** What each read is given beside the session. */
export interface Reads {
  readonly ACCOUNTS: null
  readonly CREDIT_CARDS: null
  readonly BILLS: { readonly account: Account.CollectedAccount }
  readonly TRANSACTIONS: { readonly account: Account.CollectedAccount; readonly window: Window }
  readonly PAYMENT_DATA: { readonly account: Account.CollectedAccount; readonly rows: ReadonlyArray<IdentifiedRow> }
  readonly INVESTMENTS: null
  readonly INVESTMENTS_TRANSACTIONS: { readonly investment: Investment.CollectedInvestment; readonly window: Window }
  readonly IDENTITY: null
  readonly LOANS: null
  readonly ACCOUNT_STATEMENTS: { readonly account: Account.CollectedAccount }
}

export type Readable = keyof Records
/** The products that a manifest may name. */
export type Collectable = Exclude<Readable, "BILLS">

export type Rows<P extends Readable, R> = Stream.Stream<Page<Records[P]>, ConnectorError.FetchError, R>

/**
 * One function a product.
 *
 * - `TRANSACTIONS`, `INVESTMENTS_TRANSACTIONS`: of one account or investment, the days of `window`.
 * - `PAYMENT_DATA`: of `rows` of one account, which have just been collected and whose details are not held yet; a row
 *   without details is left out.
 * - `ACCOUNT_STATEMENTS`: the list alone; the documents are fetched by `statement`.
 */
export interface ProductFunctions<S, R> {
  readonly CREDIT_CARDS: (session: S) => Rows<"CREDIT_CARDS", R>
  readonly TRANSACTIONS: (session: S, account: Account.CollectedAccount, window: Window) => Rows<"TRANSACTIONS", R>
  readonly PAYMENT_DATA: (
    session: S,
    account: Account.CollectedAccount,
    rows: ReadonlyArray<IdentifiedRow>
  ) => Rows<"PAYMENT_DATA", R>
  readonly INVESTMENTS: (session: S) => Rows<"INVESTMENTS", R>
  readonly INVESTMENTS_TRANSACTIONS: (
    session: S,
    investment: Investment.CollectedInvestment,
    window: Window
  ) => Rows<"INVESTMENTS_TRANSACTIONS", R>
  readonly IDENTITY: (session: S) => Rows<"IDENTITY", R>
  readonly LOANS: (session: S) => Rows<"LOANS", R>
  readonly ACCOUNT_STATEMENTS: (session: S, account: Account.CollectedAccount) => Rows<"ACCOUNT_STATEMENTS", R>
}

/**
 * What a connector may offer beside its products.
 *
 * - `bills`: of one card; only with CREDIT_CARDS.
 * - `balance`: of one account, at this moment.
 * - `statement`: the document that a collected statement's `handle` names; only with ACCOUNT_STATEMENTS.
 * - `revoke`: ends at the institution what the person consented to.
 */
export interface ExtraFunctions<S, R> {
  readonly bills: (session: S, account: Account.CollectedAccount) => Rows<"BILLS", R>
  readonly balance: (
    session: S,
    account: Account.CollectedAccount
  ) => Effect.Effect<LiveBalance, ConnectorError.FetchError, R>
  readonly statement: (session: S, handle: string) => Effect.Effect<StatementFile, ConnectorError.FetchError, R>
  readonly revoke: (session: S) => Effect.Effect<void, ConnectorError.FetchError, R>
}
export type Extra = keyof ExtraFunctions<unknown, never>
