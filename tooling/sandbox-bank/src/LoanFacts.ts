// A person's contracts of credit on a day. Instalments that fell due are paid, one of each seven late and with a fine; what is still owed follows
// from those, by whole centavos.
import * as CivilDay from "./CivilDay.ts"
import type { Holder } from "./InvestmentFacts.ts"
import type { Centavos } from "./Money.ts"
import * as Prng from "./Prng.ts"
import { count, day, decimal, flag, money, type Sheet, text } from "./Sheet.ts"
import * as Users from "./Users.ts"

interface Contract {
  readonly slug: string
  readonly name: string
  readonly type: string
  readonly kind: "LOAN" | "FINANCING" | "INVOICE_FINANCING" | "UNARRANGED_ACCOUNT_OVERDRAFT"
  readonly system: "PRICE" | "SAC" | "WITHOUT_AMORTIZATION_SYSTEM"
  readonly since: readonly [number, number, number]
  readonly amount: Centavos
  readonly instalments: number
  /** Of a month, in millionths. */
  readonly rate: number
  readonly indexer: string | undefined
  readonly warranty: readonly [type: string, subtype: string, amount: Centavos] | undefined
  readonly balloon: Centavos | undefined
}

const contracts: ReadonlyArray<Contract> = [
  {
    slug: "pessoal",
    name: "Crédito Pessoal",
    type: "CREDITO_PESSOAL_SEM_CONSIGNACAO",
    kind: "LOAN",
    system: "PRICE",
    since: [2024, 9, 16],
    amount: 1_500_000,
    instalments: 36,
    rate: 24_900,
    indexer: undefined,
    warranty: undefined,
    balloon: undefined
  },
  {
    slug: "imovel",
    name: "Financiamento Imobiliário SFH",
    type: "FINANCIAMENTO_HABITACIONAL_SFH",
    kind: "FINANCING",
    system: "SAC",
    since: [2021, 3, 8],
    amount: 32_000_000,
    instalments: 360,
    rate: 7_200,
    indexer: "TR_TBF",
    warranty: ["ALIENACAO_FIDUCIARIA", "IMOVEIS", 45_000_000],
    balloon: undefined
  },
  {
    slug: "veiculo",
    name: "Financiamento de Veículo",
    type: "AQUISICAO_BENS_VEICULOS_AUTOMOTORES",
    kind: "FINANCING",
    system: "PRICE",
    since: [2023, 5, 22],
    amount: 5_480_000,
    instalments: 48,
    rate: 15_400,
    indexer: undefined,
    warranty: ["ALIENACAO_FIDUCIARIA", "VEICULOS_AUTOMOTORES", 6_900_000],
    balloon: 300_000
  },
  {
    slug: "quitado",
    name: "Crédito Consignado",
    type: "CREDITO_PESSOAL_COM_CONSIGNACAO",
    kind: "LOAN",
    system: "PRICE",
    since: [2022, 8, 4],
    amount: 800_000,
    instalments: 24,
    rate: 16_600,
    indexer: undefined,
    warranty: undefined,
    balloon: undefined
  },
  {
    slug: "recebiveis",
    name: "Antecipação de Recebíveis",
    type: "DESCONTO_DUPLICATAS",
    kind: "INVOICE_FINANCING",
    system: "WITHOUT_AMORTIZATION_SYSTEM",
    since: [2025, 7, 1],
    amount: 1_200_000,
    instalments: 12,
    rate: 18_000,
    indexer: "CDI",
    warranty: ["CESSAO_DIREITOS_CREDITORIOS", "DUPLICATAS", 1_250_000],
    balloon: undefined
  },
  {
    slug: "cheque",
    name: "Cheque Especial",
    type: "ADIANTAMENTO_A_DEPOSITANTES",
    kind: "UNARRANGED_ACCOUNT_OVERDRAFT",
    system: "WITHOUT_AMORTIZATION_SYSTEM",
    since: [2023, 1, 2],
    amount: 100_000,
    instalments: 0,
    rate: 79_900,
    indexer: undefined,
    warranty: undefined,
    balloon: undefined
  }
]

