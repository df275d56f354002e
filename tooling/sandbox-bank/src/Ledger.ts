// The ledger: accounts and their rows as a pure function of (seed, user, account, today), and the truth behind the rows for the oracles of tests.
// The account is swept to a fixed balance at the end of each month, so that balances do not need the beginning of time; the trap is that a row
// born in one month may be dated in the next, so a month is summed by the final dates and from ten days before it.
import { Option } from "effect"

import * as CardFacts from "./CardFacts.ts"
import * as CheckingFacts from "./CheckingFacts.ts"
import * as CivilDay from "./CivilDay.ts"
import * as Facts from "./Facts.ts"
import type { Centavos } from "./Money.ts"
import * as Prng from "./Prng.ts"
import * as Users from "./Users.ts"

/** Whose ledger: the bank's seed and a user's name; the faults in a name change nothing here. */
export interface Who {
  readonly seed: string
  readonly user: string
}

export interface Company {
  readonly id: string
  readonly name: string
  readonly cnpj: string
}

export interface Account {
  readonly id: string
  readonly type: "checking" | "card"
  readonly company: string | undefined
  readonly name: string
  /** `0001/12345-0`, or `**** 4321` for a card. */
  readonly number: string
}

/** A row as the bank shows it on some day. Dates are ISO; `balance` stands on posted checking rows only. */
export interface Row {
  readonly id: string
  readonly date: string
  readonly status: "posted" | "pending"
  readonly description: string
  readonly kind: Facts.RowKind
  readonly amount: Centavos
  readonly balance: Centavos | undefined
  readonly counterpart: string
  readonly counterpartDocument: string
  readonly instalment: string
}

/** A shown row and the real transaction behind it; the same transaction has the same `truthId` on every day. */
export interface Truth {
  readonly truthId: string
  readonly phenomenon: Facts.Phenomenon
  readonly row: Row
}

export interface CardSummary {
  readonly owed: Centavos
  readonly limit: Centavos
  readonly available: Centavos
  readonly minimumPayment: Centavos
  readonly closing: string
  readonly due: string
}

/** The rows of one account; an open book remembers the facts of the days it has been asked about, which changes nothing but the speed. */
export interface Book {
  readonly account: Account
  readonly truthAt: (today: string) => ReadonlyArray<Truth>
  readonly rowsAt: (today: string) => ReadonlyArray<Row>
  /** What the bill of a card comes to that closes in the month of a day; 0 for an account. */
  readonly billed: (month: CivilDay.CivilDay) => Centavos
}

/** The balance after each month's sweep. */
export const sweptBalance: Centavos = 625_037
export const overdraftLimit: Centavos = 500_000
export const cardLimit: Centavos = 2_500_000

const perfRowsADay = 13
const lead = 10

export const companies: ReadonlyArray<Company> = [
  { id: "padaria", name: "Padaria Estrela Ltda", cnpj: "11.222.333/0001-81" },
  { id: "transportes", name: "Estrela & Filhos Transportes ME", cnpj: "12.345.678/0001-95" }
]

const checkDigit = (digits: string): string => {
  const sum = [...digits].toReversed().reduce((total, digit, index) => total + Number(digit) * (index + 2), 0)
  const rest = 11 - (sum % 11)
  return rest > 9 ? "0" : String(rest)
}

const checkingAccount = (who: Who, index: number, company: string | undefined): Account => {
  const digits = String(10_000 + (Prng.hash(`${who.seed}|${Users.baseOf(who.user)}|checking|${index}`) % 90_000))
  const check = checkDigit(`0001${digits}`)
  const id = `cc-${digits}${check}`
  return { id, type: "checking", company, name: "Conta Corrente", number: `0001/${digits}-${check}` }
}

const cardAccount = (who: Who, index: number, company: string | undefined): Account => {
  const digits = String(10_000_000 + (Prng.hash(`${who.seed}|${Users.baseOf(who.user)}|card|${index}`) % 90_000_000))
  const last = index === 0 ? "4321" : digits.slice(-4)
  return { id: `cd-${digits}`, type: "card", company, name: "Tomada Platinum", number: `**** ${last}` }
}

/** The accounts and cards of a user, in the order of the pages; empty for a user whom the bank does not know. */
export const accountsOf = (who: Who): ReadonlyArray<Account> => {
  const user = Users.find(who.user)
  if (user === undefined) return []
  if (user.companies) {
    return companies.flatMap((company, index) => [
      checkingAccount(who, index, company.id),
      cardAccount(who, index, company.id)
    ])
  }
  const checking = Array.from({ length: user.checkingAccounts }, (_, index) => checkingAccount(who, index, undefined))
  return [...checking, cardAccount(who, 0, undefined)]
}

