// The positions of the person, each read in full on a page of its own. Its number is this holder's and durable; the code and
// ISIN are of the paper, which may be held twice.
import type { Connector, Records } from "@tomada/connector-kit"
import { Effect, Option } from "effect"

import type { Facts } from "./facts.ts"
import * as View from "./view.ts"

const types = ["COE", "EQUITY", "ETF", "FIXED_INCOME", "MUTUAL_FUND", "SECURITY", "OTHER"] as const

const subtypes = [
  "STRUCTURED_NOTE",
  "STOCK",
  "ETF",
  "REAL_ESTATE_FUND",
  "BDR",
  "TREASURY",
  "LCI",
  "LCA",
  "CDB",
  "CRI",
  "CRA",
  "DEBENTURES",
  "INVESTMENT_FUND",
  "MULTIMARKET_FUND",
  "FIXED_INCOME_FUND",
  "STOCK_FUND",
  "RETIREMENT",
  "OTHER"
] as const

const metadata = Effect.fnUntraced(function* ({ whereShown: { text } }: Facts) {
  const [name, cnpj] = [yield* text("insurer-name"), yield* text("insurer-cnpj")]
  return {
    taxRegime: yield* text("tax-regime"),
    proposalNumber: yield* text("proposal-number"),
    processNumber: yield* text("process-number"),
    fundName: yield* text("fund-name"),
    insurer: name === null ? null : { name, cnpj },
    anbimaClass: yield* text("anbima-class"),
    anbimaSubclass: yield* text("anbima-subclass"),
    anbimaCategory: yield* text("anbima-category")
  }
})

const coupon = Effect.fnUntraced(function* ({ whereShown }: Facts) {
  const hasCoupon = yield* whereShown.flag("has-coupon")
  if (hasCoupon === null) return null
  return {
    hasCoupon,
    periodicity: yield* whereShown.text("coupon-periodicity"),
    additionalInfo: yield* whereShown.text("coupon-info")
  }
})

const position = Effect.fnUntraced(function* (view: View.View, id: string) {
  const facts = yield* view.sheet("investment")
  const { day, decimal, flag, text } = facts.maybe
  const type = yield* facts.one("type", types)
  const number = yield* facts.text("number")
  const debtor = yield* text("debtor-name")
  const collected: Records.CollectedInvestment = {
    key: number,
    handle: `/investments/${id}`,
    type,
    subtype: yield* facts.one("subtype", subtypes),
    number,
    name: yield* facts.text("name"),
    code: yield* text("code"),
    isin: yield* text("isin"),
    currencyCode: yield* facts.text("currency-code"),
    owner: yield* text("owner"),
    date: yield* facts.day("date"),
    status: yield* facts.one("status", ["ACTIVE", "PENDING", "TOTAL_WITHDRAWAL"]),
    quantity: yield* decimal("quantity"),
    value: yield* decimal("value"),
    amount: yield* decimal("amount"),
    balance: yield* facts.decimal("balance"),
    amountOriginal: yield* decimal("amount-original"),
    amountProfit: yield* decimal("amount-profit"),
    amountWithdrawal: yield* decimal("amount-withdrawal"),
    taxes: yield* decimal("taxes"),
    taxes2: yield* decimal("taxes2"),
    taxExempt: yield* flag("tax-exempt"),
    issuer: yield* text("issuer"),
    issuerCNPJ: yield* text("issuer-cnpj"),
    issueDate: yield* day("issue-date"),
    purchaseDate: yield* day("purchase-date"),
    gracePeriodDate: yield* day("grace-period-date"),
    dueDate: yield* day("due-date"),
    rate: yield* decimal("rate"),
    rateType: yield* text("rate-type"),
    ratePeriodicity: yield* text("rate-periodicity"),
    indexerAdditionalInfo: yield* text("indexer-additional-info"),
    fixedAnnualRate: yield* decimal("fixed-annual-rate"),
    lastMonthRate: yield* decimal("last-month-rate"),
    lastTwelveMonthsRate: yield* decimal("last-twelve-months-rate"),
    annualRate: yield* decimal("annual-rate"),
    priceFactor: yield* decimal("price-factor"),
    debtor: debtor === null ? null : { name: debtor },
    couponPayment: yield* coupon(facts),
    metadata: type === "SECURITY" || type === "MUTUAL_FUND" ? yield* metadata(facts) : null
  }
  return collected
})

export const investments =
  <S>(door: View.Door<S>) =>
  (session: S): Connector.Rows<"INVESTMENTS"> =>
    View.list(door, session, { address: "/investments", name: "investments", table: "investments" }, ({ id }) =>
      Effect.gen(function* () {
        return Option.some(yield* position(yield* View.read(door, session, `/investments/${id}`, "investment"), id))
      })
    )
