// Makes up the journal of one household: equal seeds give equal days, whatever the last one is, so a journal that goes on later is the same
// one with more at its end. Some rows have an equal twin on their day, because two equal coffees are two.
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"
import type { Centavos } from "@tomada/sandbox-bank/Money"
import * as Prng from "@tomada/sandbox-bank/Prng"

import * as Journal from "./Journal.ts"

export interface Wanted {
  readonly seed: string
  /** The last day that has rows. */
  readonly lastDay: CivilDay.CivilDay
  /** Calendar months before that of the last day; 14 unless told. The first day is the first of a month. */
  readonly months?: number
}

type Names = readonly [string, ...ReadonlyArray<string>]

const { card, checking, savings } = Journal
const shops: Names = ["SUPERMERCADO BOM DIA", "FARMÁCIA SÃO JOÃO", "POSTO DA SERRA", "LIVRARIA DO LARGO", "J&J MODAS"]
const people: Names = ["MARIA SOUZA", "JOSÉ D'ÁVILA & FILHOS", "ANA LIMA", 'PEDRO "PEDRÃO" ALVES', "D. <CIDA> NUNES"]
const income = "income:salary"
const equity = "equity:opening balances"

/** From a price for which things are bought, in centavos. */
const price = (random: Prng.Prng, least: number, most: number): Centavos => random.int(least * 100, most * 100)

const bought = (day: CivilDay.CivilDay, random: Prng.Prng): ReadonlyArray<Journal.Transaction> => {
  const purchases: Array<Journal.Transaction> = []
  if (random.chance(0.45))
    purchases.push(
      Journal.move(day, `COMPRA ${random.pick(shops)}`, price(random, 8, 240), card.name, "expenses:shopping")
    )
  if (random.chance(0.2)) {
    const [food, home] = [price(random, 20, 160), price(random, 5, 60)]
    purchases.push({
      day,
      description: "COMPRA MERCADO CENTRAL",
      postings: [
        { account: "expenses:food", amount: food },
        { account: "expenses:home", amount: home },
        { account: card.name, amount: -(food + home) }
      ]
    })
  }
  if (random.chance(0.12)) {
    const coffee = Journal.move(day, "CAFÉ DA ESQUINA", price(random, 6, 14), card.name, "expenses:coffee")
    purchases.push(coffee, coffee)
  }
  return purchases
}

/** What is bought with the card on a day; nothing else is on the card but its opening balance and what is paid. */
const purchases = (seed: string, day: CivilDay.CivilDay): ReadonlyArray<Journal.Transaction> =>
  bought(day, Prng.make(`${seed} card ${day}`))

/** The bill of the month before that of `day`. */
const bill = (seed: string, day: CivilDay.CivilDay): Centavos => {
  const [first, end] = [CivilDay.monthStart(day, -1), CivilDay.monthStart(day)]
  return Array.from({ length: end - first }, (_, index) => purchases(seed, first + index))
    .flat()
    .flatMap(({ postings }) => postings.filter(({ account }) => account === card.name))
    .reduce((sum, posting) => sum - posting.amount, 0)
}

/** What recurs each month, by day of month. */
const monthly = (seed: string, day: CivilDay.CivilDay, random: Prng.Prng): ReadonlyArray<Journal.Transaction> => {
  switch (CivilDay.fields(day).day) {
    case 1:
      return [Journal.move(day, "RENDIMENTO POUPANÇA", price(random, 20, 60), "income:interest", savings.name)]
    case 5:
      return [Journal.move(day, "SALÁRIO ACME BRASIL SA", 780_000, income, checking.name)]
    case 6: {
      const kept = Journal.move(day, "APLICAÇÃO POUPANÇA", 50_000, checking.name, savings.name)
      return [kept, kept]
    }
    case 8:
      return [Journal.move(day, "ALUGUEL IMOBILIÁRIA SOL", 320_000, checking.name, "expenses:rent")]
    case 10:
      return [Journal.move(day, "PAGAMENTO FATURA CARTÃO", bill(seed, day), checking.name, card.name)]
    case 12:
      return [Journal.move(day, "ÁGUAS DO VALE", price(random, 60, 140), checking.name, "expenses:water")]
    default:
      return []
  }
}

const everyday = (day: CivilDay.CivilDay, random: Prng.Prng): ReadonlyArray<Journal.Transaction> => {
  const found: Array<Journal.Transaction> = []
  if (random.chance(0.3))
    found.push(
      Journal.move(day, `PIX ENVIADO ${random.pick(people)}`, price(random, 10, 180), checking.name, "expenses:people")
    )
  if (random.chance(0.15))
    found.push(
      Journal.move(day, `PIX RECEBIDO ${random.pick(people)}`, price(random, 10, 90), "income:people", checking.name)
    )
  if (random.chance(0.08)) {
    const cash = Journal.move(day, "SAQUE 24 HORAS", 10_000, checking.name, "assets:cash")
    found.push(cash, cash)
  }
  return found
}

/** All that happens on a day. */
export const on = (seed: string, day: CivilDay.CivilDay): ReadonlyArray<Journal.Transaction> => {
  const random = Prng.make(`${seed} ${day}`)
  return [...monthly(seed, day, random), ...everyday(day, random), ...purchases(seed, day)]
}

/** All that happens from one day to another, both inclusive. */
export const between = (
  seed: string,
  first: CivilDay.CivilDay,
  last: CivilDay.CivilDay
): ReadonlyArray<Journal.Transaction> =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => on(seed, first + index)).flat()

/** The journal, with what was there before as its first rows. */
export const journal = ({ lastDay, months = 14, seed }: Wanted): Journal.Journal => {
  const first = CivilDay.monthStart(lastDay, -months)
  const opening = "SALDO INICIAL"
  return {
    accounts: [checking, savings, card],
    transactions: [
      Journal.move(first, opening, 350_000, equity, checking.name),
      Journal.move(first, opening, 1_200_000, equity, savings.name),
      Journal.move(first, opening, bill(seed, first), card.name, equity),
      ...between(seed, first, lastDay)
    ]
  }
}