interface FactBook {
  readonly on: (day: CivilDay.CivilDay) => ReadonlyArray<Facts.Fact>
  readonly scribe: (day: CivilDay.CivilDay) => Facts.DayScribe
}

const factBook = (who: Who, account: Account): FactBook => {
  const key = `${who.seed}|${Users.baseOf(who.user)}|${account.id}`
  const { multiplier = 1, paysLate = false } = Users.find(who.user) ?? {}
  const extra = (rows: number) => (multiplier === 1 ? 0 : Math.max(0, Math.min(rows * multiplier, perfRowsADay) - rows))
  const style = account.type === "card" ? { posted: "T", pending: "A" } : { posted: "", pending: "AG" }
  const known = new Map<CivilDay.CivilDay, ReadonlyArray<Facts.Fact>>()
  const scribe = (day: CivilDay.CivilDay) => Facts.scribe(key, account.id, style, day)
  return {
    scribe,
    on: (day) => {
      const held = known.get(day)
      if (held !== undefined) return held
      const facts =
        account.type === "card"
          ? CardFacts.factsOn(key, scribe(day), extra, paysLate)
          : CheckingFacts.factsOn(scribe(day), extra)
      known.set(day, facts)
      return facts
    }
  }
}

const sumOfFinals = (
  on: FactBook["on"],
  from: CivilDay.CivilDay,
  to: CivilDay.CivilDay,
  include: (fact: Facts.Fact) => boolean = () => true
): Centavos => {
  let total = 0
  for (let day = from - lead; day <= to; day++) {
    for (const fact of on(day)) {
      const { amount, date } = Facts.final(fact)
      if (fact.gone === undefined && date >= from && date <= to && include(fact)) total += amount
    }
  }
  return total
}

/** The day on which the bill closes in the month of a day. */
export const closingBefore = (day: CivilDay.CivilDay): CivilDay.CivilDay =>
  CivilDay.monthStart(day) + CardFacts.closingDay - 1

/** What the bill that is paid in the month of `day` comes to. */
const billOf = (card: FactBook, day: CivilDay.CivilDay): Centavos =>
  sumOfFinals(card.on, closingBefore(CivilDay.monthStart(day, -1)) + 1, closingBefore(day))

const withPayment = (card: FactBook): FactBook => ({
  ...card,
  on: (day) =>
    CivilDay.fields(day).day !== CardFacts.paymentDay
      ? card.on(day)
      : [
          ...card.on(day),
          card.scribe(day).plain(800, {
            kind: "payment",
            description: "PAGAMENTO RECEBIDO",
            amount: -billOf(card, day)
          })
        ]
})

const withSettlements = (checking: FactBook, card: FactBook | undefined): FactBook => {
  const paying: FactBook = {
    ...checking,
    on: (day) =>
      card === undefined || CivilDay.fields(day).day !== CardFacts.paymentDay
        ? checking.on(day)
        : [
            ...checking.on(day),
            checking.scribe(day).plain(800, {
              kind: "card-payment",
              description: "PAGTO FATURA TOMADA PLATINUM",
              amount: -billOf(card, day)
            })
          ]
  }
  return {
    ...paying,
    on: (day) => {
      if (CivilDay.monthEnd(day) !== day) return paying.on(day)
      const net = sumOfFinals(paying.on, CivilDay.monthStart(day), day)
      const description = net > 0 ? "APLICACAO AUTOMATICA CDB" : "RESGATE AUTOMATICO CDB"
      return [...paying.on(day), checking.scribe(day).plain(900, { kind: "investment", description, amount: -net })]
    }
  }
}

const remembered = (book: FactBook): FactBook => {
  const known = new Map<CivilDay.CivilDay, ReadonlyArray<Facts.Fact>>()
  return {
    ...book,
    on: (day) => {
      const facts = known.get(day) ?? book.on(day)
      known.set(day, facts)
      return facts
    }
  }
}

const factsOf = (who: Who, account: Account): FactBook => {
  const own = factBook(who, account)
  if (account.type === "card") return remembered(withPayment(own))
  const siblings = accountsOf(who).filter((other) => other.company === account.company)
  const paysCard = siblings.find((other) => other.type === "checking")?.id === account.id
  const card = paysCard ? siblings.find((other) => other.type === "card") : undefined
  return remembered(withSettlements(own, card === undefined ? undefined : factBook(who, card)))
}

interface Shown {
  readonly fact: Facts.Fact
  readonly face: Facts.Face
}

