/** Who holds the accounts of an Item: one Identity for each Item, most of it filled by Open Finance institutions only. */
import { Schema } from "effect"

import { Amount, Decimal, Id, Instant, Moment, Nullable, OneOf, Text, Whole } from "./Wire.ts"

const list = <S extends Schema.Constraint>(schema: S) => Nullable(Schema.Array(schema))
const named = <F extends Schema.Struct.Fields>(identifier: string, fields: F) =>
  Schema.Struct(fields).annotate({ identifier })

export const PhoneNumber = named("PhoneNumber", {
  type: OneOf(["Personal", "Work", "Residencial"]),
  value: Schema.String,
  countryCallingCode: Text,
  areaCode: Text,
  extension: Text,
  additionalInfo: Text
})
export type PhoneNumber = typeof PhoneNumber.Type

export const Email = named("Email", { type: OneOf(["Personal", "Work"]), value: Schema.String })
export type Email = typeof Email.Type

export const Coordinates = named("Coordinates", { latitude: Schema.Finite, longitude: Schema.Finite })
export type Coordinates = typeof Coordinates.Type

export const Address = named("Address", {
  fullAddress: Text,
  primaryAddress: Text,
  city: Text,
  postalCode: Text,
  state: Text,
  country: Text,
  type: OneOf(["Personal", "Work"]),
  additionalInfo: Text,
  district: Text,
  ibgeTownCode: Text,
  countryCode: Text,
  geographicCoordinates: Nullable(Coordinates)
})
export type Address = typeof Address.Type

export const Relation = named("Relation", {
  type: OneOf(["Mother", "Father", "Spouse"]),
  name: Text,
  document: Text
})
export type Relation = typeof Relation.Type

export const InformedIncome = named("InformedIncome", {
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
  date: Instant
})
export type InformedIncome = typeof InformedIncome.Type

export const InformedPatrimony = named("InformedPatrimony", { amount: Decimal, year: Schema.Int, date: Moment })
export type InformedPatrimony = typeof InformedPatrimony.Type

export const EconomicActivity = named("EconomicActivity", { code: Schema.String, isMain: Schema.Boolean })
export type EconomicActivity = typeof EconomicActivity.Type

export const InformedRevenue = named("InformedRevenue", {
  amount: Decimal,
  frequency: OneOf([
    "DAILY",
    "WEEKLY",
    "BIWEEKLY",
    "MONTHLY",
    "BIMONTHLY",
    "QUARTERLY",
    "SEMIANNUAL",
    "ANNUAL",
    "OTHER"
  ]),
  frequencyAdditionalInfo: Text,
  year: Whole
})
export type InformedRevenue = typeof InformedRevenue.Type

export const Qualifications = named("Qualifications", {
  companyCnpj: Schema.String,
  occupationCode: OneOf(["RECEITA_FEDERAL", "CBO", "OUTRO"]),
  occupationDescription: Text,
  informedIncome: Nullable(InformedIncome),
  informedPatrimony: Nullable(InformedPatrimony),
  economicActivities: list(EconomicActivity),
  informedRevenue: Nullable(InformedRevenue)
})
export type Qualifications = typeof Qualifications.Type

export const Procurator = named("Procurator", {
  type: Schema.Literals(["REPRESENTANTE_LEGAL", "PROCURADOR"]),
  cpfNumber: Schema.String,
  documentNumber: Text,
  documentType: OneOf(["CPF", "CNPJ"]),
  civilName: Schema.String,
  socialName: Text
})
export type Procurator = typeof Procurator.Type

export const RelationshipAccount = named("RelationshipAccount", {
  compeCode: Schema.String,
  branchCode: Schema.String,
  number: Schema.String,
  checkDigit: Schema.String,
  type: Schema.String,
  subtype: Schema.String
})
export type RelationshipAccount = typeof RelationshipAccount.Type

export const PortabilityReceived = named("PortabilityReceived", {
  employerName: Schema.String,
  employerDocument: Schema.String,
  paycheckBankDetainerCnpj: Schema.String,
  paycheckBankDetainerIspb: Schema.String,
  portabilityApprovalDate: Instant
})
export type PortabilityReceived = typeof PortabilityReceived.Type

export const PaycheckBankLink = named("PaycheckBankLink", {
  employerName: Schema.String,
  employerDocument: Schema.String,
  paycheckBankCnpj: Schema.String,
  paycheckBankIspb: Schema.String,
  accountOpeningDate: Instant
})
export type PaycheckBankLink = typeof PaycheckBankLink.Type