export interface Loan {
  readonly id: string
  readonly listed: Sheet
  readonly full: Sheet
  readonly installments: Sheet
  readonly interestRates: ReadonlyArray<Sheet>
  readonly fees: ReadonlyArray<Sheet>
  readonly charges: ReadonlyArray<Sheet>
  readonly warranties: ReadonlyArray<Sheet>
  readonly balloons: ReadonlyArray<Sheet>
  readonly releases: ReadonlyArray<Sheet>
}

const lateEach = 7
const collectionFee: Centavos = 250

/** The instalment of a contract of equal payments: the least that leaves nothing owed after the last one. */
const equalPayment = ({ amount, instalments, rate }: Contract): Centavos => {
  let low = 0
  let high = amount
  while (high - low > 1) {
    const each = Math.floor((low + high) / 2)
    let owed = amount
    for (let i = 0; i < instalments; i++) owed += Math.round((owed * rate) / 1_000_000) - each
    if (owed > 0) low = each
    else high = each
  }
  return high
}

interface Plan {
  /** What the instalment of a number, from 0, comes to. */
  readonly due: (number: number) => Centavos
  readonly owedAfter: (paid: number) => Centavos
}

const planOf = (contract: Contract): Plan => {
  const { amount, instalments, rate, system } = contract
  const interest = (owed: Centavos) => Math.round((owed * rate) / 1_000_000)
  if (instalments === 0) return { due: () => 0, owedAfter: () => amount }
  if (system !== "PRICE") {
    const part = Math.floor(amount / instalments)
    const owedAfter = (paid: number) => (paid >= instalments ? 0 : amount - part * paid)
    const due = (number: number) => owedAfter(number) - owedAfter(number + 1) + interest(owedAfter(number))
    return { due, owedAfter }
  }
  const each = equalPayment(contract)
  const owed = [amount]
  for (let i = 0; i < instalments; i++) owed.push(Math.max(0, (owed[i] ?? 0) + interest(owed[i] ?? 0) - each))
  const owedAfter = (paid: number) => owed[paid] ?? 0
  return { due: (number) => Math.min(each, owedAfter(number) + interest(owedAfter(number))), owedAfter }
}

