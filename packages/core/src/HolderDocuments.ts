// Parts of an identity: the documents, nationalities and partners that Open Finance Brazil shows of a person or a business.
import { Schema } from "effect"

import { CivilDate } from "./CivilDate.ts"
import { maybe } from "./Content.ts"
import { Decimal } from "./Money.ts"

/** A document that supports a nationality. */
export const NationalityDocument = Schema.Struct({
  type: Schema.String,
  number: Schema.String,
  country: maybe(Schema.String),
  issueDate: maybe(CivilDate),
  expirationDate: maybe(CivilDate),
  additionalInfo: maybe(Schema.String)
})
export type NationalityDocument = typeof NationalityDocument.Type

/** Nationalities of a person; `countryCode` is ISO 3166 alpha-3. */
export const Nationality = Schema.Struct({
  hasBrazilianNationality: Schema.Boolean,
  otherNationalities: maybe(
    Schema.Array(Schema.Struct({ countryCode: Schema.String, documents: Schema.Array(NationalityDocument) }))
  )
})
export type Nationality = typeof Nationality.Type

/** An identification document beside the primary one. */
export const OtherDocument = Schema.Struct({
  type: Schema.Literals(["CNH", "RG", "NIF", "RNE", "OTHER"]),
  typeAdditionalInfo: maybe(Schema.String),
  number: Schema.String,
  checkDigit: maybe(Schema.String),
  additionalInfo: maybe(Schema.String),
  expirationDate: maybe(CivilDate)
})
export type OtherDocument = typeof OtherDocument.Type

/** A passport; `country` as the institution writes it. */
export const Passport = Schema.Struct({
  number: Schema.String,
  country: Schema.String,
  issueDate: maybe(CivilDate),
  expirationDate: maybe(CivilDate)
})
export type Passport = typeof Passport.Type

/** A partner or administrator of a business; `shareholding` is a fraction. */
export const BusinessParty = Schema.Struct({
  type: Schema.Literals(["PARTNER", "ADMINISTRATOR"]),
  personType: Schema.Literals(["NATURAL_PERSON", "LEGAL_ENTITY"]),
  documentType: Schema.Literals(["CPF", "CNPJ", "PASSPORT", "OTHER_TRAVEL_DOCUMENT"]),
  documentNumber: Schema.String,
  documentCountry: maybe(Schema.String),
  documentExpirationDate: maybe(CivilDate),
  documentIssueDate: maybe(CivilDate),
  documentAdditionalInfo: maybe(Schema.String),
  civilName: maybe(Schema.String),
  socialName: maybe(Schema.String),
  companyName: maybe(Schema.String),
  tradeName: maybe(Schema.String),
  startDate: maybe(CivilDate),
  shareholding: maybe(Decimal)
})
export type BusinessParty = typeof BusinessParty.Type

/** A document of a business that has its seat abroad. */
export const BusinessOtherDocument = Schema.Struct({
  type: Schema.String,
  number: Schema.String,
  country: Schema.String,
  expirationDate: maybe(CivilDate)
})
export type BusinessOtherDocument = typeof BusinessOtherDocument.Type
