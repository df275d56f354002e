// Parts of an identity: what the holder earns and owns, and since when and with what a client of the institution, in the words
// of Open Finance Brazil. Amounts in BRL.
import { Schema } from "effect"

import { CivilDate } from "./CivilDate.ts"
import { maybe } from "./Content.ts"
import { Decimal } from "./Money.ts"

/** What the person said to earn, each `frequency`. */
export const InformedIncome = Schema.Struct({
  frequency: Schema.Literals([
    "DIARIA",
    "SEMANAL",
    "QUINZENAL",
    "MENSAL",
    "BIMESTRAL",
    "TRIMESTRAL",
    "SEMESTRAL",
    "ANUAL",
    "OUTROS"
  ]),
  amount: Decimal,
  date: CivilDate
})
export type InformedIncome = typeof InformedIncome.Type

/** What a business said to take in, each `frequency`. */
export const InformedRevenue = Schema.Struct({
  amount: Decimal,
  frequency: maybe(
    Schema.Literals([
      "DAILY",
      "WEEKLY",
      "BIWEEKLY",
      "MONTHLY",
      "BIMONTHLY",
      "QUARTERLY",
      "SEMIANNUAL",
      "ANNUAL",
      "OTHER"
    ])
  ),
  frequencyAdditionalInfo: maybe(Schema.String),
  year: maybe(Schema.Int)
})
export type InformedRevenue = typeof InformedRevenue.Type

/** What the institution assesses its client by. */
export const Qualifications = Schema.Struct({
  companyCnpj: Schema.String,
  occupationCode: maybe(Schema.Literals(["RECEITA_FEDERAL", "CBO", "OUTRO"])),
  occupationDescription: maybe(Schema.String),
  informedIncome: maybe(InformedIncome),
  informedPatrimony: maybe(Schema.Struct({ amount: Decimal, year: Schema.Int, date: maybe(CivilDate) })),
  economicActivities: maybe(Schema.Array(Schema.Struct({ code: Schema.String, isMain: Schema.Boolean }))),
  informedRevenue: maybe(InformedRevenue)
})
export type Qualifications = typeof Qualifications.Type

/** Who may act for the holder. `documentNumber` is the one to read; `cpfNumber` may hold a CNPJ of old. */
export const Procurator = Schema.Struct({
  type: Schema.Literals(["REPRESENTANTE_LEGAL", "PROCURADOR"]),
  cpfNumber: Schema.String,
  documentNumber: maybe(Schema.String),
  documentType: maybe(Schema.Literals(["CPF", "CNPJ"])),
  civilName: Schema.String,
  socialName: maybe(Schema.String)
})
export type Procurator = typeof Procurator.Type

/** A salary that moved to the institution from another one. */
export const PortabilityReceived = Schema.Struct({
  employerName: Schema.String,
  employerDocument: Schema.String,
  paycheckBankDetainerCnpj: Schema.String,
  paycheckBankDetainerIspb: Schema.String,
  portabilityApprovalDate: CivilDate
})
export type PortabilityReceived = typeof PortabilityReceived.Type

/** An employer that pays a salary at the institution. */
export const PaycheckBankLink = Schema.Struct({
  employerName: Schema.String,
  employerDocument: Schema.String,
  paycheckBankCnpj: Schema.String,
  paycheckBankIspb: Schema.String,
  accountOpeningDate: CivilDate
})
export type PaycheckBankLink = typeof PaycheckBankLink.Type

/** Since when, and with what, the holder is a client. `accounts`: only those that the consent covers. */
export const FinancialRelationships = Schema.Struct({
  startDate: CivilDate,
  productsServicesType: Schema.Array(Schema.String),
  productsServicesTypeAdditionalInfo: maybe(Schema.String),
  procurators: Schema.Array(Procurator),
  accounts: maybe(
    Schema.Array(
      Schema.Struct({
        compeCode: Schema.String,
        branchCode: Schema.String,
        number: Schema.String,
        checkDigit: Schema.String,
        type: Schema.String,
        subtype: Schema.String
      })
    )
  ),
  portabilitiesReceived: maybe(Schema.Array(PortabilityReceived)),
  paychecksBankLink: maybe(Schema.Array(PaycheckBankLink))
})
export type FinancialRelationships = typeof FinancialRelationships.Type
