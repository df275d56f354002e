// Whether records are what the core says they are. A field that is not is named; what stands in it is not.
import { Products } from "@tomada/connector-kit"
import {
  Account,
  AccountStatement,
  CreditCardBill,
  Identity,
  Investment,
  InvestmentTransaction,
  Loan,
  type Transaction as Row,
  Transaction
} from "@tomada/core"
import { BigDecimal, DateTime, Option, Predicate, Schema } from "effect"

import type { Replayed } from "../Replay.ts"
import * as Reads from "./Reads.ts"
import * as Facts from "./rows/Facts.ts"
import * as Surgery from "./Surgery.ts"

type Is = (value: unknown) => boolean

/** A field by itself, so that a problem has its name. */
const each = (fields: Readonly<Record<string, Schema.Codec<unknown, unknown>>>): ReadonlyArray<readonly [string, Is]> =>
  Object.entries(fields).map(([name, schema]) => [name, Schema.is(Schema.toType(Schema.Struct({ [name]: schema })))])

const fieldsOf: Readonly<Record<string, ReadonlyArray<readonly [string, Is]>>> = {
  ACCOUNTS: each(Account.CollectedAccount.fields),
  CREDIT_CARDS: each(Account.CollectedAccount.fields),
  BILLS: each(CreditCardBill.CollectedBill.fields),
  TRANSACTIONS: each(Transaction.CollectedTransaction.fields),
  PAYMENT_DATA: each(Products.PaymentDetails.fields),
  INVESTMENTS: each(Investment.CollectedInvestment.fields),
  INVESTMENTS_TRANSACTIONS: each(InvestmentTransaction.CollectedInvestmentTransaction.fields),
  IDENTITY: each(Identity.CollectedIdentity.fields),
  LOANS: each(Loan.CollectedLoan.fields),
  ACCOUNT_STATEMENTS: each(AccountStatement.CollectedAccountStatement.fields)
}

const misshapen = (step: string, record: unknown): ReadonlyArray<string> =>
  (fieldsOf[step] ?? []).flatMap(([name, is]) => {
    const isThere = Predicate.isObject(record) && Object.hasOwn(record, name)
    return is(isThere ? { [name]: Reflect.get(record, name) } : {})
      ? []
      : [`${step} yields a record whose ${name} is not what it should be`]
  })

const currencies = new Set(Intl.supportedValuesOf("currency"))

const currency = (step: string, record: unknown): ReadonlyArray<string> => {
  const code: unknown = Predicate.isObject(record) ? Reflect.get(record, "currencyCode") : undefined
  return typeof code !== "string" || currencies.has(code)
    ? []
    : [`${step} yields a currencyCode that is no ISO 4217 code`]
}

/** As the core has it: `type` is the holder's view; on a card a purchase is positive, elsewhere money out is negative. */
const isSigned = (type: "BANK" | "CREDIT", row: Row.CollectedTransaction): boolean => {
  if (!BigDecimal.isBigDecimal(row.amount) || BigDecimal.isZero(row.amount)) return true
  const isOut = (type === "CREDIT") === BigDecimal.isPositive(row.amount)
  return (row.type === "DEBIT") === isOut
}

/** What is wrong with the records of one read, each problem once. */
export const problems = (read: Reads.Read): ReadonlyArray<string> => {
  const { records, step } = read
  const found = records.flatMap((record) => [...misshapen(step, record), ...currency(step, record)])
  return [...new Set(found)]
}

/** Rows whose sign is not that of their direction. */
export const wrongSigns = (replayed: Replayed): ReadonlyArray<string> =>
  Reads.statements(replayed).flatMap((read) => {
    const count = read.rows.filter((row) => !isSigned(read.account.type, row)).length
    return count === 0 ? [] : [`${Reads.nameOf(read)} yields ${count} rows whose type is not that of their sign`]
  })

/** Rows that the institution names by an instant, and that are of the day which that is elsewhere than in its zone. */
export const wrongDays = (replayed: Replayed, zone: string): ReadonlyArray<string> =>
  Reads.statements(replayed).flatMap((read) => {
    const told = Reads.answersOf(read).flatMap((answer) => Surgery.rows(answer, { zone }) ?? [])
    const wrong = told.filter(({ amounts, values }) => {
      const instants = values.flatMap(([, value]) => Option.toArray(Facts.instant(value)))
      const [instant] = instants
      if (instant === undefined || instants.length > 1) return false
      const days = Facts.days(DateTime.formatIso(instant), zone)
      const [here, ...elsewhere] = days
      const alike = read.rows.filter(({ amount }) => amounts.includes(Facts.unsigned(amount)))
      return (
        alike.length > 0 &&
        !alike.some(({ date }) => date === here) &&
        alike.some(({ date }) => elsewhere.includes(date))
      )
    }).length
    return wrong === 0
      ? []
      : [`${Reads.nameOf(read)} yields ${wrong} rows of a day that is none of the institution's zone`]
  })
