// What a person's investments are worth on a day: the position's own sheet, for the list and in full, made of its paper and its movements.
import * as CivilDay from "./CivilDay.ts"
import * as Movements from "./InvestmentMovements.ts"
import { type Paper, papers } from "./Papers.ts"
import * as Prng from "./Prng.ts"
import { count, day, decimal, flag, money, type Sheet, text } from "./Sheet.ts"
import * as Users from "./Users.ts"

/** Whose investments: the bank's seed, a user's name and, where the user has companies, one of them. */
export interface Holder {
  readonly seed: string
  readonly user: string
  readonly company: string | undefined
}

export interface Position {
  readonly id: string
  readonly listed: Sheet
  readonly full: Sheet
  /** Oldest first. */
  readonly movements: ReadonlyArray<Movements.Movement>
}

const keyOf = ({ company, seed, user }: Holder) => `${seed}|${Users.baseOf(user)}|${company ?? ""}|investments`

const civil = (value: readonly [number, number, number] | undefined) =>
  value === undefined ? undefined : day(CivilDay.of(...value))

const textOr = (value: string | undefined) => (value === undefined || value === "" ? undefined : text(value))

/** How much a price gained between two days, in hundredths of a percent. */
const gained = (key: string, paper: Paper, from: CivilDay.CivilDay, to: CivilDay.CivilDay) => {
  const before = Movements.priceOn(key, paper, from)
  return decimal(Math.round(((Movements.priceOn(key, paper, to) - before) / before) * 10_000), 2)
}

const pension = (paper: Paper, number: string): Sheet =>
  paper.type === "SECURITY"
    ? {
        "tax-regime": text("Regressivo"),
        "proposal-number": text(number.slice(-6)),
        "process-number": text(paper.code),
        "fund-name": text("TOMADA PREV FIC RF"),
        "insurer-name": text(paper.issuer),
        "insurer-cnpj": text(paper.issuerCnpj)
      }
    : {}

const fund = (paper: Paper): Sheet =>
  paper.type === "MUTUAL_FUND"
    ? {
        "anbima-class": text("Multimercados"),
        "anbima-subclass": text("Livre"),
        "anbima-category": text("Estratégia")
      }
    : {}

const coupon = (paper: Paper): Sheet =>
  paper.subtype === "TREASURY"
    ? { "has-coupon": flag(true), "coupon-periodicity": text("SEMESTRAL"), "coupon-info": text("15/05 e 15/11") }
    : {}

const position = (holder: Holder, paper: Paper, today: CivilDay.CivilDay): Position => {
  const key = keyOf(holder)
  const since = CivilDay.of(...paper.since)
  const number = String(100_000_000 + (Prng.hash(`${key}|${paper.slug}`) % 900_000_000))
  const id = `inv-${number}`
  const { cost, lastPurchase, movements, quantity } = Movements.upTo(key, id, paper, today)
  const price = Movements.priceOn(key, paper, today)
  const amount = Movements.worth(quantity, price)
  const profit = amount - cost
  const taxes = paper.taxExempt ? 0 : Math.max(0, Math.round(profit * 0.15))
  const iof = paper.type === "FIXED_INCOME" && !paper.taxExempt && today - lastPurchase < 30 ? 37 : 0
  const taxes2 = quantity === 0 ? 0 : iof
  const balance = amount - taxes - taxes2
  const locked = paper.type === "COE" || (paper.due !== undefined && paper.subtype === "LCI")
  const listed: Sheet = {
    name: text(paper.name),
    type: text(paper.type),
    subtype: text(paper.subtype),
    number: text(number),
    code: textOr(paper.code),
    quantity: decimal(quantity, 6),
    value: decimal(price, 6),
    amount: money(amount),
    balance: money(balance),
    date: day(today),
    status: text(quantity === 0 ? "TOTAL_WITHDRAWAL" : "ACTIVE")
  }
  return {
    id,
    listed,
    full: {
      ...listed,
      "currency-code": text("BRL"),
      owner: text("John Doe"),
      isin: textOr(paper.isin),
      issuer: text(paper.issuer),
      "issuer-cnpj": text(paper.issuerCnpj),
      "issue-date": day(since - 20),
      "purchase-date": day(since),
      "grace-period-date": locked ? civil(paper.due) : undefined,
      "due-date": civil(paper.due),
      rate: paper.rate === undefined ? undefined : decimal(paper.rate, 2),
      "rate-type": textOr(paper.rateType),
      "rate-periodicity": paper.rate === undefined ? undefined : text("YEARLY"),
      "indexer-additional-info": paper.rateType === "CDI" ? text("CETIP") : undefined,
      "fixed-annual-rate": paper.fixedAnnualRate === undefined ? undefined : decimal(paper.fixedAnnualRate, 2),
      "last-month-rate": gained(key, paper, today - 30, today),
      "last-twelve-months-rate": gained(key, paper, Math.max(since, today - 365), today),
      "annual-rate": gained(key, paper, Math.max(since, CivilDay.of(CivilDay.fields(today).year, 1, 1)), today),
      "amount-original": money(cost),
      "amount-profit": money(profit),
      "amount-withdrawal": money(locked ? 0 : balance),
      taxes: money(taxes),
      taxes2: money(taxes2),
      "tax-exempt": flag(paper.taxExempt),
      "price-factor": paper.type === "EQUITY" ? count(1) : undefined,
      "debtor-name": paper.subtype === "DEBENTURES" ? text(paper.issuer) : undefined,
      ...coupon(paper),
      ...pension(paper, number),
      ...fund(paper)
    },
    movements
  }
}

/** The positions that a page shows on a day, in the bank's order; a paper is held from its first purchase on. */
export const positionsOf = (holder: Holder, today: CivilDay.CivilDay): ReadonlyArray<Position> =>
  papers.filter(({ since }) => CivilDay.of(...since) <= today).map((paper) => position(holder, paper, today))

/** A movement's own sheet. */
export const movementSheet = (movement: Movements.Movement): Sheet => ({
  date: day(movement.date),
  "trade-date": day(movement.tradeDate),
  id: text(movement.id),
  type: text(movement.type),
  "movement-type": text(movement.movementType),
  quantity: movement.quantity === undefined ? undefined : decimal(movement.quantity, 6),
  value: movement.value === undefined ? undefined : decimal(movement.value, 6),
  amount: movement.amount === undefined ? undefined : money(movement.amount),
  "income-tax": movement.incomeTax === undefined ? undefined : money(movement.incomeTax),
  "brokerage-fee": movement.brokerage === undefined ? undefined : money(movement.brokerage)
})
