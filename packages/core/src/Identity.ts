// Who the person is at the institution: one record per Item, replaced whole by each complete collection.
import { Schema } from "effect"

import { CivilDate } from "./CivilDate.ts"

export const IdentityId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("IdentityId"))
export type IdentityId = typeof IdentityId.Type

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** `pluggy-wire.md` A.12, the part that people's banks show. */
export const CollectedIdentity = Schema.Struct({
  birthDate: maybe(CivilDate),
  taxNumber: maybe(Schema.String),
  document: maybe(Schema.String),
  documentType: maybe(Schema.String),
  jobTitle: maybe(Schema.String),
  fullName: maybe(Schema.String),
  companyName: maybe(Schema.String),
  phoneNumbers: maybe(
    Schema.Array(
      Schema.Struct({ type: maybe(Schema.Literals(["Personal", "Work", "Residencial"])), value: Schema.String })
    )
  ),
  emails: maybe(
    Schema.Array(Schema.Struct({ type: maybe(Schema.Literals(["Personal", "Work"])), value: Schema.String }))
  ),
  addresses: maybe(
    Schema.Array(
      Schema.Struct({
        type: maybe(Schema.Literals(["Personal", "Work"])),
        fullAddress: maybe(Schema.String),
        primaryAddress: maybe(Schema.String),
        city: maybe(Schema.String),
        postalCode: maybe(Schema.String),
        state: maybe(Schema.String),
        country: maybe(Schema.String)
      })
    )
  ),
  relations: maybe(
    Schema.Array(
      Schema.Struct({
        type: maybe(Schema.Literals(["Mother", "Father", "Spouse"])),
        name: maybe(Schema.String),
        document: maybe(Schema.String)
      })
    )
  )
})
export type CollectedIdentity = typeof CollectedIdentity.Type

export const Identity = Schema.Struct({
  id: IdentityId,
  itemId: Schema.String,
  ...CollectedIdentity.fields,
  createdAt: Schema.DateTimeUtcFromString,
  updatedAt: Schema.DateTimeUtcFromString
})
export type Identity = typeof Identity.Type
