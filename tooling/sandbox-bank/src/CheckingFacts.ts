// What happens on a checking account on one day, apart from what depends on other days (the card's bill and the month-end investment, which the
// ledger adds). Each habit recurs every two or three days, so any three days' advance shows all of them.
import * as CivilDay from "./CivilDay.ts"
import { type DayScribe, type Entry, type Fact, shopAmount } from "./Facts.ts"
import type { Prng } from "./Prng.ts"

type Party = readonly [name: string, document: string]
const people: readonly [Party, ...ReadonlyArray<Party>] = [
  ["MARIA SOUZA", "***.482.917-**"],
  ["JOAO PEREIRA", "***.115.604-**"],
  ["ANA LIMA", "***.730.286-**"],
  ["PEDRO ALVES", "***.291.553-**"],
  ["JOSÉ D'ÁVILA & FILHOS", "11.222.333/0001-81"],
  ["CAROLINA NUNES", "***.604.118-**"]
]
const shops = ["SUPERMERCADO EXTRA", "PADARIA REAL", "DROGASIL", "POSTO IPIRANGA", "LIVRARIA CULTURA"] as const
const billers: readonly [Party, ...ReadonlyArray<Party>] = [
  ["AGUAS DO VALE", "11.444.777/0001-61"],
  ["PREFEITURA NOVA LAPA", "98.765.432/0001-98"],
  ["ESCOLA AURORA LTDA", "12.345.678/0001-95"]
]
const holds = ["POSTO SHELL BOMBA 3", "LOCADORA RODAR", "HOTEL MAR AZUL"] as const

const person = (random: Prng, kind: "pix-in" | "pix-out", amount: number): Entry => {
  const [counterpart, counterpartDocument] = random.pick(people)
  const verb = kind === "pix-in" ? "PIX RECEBIDO" : "PIX ENVIADO"
  return { kind, description: `${verb} ${counterpart}`, amount, counterpart, counterpartDocument }
}

const debit = (description: string, amount: number): Entry => ({ kind: "debit", description, amount: -amount })

const boleto = (random: Prng, amount: number): Entry => {
  const [counterpart, counterpartDocument] = random.pick(billers)
  return {
    kind: "boleto",
    description: `PAGTO BOLETO ${counterpart}`,
    amount: -amount,
    counterpart,
    counterpartDocument
  }
}

const regular = (random: Prng): Entry =>
  random.chance(0.3)
    ? person(random, "pix-in", shopAmount(random, 40, 400))
    : random.chance(0.4)
      ? person(random, "pix-out", -shopAmount(random, 10, 120))
      : debit(`COMPRA DEBITO ${random.pick(shops)}`, shopAmount(random, 8, 110))

const monthly: Readonly<Record<number, (random: Prng) => Entry>> = {
  5: () => ({
    kind: "salary",
    description: "SALARIO ACME BRASIL SA",
    amount: 1_480_000,
    counterpart: "ACME BRASIL SA",
    counterpartDocument: "11.444.777/0001-61"
  }),
  8: () => ({
    kind: "boleto",
    description: "PAGTO BOLETO ALUGUEL IMOBILIARIA SOL",
    amount: -240_000,
    counterpart: "IMOBILIARIA SOL",
    counterpartDocument: "98.765.432/0001-98"
  }),
  12: (random) => ({
    kind: "boleto",
    description: "DEB AUT ENERGIA SUL",
    amount: -shopAmount(random, 120, 260),
    counterpart: "ENERGIA SUL",
    counterpartDocument: "12.345.678/0001-95"
  }),
  15: () => ({ kind: "boleto", description: "DEB AUT INTERNET FIBRA", amount: -11_999, counterpart: "FIBRA NET" }),
  20: () => ({ kind: "transfer", description: "TED POUPANCA JOHN DOE", amount: -50_000, counterpart: "JOHN DOE" }),
  25: () => ({ kind: "fee", description: "TARIFA PACOTE SERVICOS", amount: -3_998 })
}

/** The facts born on the scribe's day. `extra` rows more come from the performance users. */
export const factsOn = (scribe: DayScribe, extra: (rows: number) => number): ReadonlyArray<Fact> => {
  const { cycle, random } = scribe
  const facts: Array<Fact> = []
  const bill = monthly[CivilDay.fields(scribe.day).day]
  if (bill !== undefined) facts.push(scribe.plain(200, bill(random)))

  if (cycle % 3 === 0) facts.push(scribe.late(10, boleto(random, scribe.amount(2, 30, 140)), 3))
  else if (cycle % 3 === 1) {
    const amount = scribe.amount(3, 25, 90)
    const shop = random.pick(shops)
    const provisional = debit("COMPRA DEBITO EM PROCESSAMENTO", amount)
    const change = Math.floor(cycle / 3) % 3
    facts.push(
      scribe.restated(
        20,
        change === 1 ? debit(`COMPRA DEBITO ${shop}`, amount) : provisional,
        debit(`COMPRA DEBITO ${shop}`, change === 0 ? amount : amount + 300)
      )
    )
    if (random.chance(0.25)) facts.push(scribe.late(11, boleto(random, scribe.amount(2, 30, 140)), 2))
  } else {
    const coffee = debit("COMPRA DEBITO CAFE DO PONTO", random.pick([750, 890, 440]))
    facts.push(scribe.plain(30, coffee, "twin"), scribe.plain(31, coffee, "twin"))
  }

  if (cycle % 2 === 0) {
    facts.push(scribe.hold(40, debit(`RESERVA DEBITO ${random.pick(holds)}`, scribe.amount(1, 50, 200))))
  }
  if (cycle % 2 === 1 || random.chance(0.4)) {
    const lag = cycle % 2 === 1 ? random.int(2, 3) : random.pick([1, 4])
    const suffix = random.chance(0.5) ? ` DOC ${random.int(10_000, 99_999)}` : ""
    const entry = person(random, "pix-out", -scribe.amount(0, 20, 130))
    facts.push(scribe.pending(50, entry, lag, suffix, random.chance(0.5)))
  }
  const regulars = random.pick([0, 0, 1, 1, 2])
  const all = regulars + extra(facts.length + regulars)
  for (let i = 0; i < all; i++) facts.push(scribe.plain(100 + i, regular(random)))
  return facts
}
