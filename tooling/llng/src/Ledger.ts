// What a person should hold of a journal, worked out from the journal itself and not from any page: which accounts, what is on them, and each
// row of the days that a first sync reads. A card counts the other way round: what is owed is positive there.
import type { Account, Transaction } from "@tomada/core"
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"
import type { Centavos } from "@tomada/sandbox-bank/Money"
import { BigDecimal } from "effect"

import * as Journal from "./Journal.ts"

/** What is compared of an account and its rows. */
export interface Held {
  readonly account: Pick<Account.Account, "key" | "subtype" | "balance">
  readonly rows: ReadonlyArray<Pick<Transaction.Transaction, "date" | "description" | "amount">>
}

const subtypes = {
  checking: "CHECKING_ACCOUNT",
  savings: "SAVINGS_ACCOUNT",
  "credit-card": "CREDIT_CARD"
} as const

/** The connector takes money in hand for an account too: the journal counts it among what somebody has. */
const cash: Journal.Account = { name: "assets:cash", kind: "checking" }

const centavos = (amount: BigDecimal.BigDecimal): Centavos =>
  Number(BigDecimal.toNumberUnsafe(BigDecimal.multiply(amount, BigDecimal.fromBigInt(100n))))

const inOrder = (lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.toSorted()

/** All lines of an account, the account's own first. */
const said = (journal: Journal.Journal, { kind, name }: Journal.Account, from: CivilDay.CivilDay) => {
  const sign = kind === "credit-card" ? -1 : 1
  const rows = Journal.rowsOf(journal, name).filter(({ day }) => day >= from)
  return [
    `${name} ${subtypes[kind]} ${sign * Journal.balanceOf(journal, name)}`,
    ...inOrder(
      rows.map(({ amount, day, description }) => `${CivilDay.toIso(day)} ${description} ${sign * amount || 0}`)
    )
  ]
}

const shown = ({ account, rows }: Held): ReadonlyArray<string> => [
  `${account.key} ${account.subtype} ${centavos(account.balance)}`,
  ...inOrder(rows.map(({ amount, date, description }) => `${date} ${description} ${centavos(amount)}`))
]

/** Where what is held is not what the journal says since that day. */
export const differences = (
  journal: Journal.Journal,
  held: ReadonlyArray<Held>,
  from: CivilDay.CivilDay
): ReadonlyArray<string> => {
  const accounts = [...journal.accounts, cash].toSorted((one, other) => (one.name < other.name ? -1 : 1))
  const expected = accounts.flatMap((account) => said(journal, account, from))
  const found = held.toSorted((one, other) => (one.account.key < other.account.key ? -1 : 1)).flatMap(shown)
  return Array.from({ length: Math.max(expected.length, found.length) }, (_, index) =>
    expected[index] === found[index] ? [] : [`the journal says ${expected[index]}, what is held is ${found[index]}`]
  ).flat()
}