export const FinancialRelationships = named("FinancialRelationships", {
  startDate: Instant,
  productsServicesType: Schema.Array(Schema.String),
  productsServicesTypeAdditionalInfo: Text,
  procurators: Schema.Array(Procurator),
  accounts: list(RelationshipAccount),
  portabilitiesReceived: list(PortabilityReceived),
  paychecksBankLink: list(PaycheckBankLink)
})
export type FinancialRelationships = typeof FinancialRelationships.Type

export const MaritalStatus = named("MaritalStatus", {
  code: Schema.Literals(["SINGLE", "MARRIED", "WIDOWED", "JUDICIALLY_SEPARATED", "DIVORCED", "STABLE_UNION", "OTHER"]),
  additionalInfo: Text
})
export type MaritalStatus = typeof MaritalStatus.Type

export const NationalityDocument = named("NationalityDocument", {
  type: Schema.String,
  number: Schema.String,
  country: Text,
  issueDate: Moment,
  expirationDate: Moment,
  additionalInfo: Text
})
export type NationalityDocument = typeof NationalityDocument.Type

export const OtherNationality = named("OtherNationality", {
  countryCode: Schema.String,
  documents: Schema.Array(NationalityDocument)
})
export type OtherNationality = typeof OtherNationality.Type

export const Nationality = named("Nationality", {
  hasBrazilianNationality: Schema.Boolean,
  otherNationalities: list(OtherNationality)
})
export type Nationality = typeof Nationality.Type

export const OtherDocument = named("OtherDocument", {
  type: Schema.Literals(["CNH", "RG", "NIF", "RNE", "OTHER"]),
  typeAdditionalInfo: Text,
  number: Schema.String,
  checkDigit: Text,
  additionalInfo: Text,
  expirationDate: Moment
})
export type OtherDocument = typeof OtherDocument.Type

export const Passport = named("Passport", {
  number: Schema.String,
  country: Schema.String,
  issueDate: Moment,
  expirationDate: Moment
})
export type Passport = typeof Passport.Type

export const BusinessParty = named("BusinessParty", {
  type: Schema.Literals(["PARTNER", "ADMINISTRATOR"]),
  personType: Schema.Literals(["NATURAL_PERSON", "LEGAL_ENTITY"]),
  documentType: Schema.Literals(["CPF", "CNPJ", "PASSPORT", "OTHER_TRAVEL_DOCUMENT"]),
  documentNumber: Schema.String,
  documentCountry: Text,
  documentExpirationDate: Moment,
  documentIssueDate: Moment,
  documentAdditionalInfo: Text,
  civilName: Text,
  socialName: Text,
  companyName: Text,
  tradeName: Text,
  startDate: Moment,
  shareholding: Amount
})
export type BusinessParty = typeof BusinessParty.Type

export const BusinessOtherDocument = named("BusinessOtherDocument", {
  type: Schema.String,
  number: Schema.String,
  country: Schema.String,
  expirationDate: Moment
})
export type BusinessOtherDocument = typeof BusinessOtherDocument.Type

/** An Identity: the holder, a person or a company. */
export const Identity = named("Identity", {
  id: Id,
  itemId: Id,
  birthDate: Moment,
  taxNumber: Text,
  document: Text,
  documentType: Text,
  jobTitle: Text,
  companyName: Text,
  fullName: Text,
  phoneNumbers: list(PhoneNumber),
  emails: list(Email),
  addresses: list(Address),
  relations: list(Relation),
  investorProfile: OneOf(["Conservative", "Moderate", "Aggressive"]),
  establishmentName: Text,
  establishmentCode: Text,
  qualifications: Nullable(Qualifications),
  financialRelationships: Nullable(FinancialRelationships),
  socialName: Text,
  sex: OneOf(["FEMALE", "MALE", "OTHER"]),
  maritalStatus: Nullable(MaritalStatus),
  nationality: Nullable(Nationality),
  otherDocuments: list(OtherDocument),
  passport: Nullable(Passport),
  incorporationDate: Moment,
  parties: list(BusinessParty),
  businessOtherDocuments: list(BusinessOtherDocument),
  companiesCnpj: list(Schema.String),
  createdAt: Instant,
  updatedAt: Instant
})
export type Identity = typeof Identity.Type
