// A person's identity beside what the bank holds of them.
import { assert } from "@effect/vitest"
import type { Records } from "@tomada/connector-kit"
import type { IdentityFacts } from "@tomada/sandbox-bank"

import { more } from "./Fields.ts"
import { agree, plain, same } from "./Sheets.ts"

export const sameIdentity = (record: Records.CollectedIdentity, facts: IdentityFacts.Identity) => {
  const unsaid = ["products-services", "paycheck-employer", "paycheck-employer-document"]
  agree(record, facts.more, more, unsaid)
  assert.deepStrictEqual(
    record.financialRelationships?.productsServicesType.join(", "),
    String(plain(facts.more["products-services"]))
  )
  const person = (field: string) => facts.person.filter(([, name]) => name === field).map(([, , value]) => value)
  const [address] = record.addresses ?? []
  assert.deepStrictEqual(
    {
      "full-name": record.fullName,
      cpf: record.document,
      "birth-date": record.birthDate?.split("-").toReversed().join("/"),
      street: address?.primaryAddress,
      district: address?.district,
      city: address?.city,
      state: address?.state,
      "postal-code": address?.postalCode,
      country: address?.country,
      "company-name": record.companyName ?? undefined,
      cnpj: record.taxNumber === record.document ? undefined : record.taxNumber
    },
    Object.fromEntries(
      [
        "full-name",
        "cpf",
        "birth-date",
        "street",
        "district",
        "city",
        "state",
        "postal-code",
        "country",
        "company-name",
        "cnpj"
      ].map((field) => [field, person(field)[0]])
    ) as never // the same texts
  )
  const typed = (field: string) =>
    facts.person.filter(([, name]) => name === field).map(([, , value, type]) => ({ type, value }))
  assert.deepStrictEqual(record.emails, typed("email") as never) // the same texts
  assert.deepStrictEqual(record.phoneNumbers, typed("phone") as never) // the same texts
  same(record.relations, facts.relations, { type: "type", name: "name", document: "document" })
  const document = { type: "type", number: "number", "check-digit": "checkDigit", "expiration-date": "expirationDate" }
  same(record.otherDocuments, facts.documents, document)
  same(record.qualifications?.economicActivities, facts.activities, { code: "code", "is-main": "isMain" })
  const partner = {
    type: "type",
    "person-type": "personType",
    "document-type": "documentType",
    "document-number": "documentNumber",
    "civil-name": "civilName",
    "start-date": "startDate",
    shareholding: "shareholding"
  }
  same(record.parties, facts.parties, partner)
  const procurator = {
    type: "type",
    document: "documentNumber",
    "civil-name": "civilName",
    "social-name": "socialName"
  }
  same(record.financialRelationships?.procurators, facts.procurators, procurator)
}