const bankOrder = (a: Shown, b: Shown): number =>
  a.face.date - b.face.date ||
  Number(a.face.status === "pending") - Number(b.face.status === "pending") ||
  a.fact.born - b.fact.born ||
  a.fact.sequence - b.fact.sequence

const truthOf = ({ face, fact }: Shown, balance: Centavos | undefined): Truth => ({
  truthId: fact.truthId,
  phenomenon: fact.phenomenon,
  row: {
    id: face.id,
    date: CivilDay.toIso(face.date),
    status: face.status,
    description: face.description,
    kind: fact.kind,
    amount: face.amount,
    balance,
    counterpart: fact.counterpart,
    counterpartDocument: fact.counterpartDocument,
    instalment: fact.instalment
  }
})

const dayOf = (iso: string): CivilDay.CivilDay =>
  Option.getOrThrowWith(CivilDay.fromIso(iso), () => new Error(`not a civil day: ${iso}`))

/** The first day shown: the January three years back, unless the user is shown so many days alone. */
export const firstShown = (who: Who, today: CivilDay.CivilDay): CivilDay.CivilDay => {
  const { daysShown } = Users.find(who.user) ?? {}
  return daysShown === undefined ? CivilDay.of(CivilDay.fields(today).year - 3, 1, 1) : today - daysShown + 1
}

/** Opens the book of an account; undefined when the user has no such account. */
export const open = (who: Who, accountId: string): Book | undefined => {
  const account = accountsOf(who).find((candidate) => candidate.id === accountId)
  if (account === undefined) return undefined
  const facts = factsOf(who, account)
  let latest: { readonly today: string; readonly truth: ReadonlyArray<Truth> } | undefined
  const truthAt = (today: string): ReadonlyArray<Truth> => {
    if (latest?.today === today) return latest.truth
    const now = dayOf(today)
    const first = firstShown(who, now)
    const opening = CivilDay.of(CivilDay.fields(first).year, 1, 1)
    const shown: Array<Shown> = []
    for (let day = opening - lead; day <= now; day++) {
      for (const fact of facts.on(day)) {
        const face = Facts.faceAt(fact, now)
        if (face !== undefined && face.date >= opening) shown.push({ fact, face })
      }
    }
    shown.sort(bankOrder)
    let balance = sweptBalance
    const truth: Array<Truth> = []
    for (const each of shown) {
      const posted = each.face.status === "posted"
      if (posted) balance += each.face.amount
      if (each.face.date >= first)
        truth.push(truthOf(each, posted && account.type === "checking" ? balance : undefined))
    }
    latest = { today, truth }
    return truth
  }
  const rowsAt = (today: string) => truthAt(today).map((truth) => truth.row)
  const own = factBook(who, account)
  return { account, truthAt, rowsAt, billed: (month) => (account.type === "card" ? billOf(own, month) : 0) }
}

/** The rows that an account shows on a day (`2026-03-20`), oldest first. */
export const rowsAt = (who: Who, accountId: string, today: string): ReadonlyArray<Row> =>
  open(who, accountId)?.rowsAt(today) ?? []

/** The real transactions behind `rowsAt`, one for one and in the same order. */
export const truthAt = (who: Who, accountId: string, today: string): ReadonlyArray<Truth> =>
  open(who, accountId)?.truthAt(today) ?? []

/** The balance of a checking account: that of its last posted row. */
export const balanceOf = (rows: ReadonlyArray<Row>): Centavos =>
  rows.findLast((row) => row.balance !== undefined)?.balance ?? sweptBalance

/** What a card owes on a day: everything posted after the last bill that has been paid. */
export const cardSummary = (rows: ReadonlyArray<Row>, today: string, dueDay = CardFacts.paymentDay): CardSummary => {
  const now = dayOf(today)
  const paidThisMonth = CivilDay.fields(now).day >= CardFacts.paymentDay
  const paid = CivilDay.toIso(closingBefore(CivilDay.monthStart(now, paidThisMonth ? 0 : -1)))
  const open = rows.filter((row) => row.date > paid && row.kind !== "payment")
  const sum = (status: Row["status"]) =>
    open.reduce((total, row) => (row.status === status ? total + row.amount : total), 0)
  const owed = sum("posted")
  const closedThisMonth = CivilDay.fields(now).day > CardFacts.closingDay
  const closing = closingBefore(CivilDay.monthStart(now, closedThisMonth ? 1 : 0))
  return {
    owed,
    limit: cardLimit,
    available: cardLimit - owed - sum("pending"),
    minimumPayment: Math.max(0, Math.ceil(owed * 0.15)),
    closing: CivilDay.toIso(closing),
    due: CivilDay.toIso(CivilDay.monthStart(closing) + dueDay - 1)
  }
}