const loan = (holder: Holder, contract: Contract, today: CivilDay.CivilDay): Loan => {
  const { balloon, indexer, instalments, rate, warranty } = contract
  const key = `${holder.seed}|${Users.baseOf(holder.user)}|${holder.company ?? ""}|loans|${contract.slug}`
  const number = String(1_000_000_000 + (Prng.hash(key) % 900_000_000))
  const since = CivilDay.of(...contract.since)
  const dueOn = (index: number) => CivilDay.monthStart(since, index + 1) + CivilDay.fields(since).day - 1
  const { due, owedAfter } = planOf(contract)
  let fallen = 0
  while (fallen < instalments && dueOn(fallen) + (fallen % lateEach === 3 ? 4 : 0) <= today) fallen++
  const overdue = fallen < instalments && dueOn(fallen) <= today ? 1 : 0
  const end = instalments === 0 ? undefined : dueOn(instalments - 1)
  const settled = instalments > 0 && fallen === instalments
  const releases = Array.from({ length: fallen }, (_, index): Sheet => {
    const late = index % lateEach === 3
    const fine = late ? Math.round(due(index) * 0.02) : undefined
    return {
      "installment-id": text(`${number}-${String(index + 1).padStart(3, "0")}`),
      "paid-date": day(dueOn(index) + (late ? 4 : 0)),
      "is-over-parcel-payment": flag(late),
      "paid-amount": money(due(index) + (fine === undefined ? 0 : fine + collectionFee)),
      "over-parcel-fee-name": late ? text("Tarifa de cobrança") : undefined,
      "over-parcel-fee-code": late ? text("COB") : undefined,
      "over-parcel-fee-amount": late ? money(collectionFee) : undefined,
      "over-parcel-charge-type": late ? text("MULTA_ATRASO_PAGAMENTO") : undefined,
      "over-parcel-charge-amount": fine === undefined ? undefined : money(fine)
    }
  })
  const listed: Sheet = {
    "product-name": text(contract.name),
    kind: text(contract.kind),
    type: text(contract.type),
    "contract-number": text(number),
    "contract-date": day(since),
    "contract-amount": money(contract.amount),
    "outstanding-balance": money(owedAfter(fallen)),
    "due-date": end === undefined ? undefined : day(end)
  }
  return {
    id: `ct-${number}`,
    listed,
    full: {
      ...listed,
      "ipoc-code": text(`01181521${number}${contract.slug.length}`),
      "currency-code": text("BRL"),
      date: day(today),
      "disbursement-date": day(since + 1),
      "settlement-date": settled && end !== undefined ? day(end) : undefined,
      "installment-periodicity": text(instalments === 0 ? "WITHOUT_REGULAR_PERIODICITY" : "MONTHLY"),
      "first-installment-due-date": instalments === 0 ? undefined : day(dueOn(0)),
      cet: decimal(Math.round(rate * 12.4), 6),
      "amortization-scheduled": text(contract.system),
      "cnpj-consignee": contract.slug === "quitado" ? text("11.444.777/0001-61") : undefined
    },
    installments: {
      "type-number-of-installments": text(instalments === 0 ? "WITHOUT_TOTAL_PERIOD" : "MONTH"),
      "total-number-of-installments": instalments === 0 ? undefined : count(instalments),
      "type-contract-remaining": text(instalments === 0 ? "WITHOUT_REMAINING_PERIOD" : "MONTH"),
      "contract-remaining-number": instalments === 0 ? undefined : count(instalments - fallen),
      "paid-installments": count(fallen),
      "due-installments": count(instalments - fallen - overdue),
      "past-due-installments": count(overdue)
    },
    interestRates: [
      {
        "tax-type": text("EFFECTIVE"),
        "interest-rate-type": text("COMPOUND"),
        "tax-periodicity": text("MONTHLY"),
        calculation: text("30/360"),
        "indexer-type": indexer === undefined ? text("PRE_FIXADO") : text("POS_FIXADO"),
        "indexer-subtype": indexer === undefined ? undefined : text(indexer),
        "pre-fixed-rate": decimal(rate, 6),
        "post-fixed-rate": indexer === undefined ? undefined : decimal(1_000_000, 6)
      }
    ],
    fees:
      instalments === 0
        ? []
        : [
            {
              name: text("Tarifa de cadastro"),
              code: text("CADASTRO"),
              "charge-type": text("UNIQUE"),
              charge: text("FIXED"),
              amount: money(59_900),
              rate: undefined
            },
            {
              name: text("Seguro prestamista"),
              code: text("SEGURO"),
              "charge-type": text("BY_INSTALLMENT"),
              charge: text("PERCENTAGE"),
              amount: undefined,
              rate: decimal(1_250, 6)
            }
          ],
    charges: [
      { type: text("MULTA_ATRASO_PAGAMENTO"), "additional-info": undefined, rate: decimal(20_000, 6) },
      { type: text("JUROS_MORA_ATRASO"), "additional-info": text("ao mês"), rate: decimal(10_000, 6) },
      { type: text("IOF_CONTRATACAO"), "additional-info": undefined, rate: decimal(3_800, 6) }
    ],
    warranties:
      warranty === undefined
        ? []
        : [
            {
              type: text(warranty[0]),
              subtype: text(warranty[1]),
              amount: money(warranty[2]),
              "currency-code": text("BRL")
            }
          ],
    balloons:
      balloon === undefined
        ? []
        : [12, 24, 36].map((month) => ({
            "due-date": day(dueOn(month)),
            amount: money(balloon),
            "currency-code": text("BRL")
          })),
    releases
  }
}

/** The contracts that a page shows on a day, in the bank's order; one is there from its date on, also when it is paid off. */
export const loansOf = (holder: Holder, today: CivilDay.CivilDay): ReadonlyArray<Loan> =>
  contracts.filter(({ since }) => CivilDay.of(...since) <= today).map((contract) => loan(holder, contract, today))
