// Who the holder is at the institution, a person or a business: one record per Item, replaced whole by each complete collection.
import { Schema } from "effect"

import { CivilDate } from "./CivilDate.ts"
import { maybe } from "./Content.ts"
import { BusinessOtherDocument, BusinessParty, Nationality, OtherDocument, Passport } from "./HolderDocuments.ts"
import { FinancialRelationships, Qualifications } from "./HolderProfile.ts"

/** Tomada's own id of an identity: a UUID, never reused. */
export const IdentityId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("IdentityId"))
export type IdentityId = typeof IdentityId.Type

const list = <S extends Schema.Constraint>(schema: S) => maybe(Schema.Array(schema))

/** `value`: the whole number as the institution writes it; the parts only where it gives them. */
export const PhoneNumber = Schema.Struct({
  type: maybe(Schema.Literals(["Personal", "Work", "Residencial"])),
  value: Schema.String,
  countryCallingCode: maybe(Schema.String),
  areaCode: maybe(Schema.String),
  extension: maybe(Schema.String),
  additionalInfo: maybe(Schema.String)
})
export type PhoneNumber = typeof PhoneNumber.Type

/** An address of electronic mail. */
export const Email = Schema.Struct({ type: maybe(Schema.Literals(["Personal", "Work"])), value: Schema.String })
export type Email = typeof Email.Type

/** `ibgeTownCode`: of the Brazilian statistics office; coordinates in degrees. */
export const Address = Schema.Struct({
  type: maybe(Schema.Literals(["Personal", "Work"])),
  fullAddress: maybe(Schema.String),
  primaryAddress: maybe(Schema.String),
  city: maybe(Schema.String),
  postalCode: maybe(Schema.String),
  state: maybe(Schema.String),
  country: maybe(Schema.String),
  additionalInfo: maybe(Schema.String),
  district: maybe(Schema.String),
  ibgeTownCode: maybe(Schema.String),
  countryCode: maybe(Schema.String),
  geographicCoordinates: maybe(Schema.Struct({ latitude: Schema.Finite, longitude: Schema.Finite }))
})
export type Address = typeof Address.Type

/** A relative of the holder. */
export const Relation = Schema.Struct({
  type: maybe(Schema.Literals(["Mother", "Father", "Spouse"])),
  name: maybe(Schema.String),
  document: maybe(Schema.String)
})
export type Relation = typeof Relation.Type

/** Whether and how the person is bound; `additionalInfo` says what an `OTHER` is. */
export const MaritalStatus = Schema.Struct({
  code: Schema.Literals(["SINGLE", "MARRIED", "WIDOWED", "JUDICIALLY_SEPARATED", "DIVORCED", "STABLE_UNION", "OTHER"]),
  additionalInfo: maybe(Schema.String)
})
export type MaritalStatus = typeof MaritalStatus.Type

/**
 * An identity as an institution shows it, with every field of the wire; most are shown by Open Finance institutions only.
 *
 * - `document`: the primary one, formatted, of the kind `documentType`; `taxNumber`: of a business account.
 * - `incorporationDate`, `parties`, `businessOtherDocuments`: of a business; `sex`, `maritalStatus`, `nationality`,
 *   `otherDocuments`, `passport`, `socialName`: of a person.
 * - `companiesCnpj`: of the institutions that keep the record, digits only.
 */
export const CollectedIdentity = Schema.Struct({
  birthDate: maybe(CivilDate),
  taxNumber: maybe(Schema.String),
  document: maybe(Schema.String),
  documentType: maybe(Schema.String),
  jobTitle: maybe(Schema.String),
  fullName: maybe(Schema.String),
  establishmentCode: maybe(Schema.String),
  establishmentName: maybe(Schema.String),
  companyName: maybe(Schema.String),
  phoneNumbers: list(PhoneNumber),
  emails: list(Email),
  addresses: list(Address),
  relations: list(Relation),
  investorProfile: maybe(Schema.Literals(["Conservative", "Moderate", "Aggressive"])),
  qualifications: maybe(Qualifications),
  financialRelationships: maybe(FinancialRelationships),
  socialName: maybe(Schema.String),
  sex: maybe(Schema.Literals(["FEMALE", "MALE", "OTHER"])),
  maritalStatus: maybe(MaritalStatus),
  nationality: maybe(Nationality),
  otherDocuments: list(OtherDocument),
  passport: maybe(Passport),
  incorporationDate: maybe(CivilDate),
  parties: list(BusinessParty),
  businessOtherDocuments: list(BusinessOtherDocument),
  companiesCnpj: list(Schema.String)
})
export type CollectedIdentity = typeof CollectedIdentity.Type

/** An identity as held: one of each Item. */
export const Identity = Schema.Struct({
  id: IdentityId,
  itemId: Schema.String,
  ...CollectedIdentity.fields,
  createdAt: Schema.DateTimeUtcFromString,
  updatedAt: Schema.DateTimeUtcFromString
})
export type Identity = typeof Identity.Type
