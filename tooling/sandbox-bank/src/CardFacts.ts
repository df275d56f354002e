// What happens on a credit card on one day, apart from the payment of the bill, which depends on other days. Amounts are as on a bill: purchases
// positive. Instalment plans start once a month and come back on the same day of the following months. Some months charge for the card itself.
import * as CivilDay from "./CivilDay.ts"
import { type DayScribe, type Entry, type Fact, shopAmount } from "./Facts.ts"
import * as Prng from "./Prng.ts"

const merchants = [
  "IFOOD *RESTAURANTE",
  "MERCADO LIVRE*2 PRODUTOS",
  "AMAZON BR",
  "NETSHOES",
  "CINEMARK",
  "DROGA RAIA",
  "C&A MODAS"
] as const
const restaurants = ["BAR DO ZE", "CANTINA ROMA", "SUSHI YAMA"] as const
const holds = ["UBER *TRIP", "HOTEL IBIS SAO PAULO", "POSTO BR PRE-AUT"] as const
const stores = ["MAGAZINE LUIZA", "CASAS BAHIA", "FAST SHOP", "DECATHLON"] as const

/** The bill closes on this day of the month and is paid on the other. */
export const closingDay = 3
export const paymentDay = 10
/** When the bill of somebody who pays late is due. */
export const lateDueDay = 7
const chargeDay = 12

/** What a bill charges for itself: a kind in the words of Open Finance, and how the rows say it. */
export const charges = {
  LATE_PAYMENT_FEE: "MULTA POR ATRASO",
  LATE_PAYMENT_INTEREST: "JUROS DE MORA",
  LATE_PAYMENT_REMUNERATIVE_INTEREST: "JUROS REMUNERATORIOS",
  IOF: "IOF COMPRA INTERNACIONAL",
  OTHER: "ANUIDADE DIFERENCIADA"
} as const
export type ChargeType = keyof typeof charges

const purchase = (description: string, amount: number): Entry => ({ kind: "purchase", description, amount })

interface Plan {
  readonly store: string
  readonly day: number
  readonly count: number
  readonly each: number
}

const planOf = (key: string, month: CivilDay.CivilDay): Plan => {
  const random = Prng.make(`${key}|plan|${month}`)
  return {
    store: random.pick(stores),
    day: random.int(5, 26),
    count: random.pick([3, 6, 10]),
    each: shopAmount(random, 45, 160)
  }
}

const instalments = (key: string, scribe: DayScribe): ReadonlyArray<Fact> => {
  const { day } = CivilDay.fields(scribe.day)
  const facts: Array<Fact> = []
  for (let back = 0; back < 10; back++) {
    const plan = planOf(key, CivilDay.monthStart(scribe.day, -back))
    if (plan.day !== day || back >= plan.count) continue
    const instalment = `${back + 1}/${plan.count}`
    facts.push(scribe.plain(300 + back, { ...purchase(`${plan.store} ${instalment}`, plan.each), instalment }))
  }
  return facts
}

const chargesOn = (key: string, scribe: DayScribe, paysLate: boolean): ReadonlyArray<Fact> => {
  const { day, month } = CivilDay.fields(scribe.day)
  if (day !== chargeDay) return []
  const random = Prng.make(`${key}|charges|${scribe.day}`)
  const types: ReadonlyArray<ChargeType> = [
    ...(month % 3 === 0 ? (["IOF"] as const) : []),
    ...(month % 6 === 1 ? (["OTHER"] as const) : []),
    ...(paysLate ? (["LATE_PAYMENT_FEE", "LATE_PAYMENT_INTEREST", "LATE_PAYMENT_REMUNERATIVE_INTEREST"] as const) : [])
  ]
  return types.map((type, index) =>
    scribe.plain(700 + index, { kind: "charge", description: charges[type], amount: random.int(390, 8_990) })
  )
}

/** The facts born on the scribe's day. `extra` rows more come from the performance users. */
export const factsOn = (
  key: string,
  scribe: DayScribe,
  extra: (rows: number) => number,
  paysLate: boolean
): ReadonlyArray<Fact> => {
  const { cycle, random } = scribe
  const facts: Array<Fact> = [...instalments(key, scribe), ...chargesOn(key, scribe, paysLate)]

  if (cycle % 3 === 0) facts.push(scribe.late(10, purchase("SEM PARAR PEDAGIO", scribe.amount(2, 20, 60)), 3))
  else if (cycle % 3 === 1) {
    const amount = scribe.amount(3, 40, 130)
    const restaurant = random.pick(restaurants)
    const change = Math.floor(cycle / 3) % 3
    facts.push(
      scribe.restated(
        20,
        purchase(change === 1 ? restaurant : "COMPRA A IDENTIFICAR", amount),
        purchase(restaurant, change === 0 ? amount : amount + 300)
      )
    )
  } else {
    const ticket = purchase("METRO SP BILHETE", random.pick([540, 520]))
    facts.push(scribe.plain(30, ticket, "twin"), scribe.plain(31, ticket, "twin"))
  }

  if (cycle % 2 === 0) facts.push(scribe.hold(40, purchase(random.pick(holds), scribe.amount(1, 50, 250))))
  if (cycle % 2 === 1 || random.chance(0.6)) {
    const lag = cycle % 2 === 1 ? random.int(2, 3) : random.pick([1, 4])
    const suffix = random.chance(0.5) ? " SAO PAULO BR" : ""
    const entry = purchase(random.pick(merchants), scribe.amount(0, 20, 150))
    facts.push(scribe.pending(50, entry, lag, suffix, random.chance(0.5)))
  }
  if (random.chance(0.03)) {
    const amount = -shopAmount(random, 30, 120)
    facts.push(scribe.plain(60, { kind: "refund", description: `ESTORNO ${random.pick(merchants)}`, amount }))
  }
  const regulars = random.pick([0, 0, 0, 1])
  const all = regulars + extra(facts.length + regulars)
  for (let i = 0; i < all; i++) {
    facts.push(scribe.plain(100 + i, purchase(random.pick(merchants), shopAmount(random, 8, 160))))
  }
  return facts
}
