// The list of bank accounts.
import { type Connector, Pages, type Records } from "@tomada/connector-kit"
import { Effect, Stream } from "effect"

import type { Facts } from "./facts.ts"
import { clearingCode } from "./manifest.ts"
import * as View from "./view.ts"

const account = Effect.fnUntraced(function* (row: Facts) {
  const number = yield* row.text("number")
  const [institution, branch] = [yield* row.text("bank"), yield* row.text("branch")]
  return collected(row, {
    number,
    name: yield* row.text("name"),
    balance: yield* row.decimal("balance"),
    transferNumber: `${institution}/${number.includes("/") ? number : `${branch}/${number}`}`,
    limit: yield* row.decimal("overdraft-limit")
  })
})

interface Seen {
  readonly number: string
  readonly name: string
  readonly balance: Records.Decimal
  readonly transferNumber: string
  readonly limit: Records.Decimal | null
}

const collected = (row: Facts, { balance, limit, name, number, transferNumber }: Seen): Records.CollectedAccount => ({
  key: transferNumber,
  handle: `/accounts/${row.id}`,
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  number,
  name,
  marketingName: null,
  balance,
  currencyCode: "BRL",
  taxNumber: null,
  owner: null,
  bankData: { transferNumber, overdraftContractedLimit: limit },
  creditData: null
})

/** An account of the bank's application, which shows less of it. */
export const inApplication = Effect.fnUntraced(function* (row: Facts) {
  const number = yield* row.text("number")
  return collected(row, {
    number,
    name: yield* row.text("name"),
    balance: yield* row.decimal("balance"),
    transferNumber: `${clearingCode}/${number}`,
    limit: null
  })
})

export const accounts =
  <S>(door: View.Door<S>) =>
  (session: S): Connector.Rows<"ACCOUNTS"> =>
    Stream.fromEffect(
      Effect.gen(function* () {
        const view = yield* View.read(door, session, "/accounts", "accounts")
        const rows = yield* Effect.forEach(yield* view.rows("accounts"), account)
        return Pages.page(rows, [], view.warnings)
      })
    )
