// Who the person is, and the company that they act for where there is one. What the bank says of an employer is left out: the
// wire wants the day on which the salary's account was opened, and the bank tells none.
import { type Connector, Errors, Pages, Parse, type Records } from "@tomada/connector-kit"
import { BigDecimal, Effect } from "effect"

import type * as Facts from "./facts.ts"
import * as View from "./view.ts"

const at = "profile"

const frequencies = [
  "DIARIA",
  "SEMANAL",
  "QUINZENAL",
  "MENSAL",
  "BIMESTRAL",
  "TRIMESTRAL",
  "SEMESTRAL",
  "ANUAL",
  "OUTROS"
] as const
const revenueFrequencies = [
  "DAILY",
  "WEEKLY",
  "BIWEEKLY",
  "MONTHLY",
  "BIMONTHLY",
  "QUARTERLY",
  "SEMIANNUAL",
  "ANNUAL",
  "OTHER"
] as const
const maritalStatuses = [
  "SINGLE",
  "MARRIED",
  "WIDOWED",
  "JUDICIALLY_SEPARATED",
  "DIVORCED",
  "STABLE_UNION",
  "OTHER"
] as const

const changed = (name: string) => new Errors.SiteChanged({ at: `${at}/${name}`, expected: `[data-field='${name}']` })

const typed = <const A extends string>({ terms }: View.View, field: string, kinds: ReadonlyArray<A>) =>
  terms
    .filter((term) => term.field === field)
    .map(({ type, value }) => ({ type: kinds.find((kind) => kind === type) ?? null, value }))

const relation = Effect.fnUntraced(function* (row: Facts.Facts) {
  return {
    type: yield* row.maybe.one("type", ["Mother", "Father", "Spouse"]),
    name: yield* row.maybe.text("name"),
    document: yield* row.maybe.text("document")
  }
})

const otherDocument = Effect.fnUntraced(function* (row: Facts.Facts) {
  return {
    type: yield* row.one("type", ["CNH", "RG", "NIF", "RNE", "OTHER"]),
    number: yield* row.text("number"),
    checkDigit: yield* row.maybe.text("check-digit"),
    expirationDate: yield* row.maybe.day("expiration-date")
  }
})

const partner = Effect.fnUntraced(function* (row: Facts.Facts) {
  return {
    type: yield* row.one("type", ["PARTNER", "ADMINISTRATOR"]),
    personType: yield* row.one("person-type", ["NATURAL_PERSON", "LEGAL_ENTITY"]),
    documentType: yield* row.one("document-type", ["CPF", "CNPJ", "PASSPORT", "OTHER_TRAVEL_DOCUMENT"]),
    documentNumber: yield* row.text("document-number"),
    civilName: yield* row.maybe.text("civil-name"),
    startDate: yield* row.maybe.day("start-date"),
    shareholding: yield* row.maybe.decimal("shareholding")
  }
})

const procurator = Effect.fnUntraced(function* (row: Facts.Facts) {
  const document = yield* row.text("document")
  const documentType = document.includes("/") ? ("CNPJ" as const) : ("CPF" as const)
  return {
    type: yield* row.one("type", ["REPRESENTANTE_LEGAL", "PROCURADOR"]),
    cpfNumber: document,
    documentNumber: document,
    documentType,
    civilName: yield* row.text("civil-name"),
    socialName: yield* row.maybe.text("social-name")
  }
})

const activity = Effect.fnUntraced(function* (row: Facts.Facts) {
  return { code: yield* row.text("code"), isMain: yield* row.flag("is-main") }
})

const qualifications = Effect.fnUntraced(function* (view: View.View, more: Facts.Facts) {
  const { decimal, one, text } = more.maybe
  const frequency = yield* one("informed-income-frequency", frequencies)
  const [patrimony, year] = [
    yield* decimal("informed-patrimony-amount"),
    yield* more.maybe.count("informed-patrimony-year")
  ]
  const revenue = yield* more.whereShown.decimal("informed-revenue-amount")
  return {
    companyCnpj: yield* more.text("bank-company-cnpj"),
    occupationCode: yield* one("occupation-code", ["RECEITA_FEDERAL", "CBO", "OUTRO"]),
    occupationDescription: yield* text("occupation-description"),
    informedIncome:
      frequency === null
        ? null
        : {
            frequency,
            amount: yield* more.decimal("informed-income-amount"),
            date: yield* more.day("informed-income-date")
          },
    informedPatrimony: patrimony === null || year === null ? null : { amount: patrimony, year },
    economicActivities: yield* Effect.forEach(yield* view.rows("activities"), activity),
    informedRevenue:
      revenue === null
        ? null
        : {
            amount: revenue,
            frequency: yield* more.whereShown.one("informed-revenue-frequency", revenueFrequencies),
            year: yield* more.whereShown.count("informed-revenue-year")
          }
  }
})

