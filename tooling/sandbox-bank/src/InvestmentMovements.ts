// What happened to a position, from its first purchase to a day. A position is what its movements left: quotas bought less quotas sold, so that
// whoever reads both pages can check one against the other.
import * as CivilDay from "./CivilDay.ts"
import type { Centavos } from "./Money.ts"
import type { Paper } from "./Papers.ts"
import * as Prng from "./Prng.ts"

export interface Movement {
  readonly id: string
  readonly type: "BUY" | "SELL" | "TAX" | "TRANSFER" | "INTEREST" | "AMORTIZATION"
  readonly movementType: "CREDIT" | "DEBIT"
  readonly date: CivilDay.CivilDay
  readonly tradeDate: CivilDay.CivilDay
  /** In millionths of a quota; undefined where no quota moves. */
  readonly quantity: number | undefined
  /** Of one quota that day, in millionths of a real. */
  readonly value: number | undefined
  /** Gross; a transfer has none. */
  readonly amount: Centavos | undefined
  readonly incomeTax: Centavos | undefined
  readonly brokerage: Centavos | undefined
}

export interface History {
  readonly movements: ReadonlyArray<Movement>
  /** Millionths of a quota held on the day. */
  readonly quantity: number
  /** What the quotas that are held cost. */
  readonly cost: Centavos
  readonly lastPurchase: CivilDay.CivilDay
}

/** The price of one quota on a day, in millionths of a real. */
export const priceOn = (key: string, paper: Paper, day: CivilDay.CivilDay): number => {
  const grown = paper.price + paper.gain * (day - CivilDay.of(...paper.since))
  const chance = paper.swing === 0 ? 0 : (Prng.hash(`${key}|${paper.slug}|price|${day}`) % 2001) - 1000
  return Math.max(1, grown + Math.trunc((grown * paper.swing * chance) / 10_000_000))
}

/** Quotas times a price, in centavos. */
export const worth = (quantity: number, price: number): Centavos =>
  Number((BigInt(quantity) * BigInt(price) + 5_000_000_000n) / 10_000_000_000n)

/** All that happened up to a day, oldest first; `id` names the position. */
export const upTo = (key: string, id: string, paper: Paper, today: CivilDay.CivilDay): History => {
  const since = CivilDay.of(...paper.since)
  const closed = paper.closed === undefined ? undefined : CivilDay.of(...paper.closed)
  const movements: Array<Movement> = []
  let quantity = 0
  let cost = 0
  let lastPurchase = since

  const add = (type: Movement["type"], date: CivilDay.CivilDay, quotas: number | undefined, amount?: Centavos) => {
    const income = type === "SELL" && !paper.taxExempt ? Math.max(0, Math.round((amount ?? 0) * 0.015)) : undefined
    movements.push({
      id: `${id}-${CivilDay.toIso(date).replaceAll("-", "")}-${movements.length + 1}`,
      type,
      movementType: type === "SELL" || type === "TAX" ? "DEBIT" : "CREDIT",
      date,
      tradeDate: type === "BUY" && paper.wholeQuotas ? date - 2 : date,
      quantity: quotas,
      value: quotas === undefined ? undefined : priceOn(key, paper, date),
      amount: type === "TRANSFER" ? undefined : amount,
      incomeTax: income,
      brokerage: paper.wholeQuotas && (type === "BUY" || type === "SELL") ? 490 : undefined
    })
  }
  const buy = (date: CivilDay.CivilDay, quotas: number) => {
    const amount = worth(quotas, priceOn(key, paper, date))
    add("BUY", date, quotas, amount)
    quantity += quotas
    cost += amount
    lastPurchase = date
  }
  const sell = (date: CivilDay.CivilDay, quotas: number) => {
    add("SELL", date, quotas, worth(quotas, priceOn(key, paper, date)))
    cost -= Number((BigInt(cost) * BigInt(quotas)) / BigInt(quantity))
    quantity -= quotas
  }

  for (let back = 0; ; back++) {
    const first = CivilDay.monthStart(since, back)
    if (first > today) break
    const { month } = CivilDay.fields(first)
    const at = (day: number) => first + day - 1
    const live = (day: number) => at(day) >= since && at(day) <= today && (closed === undefined || at(day) < closed)
    const bought = back === 0 || (paper.every > 0 && back % paper.every === 0)
    const day = CivilDay.fields(since).day
    if (bought && live(day)) buy(at(day), paper.quotas)
    if (back === 0 && paper.wholeQuotas && live(day + 3)) {
      add("TRANSFER", at(day + 3), paper.quotas)
      quantity += paper.quotas
    }
    if (paper.comeCotas && (month === 5 || month === 11) && live(28)) {
      add("TAX", at(28), undefined, Math.round(worth(quantity, priceOn(key, paper, at(28))) * 0.003))
    }
    if (paper.pays > 0 && month % 3 === 0 && live(15)) add("INTEREST", at(15), undefined, worth(quantity, paper.pays))
    if (paper.amortises && month === 12 && live(20)) {
      add("AMORTIZATION", at(20), undefined, worth(quantity, 1_000_000))
    }
    if (paper.sells && month % 6 === 4 && live(22)) {
      const quarter = Math.floor(quantity / 4)
      const quotas = paper.wholeQuotas ? quarter - (quarter % 1_000_000) : quarter
      if (quotas > 0) sell(at(22), quotas)
    }
    if (closed !== undefined && closed <= today && CivilDay.monthStart(closed) === first && quantity > 0) {
      sell(closed, quantity)
    }
  }
  return { movements, quantity, cost, lastPurchase }
}
