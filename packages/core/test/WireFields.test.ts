// Every field that the wire has of a product is a field of ours, or is listed here with the reason why not. Compared with the
// published description of the wire where it lies beside the repository; without it there is nothing to compare.
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import * as Account from "../src/Account.ts"
import * as Consent from "../src/Consent.ts"
import * as CreditCardBill from "../src/CreditCardBill.ts"
import * as HolderDocuments from "../src/HolderDocuments.ts"
import * as HolderProfile from "../src/HolderProfile.ts"
import * as Identity from "../src/Identity.ts"
import * as Investment from "../src/Investment.ts"
import * as InvestmentTransaction from "../src/InvestmentTransaction.ts"
import * as Loan from "../src/Loan.ts"
import * as Transaction from "../src/Transaction.ts"

const file = fileURLToPath(new URL("../../../../shared/reference/pluggy-oas3.json", import.meta.url))

const Properties = Schema.Record(Schema.String, Schema.Unknown)
const Document = Schema.fromJsonString(
  Schema.Struct({
    components: Schema.Struct({
      schemas: Schema.Record(Schema.String, Schema.Struct({ properties: Schema.optionalKey(Properties) }))
    })
  })
)

/** Ours is named otherwise, or is decided elsewhere: field of the wire -> why. */
type Absent = Readonly<Record<string, string>>

interface Ours {
  readonly fields: Readonly<Record<string, unknown>>
}

const table: ReadonlyArray<readonly [wire: string, ours: Ours, absent?: Absent]> = [
  ["Account", Account.Account],
  ["BankData", Account.BankData],
  ["ReservedBalance", Account.ReservedBalance],
  ["ReservedBalanceRemuneration", Account.Remuneration],
  ["CreditData", Account.CreditData],
  ["DisaggregatedCreditLimit", Account.CreditLimit],
  [
    "Transaction",
    Transaction.Transaction,
    {
      categoryId: "no institution sends it: it follows from the category, or is the person's choice",
      order: "named `position`: the place among the rows of the day"
    }
  ],
  ["PaymentData", Transaction.PaymentData],
  ["PaymentDataParticipant", Transaction.Participant],
  ["PaymentDataBoletoMetadata", Transaction.BoletoMetadata],
  ["CreditCardMetadata", Transaction.CreditCardMetadata],
  ["Merchant", Transaction.Merchant],
  ["Bill", CreditCardBill.Bill],
  ["BillPayment", CreditCardBill.BillPayment],
  ["BillFinanceCharge", CreditCardBill.FinanceCharge],
  ["Investment", Investment.Investment],
  ["InvestmentMetadata", Investment.InvestmentMetadata],
  ["InvestmentTransaction", InvestmentTransaction.InvestmentTransaction],
  ["InvestmentExpenses", InvestmentTransaction.InvestmentExpenses],
  ["Loan", Loan.Loan],
  ["LoanInterestRate", Loan.LoanInterestRate],
  ["LoanContractedFee", Loan.LoanContractedFee],
  ["LoanContractedFinanceCharge", Loan.LoanContractedFinanceCharge],
  ["LoanWarranty", Loan.LoanWarranty],
  ["LoanInstallments", Loan.LoanInstallments],
  ["LoanInstallmentBalloonPayment", Loan.LoanBalloonPayment],
  ["LoanPayments", Loan.LoanPayments],
  ["LoanPaymentRelease", Loan.LoanPaymentRelease],
  ["LoanPaymentReleaseOverParcel", Loan.LoanOverParcel],
  ["IdentityResponse", Identity.Identity],
  ["PhoneNumber", Identity.PhoneNumber],
  ["Email", Identity.Email],
  ["Address", Identity.Address],
  ["IdentityRelation", Identity.Relation],
  ["MaritalStatus", Identity.MaritalStatus],
  ["Nationality", HolderDocuments.Nationality],
  ["NationalityDocument", HolderDocuments.NationalityDocument],
  ["OtherDocument", HolderDocuments.OtherDocument],
  ["Passport", HolderDocuments.Passport],
  ["BusinessParty", HolderDocuments.BusinessParty],
  ["BusinessOtherDocument", HolderDocuments.BusinessOtherDocument],
  ["InformedRevenue", HolderProfile.InformedRevenue],
  ["PortabilityReceived", HolderProfile.PortabilityReceived],
  ["PaycheckBankLink", HolderProfile.PaycheckBankLink],
  ["Consent", Consent.Consent, { createdAt: "named `givenAt`" }]
]

/** Objects of the wire that are written inside another one: their parent, the field, and ours. */
const inner: ReadonlyArray<readonly [wire: string, field: string, ours: Ours]> = [
  ["IdentityResponse", "qualifications", HolderProfile.Qualifications],
  ["IdentityResponse", "financialRelationships", HolderProfile.FinancialRelationships]
]

const isInner = Schema.is(Schema.Struct({ properties: Properties }))
const keys = (value: unknown): ReadonlyArray<string> => (isInner(value) ? Object.keys(value.properties) : [])

describe.skipIf(!existsSync(file))("The wire's fields", () => {
  const schemas = Effect.map(
    Effect.suspend(() => Schema.decodeEffect(Document)(readFileSync(file, "utf8"))),
    ({ components }) => components.schemas
  )

  it.effect.each(table)("of %s are ours", ([wire, ours, absent = {}]) =>
    Effect.gen(function* () {
      const published = keys((yield* schemas)[wire])
      assert.isNotEmpty(published)
      const missing = published.filter((field) => !(field in ours.fields))
      assert.deepStrictEqual(missing.toSorted(), Object.keys(absent).toSorted())
    })
  )

  it.effect.each(inner)("of %s.%s are ours", ([wire, field, ours]) =>
    Effect.gen(function* () {
      const published = keys((yield* schemas)[wire]?.properties?.[field])
      assert.isNotEmpty(published)
      assert.deepStrictEqual(
        published.filter((name) => !(name in ours.fields)),
        []
      )
    })
  )
})
