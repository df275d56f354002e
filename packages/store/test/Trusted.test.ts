// The conversion of trusted rows is held to the Schema: of full, empty and null fields, both directions say what it says.
import { randomUUID } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Account, CivilDate, Content, Item, Money, Transaction } from "@tomada/core"
import { Effect, Schema, SchemaAST } from "effect"

import * as Trusted from "../src/internal/Trusted.ts"
import * as World from "./World.ts"

const { at } = World
const decimal = Money.decimal
const accountId = Account.AccountId.make(randomUUID())
const party = { name: "Ana", documentNumber: { type: "CPF" as const, value: "11144477735" } }

/** Every kind of field: text, decimals and instants, on the row and inside what it holds. */
const full = World.transaction(accountId, {
  institutionId: "i-1",
  pendingId: "p-1",
  time: at(3),
  amount: decimal("-1234.50"),
  amountInAccountCurrency: decimal("0.000001"),
  balance: decimal("-100000000000000000000.01"),
  absentIn: "execution",
  previousIds: ["i-0", ""],
  paymentData: { payer: party, receiver: null, boletoMetadata: { baseAmount: decimal("10"), interestAmount: null } },
  creditCardMetadata: {
    installmentNumber: 1,
    totalAmount: decimal("90.3"),
    purchaseDate: CivilDate.make("2026-08-01")
  },
  merchant: { name: "PAO", cnpj: null }
})

const silent = World.transaction(accountId, {
  institutionId: null,
  time: null,
  balance: null,
  paymentData: null,
  creditCardMetadata: null,
  merchant: null
})

const { item } = World.newItem(Item.ApplicationId.make(randomUUID()))
const outcome = {
  isUpdated: true,
  lastUpdatedAt: at(4),
  warnings: [{ code: "W", message: "m", providerMessage: null }]
}
const waiting: Item.Item = {
  ...item,
  error: { code: "UNEXPECTED_ERROR", message: "no", providerMessage: null },
  challenge: World.otp(randomUUID()),
  statusDetail: { ACCOUNTS: outcome },
  lastUpdatedAt: at(5)
}

const agree = <A, E>(schema: Schema.Codec<A, E>, value: A): void => {
  const conversion = Trusted.conversion(schema.ast)
  assert(conversion !== undefined)
  const encoded = Schema.encodeSync(schema)(value)
  assert.deepStrictEqual(conversion.encode(value), encoded)
  const held: unknown = JSON.parse(JSON.stringify(encoded))
  const decoded = conversion.decode(held)
  assert.isTrue(Schema.is(schema)(decoded))
  assert.deepStrictEqual(Object.keys(decoded as object).toSorted(), Object.keys(value as object).toSorted())
  assert.isTrue(Content.isSame(decoded, Schema.decodeUnknownSync(schema)(held)))
}

describe("a trusted row", () => {
  it.effect("is converted as its Schema says, both ways", () =>
    Effect.sync(() => {
      for (const row of [full, silent, World.transaction(accountId)]) agree(Transaction.Transaction, row)
      for (const held of [item, waiting]) agree(Item.Item, held)
      agree(Account.Account, World.account(item.id))
    })
  )

  it.effect("keeps nothing that its Schema does not know", () =>
    Effect.sync(() => {
      const strange = { ...full, merchant: { name: "PAO", stranger: 1 }, stranger: 2 }
      const encoded = Trusted.conversion(Transaction.Transaction.ast)?.encode(strange)
      assert.deepStrictEqual(encoded, Schema.encodeSync(Transaction.Transaction)(strange))
      assert.notInclude(JSON.stringify(encoded), "stranger")
    })
  )

  it.effect("has an instant as the driver gives it or as JSON does", () =>
    Effect.sync(() => {
      const instant = Trusted.conversion(Schema.DateTimeUtcFromString.ast)
      assert.deepStrictEqual(instant?.decode(new Date(at(1).epochMilliseconds)), at(1))
      assert.deepStrictEqual(instant?.decode("2026-09-01T00:01:00.000Z"), at(1))
    })
  )

  it.effect("that holds no decimal where one belongs is a defect", () =>
    Effect.sync(() => {
      const { ast } = Transaction.Transaction
      assert(SchemaAST.isObjects(ast))
      const amount = Trusted.fieldsOf(ast).find(([name]) => name === "amount")?.[1]
      assert.throws(() => amount?.decode("ten"))
    })
  )
})
