// Who the person is, and who the company is where there is one: everything that Open Finance Brazil shows of a client. Nobody here exists.
import * as CivilDay from "./CivilDay.ts"
import type { Company } from "./Ledger.ts"
import { count, day, decimal, flag, money, type Sheet, text } from "./Sheet.ts"

export interface Identity {
  readonly person: ReadonlyArray<readonly [label: string, field: string, value: string, type?: string]>
  readonly more: Sheet
  readonly relations: ReadonlyArray<Sheet>
  readonly documents: ReadonlyArray<Sheet>
  readonly activities: ReadonlyArray<Sheet>
  readonly parties: ReadonlyArray<Sheet>
  readonly procurators: ReadonlyArray<Sheet>
}

const person: Identity["person"] = [
  ["Full name", "full-name", "John Doe"],
  ["CPF", "cpf", "123.456.789-09"],
  ["Birth date", "birth-date", "17/05/1985"],
  ["E-mail", "email", "john.doe@example.com", "Personal"],
  ["E-mail (work)", "email", "john@acme.example", "Work"],
  ["Phone", "phone", "+55 (11) 91234-1234", "Personal"],
  ["Phone (home)", "phone", "+55 (11) 3456-7890", "Residencial"],
  ["Street", "street", "Rua das Laranjeiras, 123, apto 45"],
  ["District", "district", "Jardim Paulista"],
  ["City", "city", "São Paulo"],
  ["State", "state", "SP"],
  ["Postal code", "postal-code", "01401-001"],
  ["Country", "country", "Brasil"]
]

const ofPerson: Sheet = {
  "social-name": text("John"),
  sex: text("MALE"),
  "marital-status": text("MARRIED"),
  "job-title": text("Engenheiro de software"),
  "investor-profile": text("Moderate"),
  "establishment-name": text("Agência Paulista"),
  "establishment-code": text("0001"),
  "ibge-town-code": text("3550308"),
  "country-code": text("BRA"),
  latitude: decimal(-23_5671, 4),
  longitude: decimal(-46_6483, 4),
  "occupation-code": text("CBO"),
  "occupation-description": text("212405"),
  "informed-income-frequency": text("MENSAL"),
  "informed-income-amount": money(1_480_000),
  "informed-income-date": day(CivilDay.of(2025, 1, 10)),
  "informed-patrimony-amount": money(62_500_000),
  "informed-patrimony-year": count(2024),
  "brazilian-nationality": flag(true),
  "other-nationality": text("USA"),
  "passport-number": text("FZ123456"),
  "passport-country": text("BRA"),
  "passport-issue-date": day(CivilDay.of(2021, 6, 1)),
  "passport-expiration-date": day(CivilDay.of(2031, 5, 31)),
  "relationship-since": day(CivilDay.of(2018, 4, 2)),
  "products-services": text("CONTA_DEPOSITO_A_VISTA, CARTAO_CREDITO, INVESTIMENTO, OPERACAO_CREDITO"),
  "bank-company-cnpj": text("11.444.777/0001-61"),
  "paycheck-employer": text("ACME BRASIL SA"),
  "paycheck-employer-document": text("11.444.777/0001-61")
}

const ofCompany: Sheet = {
  "incorporation-date": day(CivilDay.of(2012, 9, 3)),
  "informed-revenue-frequency": text("ANNUAL"),
  "informed-revenue-amount": money(184_000_000),
  "informed-revenue-year": count(2025)
}

/** The identity that the profile shows, of the person or with the company that was chosen. */
export const of = (company: Company | undefined): Identity => ({
  person:
    company === undefined
      ? person
      : [...person, ["Company", "company-name", company.name], ["CNPJ", "cnpj", company.cnpj]],
  more: company === undefined ? ofPerson : { ...ofPerson, ...ofCompany },
  relations: [
    { type: text("Mother"), name: text("MARY DOE"), document: text("***.111.222-**") },
    { type: text("Father"), name: text("PETER DOE"), document: undefined },
    { type: text("Spouse"), name: text("JANE DOE"), document: text("***.333.444-**") }
  ],
  documents: [
    { type: text("RG"), number: text("12.345.678"), "check-digit": text("9"), "expiration-date": undefined },
    {
      type: text("CNH"),
      number: text("04512345678"),
      "check-digit": undefined,
      "expiration-date": day(CivilDay.of(2030, 8, 14))
    }
  ],
  activities:
    company === undefined
      ? []
      : [
          { code: text("4721-1/02"), "is-main": flag(true) },
          { code: text("5611-2/03"), "is-main": flag(false) }
        ],
  parties:
    company === undefined
      ? []
      : [
          {
            type: text("PARTNER"),
            "person-type": text("NATURAL_PERSON"),
            "document-type": text("CPF"),
            "document-number": text("123.456.789-09"),
            "civil-name": text("JOHN DOE"),
            "start-date": day(CivilDay.of(2012, 9, 3)),
            shareholding: decimal(600_000, 6)
          },
          {
            type: text("ADMINISTRATOR"),
            "person-type": text("NATURAL_PERSON"),
            "document-type": text("CPF"),
            "document-number": text("987.654.321-00"),
            "civil-name": text("JANE DOE"),
            "start-date": day(CivilDay.of(2016, 2, 15)),
            shareholding: decimal(400_000, 6)
          }
        ],
  procurators: [
    {
      type: text("PROCURADOR"),
      document: text("987.654.321-00"),
      "civil-name": text("JANE DOE"),
      "social-name": undefined
    }
  ]
})
