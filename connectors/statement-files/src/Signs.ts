// OFX states every amount from the account's side: a purchase on a card is negative. On the wire a card's amounts follow the debt, so a
// purchase is positive and still a DEBIT, and a card's balance is what is owed.
import { negate } from "./Decimal.ts"
import type { AccountKind, StatementTransaction } from "./Ofx.ts"

export type Direction = "DEBIT" | "CREDIT"

const outgoing: ReadonlySet<string> = new Set([
  "DEBIT",
  "PAYMENT",
  "CHECK",
  "ATM",
  "POS",
  "FEE",
  "SRVCHG",
  "DIRECTDEBIT",
  "REPEATPMT",
  "CASH"
])

/** Which way the money went for the holder: by the sign, and for an amount of zero by TRNTYPE. */
export const direction = (row: Pick<StatementTransaction, "amount" | "type">): Direction =>
  row.amount.startsWith("-") || (!/[1-9]/.test(row.amount) && outgoing.has(row.type ?? "")) ? "DEBIT" : "CREDIT"

/** An OFX amount or balance with the sign that the wire wants: turned round for cards, as it is for all others. */
export const wireAmount = (kind: AccountKind, amount: string): string => (kind === "card" ? negate(amount) : amount)