const passport = Effect.fnUntraced(function* ({ maybe }: Facts.Facts) {
  const [number, country] = [yield* maybe.text("passport-number"), yield* maybe.text("passport-country")]
  if (number === null || country === null) return null
  return {
    number,
    country,
    issueDate: yield* maybe.day("passport-issue-date"),
    expirationDate: yield* maybe.day("passport-expiration-date")
  }
})

const nationality = Effect.fnUntraced(function* (more: Facts.Facts) {
  const other = yield* more.maybe.text("other-nationality")
  return {
    hasBrazilianNationality: yield* more.flag("brazilian-nationality"),
    otherNationalities: other === null ? [] : [{ countryCode: other, documents: [] }]
  }
})

const coordinates = Effect.fnUntraced(function* ({ maybe }: Facts.Facts) {
  const [latitude, longitude] = [yield* maybe.decimal("latitude"), yield* maybe.decimal("longitude")]
  return latitude === null || longitude === null
    ? null
    : { latitude: BigDecimal.toNumberUnsafe(latitude), longitude: BigDecimal.toNumberUnsafe(longitude) }
})

const relationships = Effect.fnUntraced(function* (view: View.View, more: Facts.Facts) {
  return {
    startDate: yield* more.day("relationship-since"),
    productsServicesType: (yield* more.text("products-services")).split(", "),
    procurators: yield* Effect.forEach(yield* view.rows("procurators"), procurator)
  }
})

export const identity =
  <S>(door: View.Door<S>) =>
  (session: S): Connector.Rows<"IDENTITY"> =>
    Pages.single(
      Effect.gen(function* () {
        const view = yield* View.read(door, session, "/profile", at)
        const maybe = (name: string) => view.terms.find(({ field }) => field === name)?.value ?? null
        const term = (name: string) => {
          const value = maybe(name)
          return value === null ? Effect.fail(changed(name)) : Effect.succeed(value)
        }
        const more = yield* view.sheet("more")
        const marital = yield* more.maybe.one("marital-status", maritalStatuses)
        const [street, city, state] = [yield* term("street"), yield* term("city"), yield* term("state")]
        const [document, company] = [yield* term("cpf"), maybe("company-name")]
        const collected: Records.CollectedIdentity = {
          fullName: yield* term("full-name"),
          socialName: yield* more.maybe.text("social-name"),
          document,
          documentType: "CPF",
          taxNumber: maybe("cnpj") ?? document,
          birthDate: yield* Parse.dayMonthYear(yield* term("birth-date"), `${at}/birth-date`),
          companyName: company,
          incorporationDate: yield* more.whereShown.day("incorporation-date"),
          jobTitle: yield* more.maybe.text("job-title"),
          investorProfile: yield* more.maybe.one("investor-profile", ["Conservative", "Moderate", "Aggressive"]),
          establishmentName: yield* more.maybe.text("establishment-name"),
          establishmentCode: yield* more.maybe.text("establishment-code"),
          sex: yield* more.maybe.one("sex", ["FEMALE", "MALE", "OTHER"]),
          maritalStatus: marital === null ? null : { code: marital },
          nationality: yield* nationality(more),
          passport: yield* passport(more),
          emails: typed(view, "email", ["Personal", "Work"]),
          phoneNumbers: typed(view, "phone", ["Personal", "Work", "Residencial"]),
          addresses: [
            {
              type: "Personal",
              fullAddress: `${street}, ${city} - ${state}`,
              primaryAddress: street,
              city,
              state,
              district: yield* term("district"),
              postalCode: yield* term("postal-code"),
              country: yield* term("country"),
              countryCode: yield* more.maybe.text("country-code"),
              ibgeTownCode: yield* more.maybe.text("ibge-town-code"),
              geographicCoordinates: yield* coordinates(more)
            }
          ],
          relations: yield* Effect.forEach(yield* view.rows("relations"), relation),
          otherDocuments: yield* Effect.forEach(yield* view.rows("documents"), otherDocument),
          parties: yield* Effect.forEach(yield* view.rows("parties"), partner),
          qualifications: yield* qualifications(view, more),
          financialRelationships: yield* relationships(view, more),
          companiesCnpj: [(yield* more.text("bank-company-cnpj")).replaceAll(/\D/g, "")]
        }
        return [collected]
      })
    )
