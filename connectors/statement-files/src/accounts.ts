// Statements -> accounts as the wire has them. A file may hold several statements of one account; the last one has its balance. A full
// card number goes no further than this module: what is shown and what identifies the card are its first six and last four digits.
import { Records } from "@tomada/connector-kit"

import { manifest } from "./manifest.ts"
import type { AccountKey, OfxFile, Statement } from "./Ofx.ts"
import { wireAmount } from "./Signs.ts"

const cardNumber = /^\d{12,19}$/

const shortened = (account: AccountKey): string =>
  account.kind === "card" && cardNumber.test(account.accountId)
    ? `${account.accountId.slice(0, 6)}-${account.accountId.slice(-4)}`
    : account.accountId

/** The durable identity of an account: what a statement prints of it, `0341/1234/56789-0/CHECKING` or `card/123456-1234`. */
export const keyOf = (account: AccountKey): string =>
  [account.kind === "card" ? "card" : null, account.bankId, account.branchId, shortened(account), account.accountType]
    .filter((part) => part !== null)
    .join("/")

/** The statement's currency, or the connector's where a file leaves it empty. */
export const currencyOf = (statement: Statement): string =>
  /^[A-Z]{3}$/.exec(statement.currency ?? "")?.[0] ?? manifest.institution.currency

const number = ({ accountId, branchId, kind }: AccountKey): string => {
  if (kind === "card") return cardNumber.test(accountId) ? accountId.slice(-4) : accountId
  return branchId === null ? accountId : `${branchId}/${accountId}`
}

const subtype = ({ accountType, kind }: AccountKey): Records.CollectedAccount["subtype"] =>
  kind === "card"
    ? "CREDIT_CARD"
    : accountType === "SAVINGS" || accountType === "MONEYMRKT"
      ? "SAVINGS_ACCOUNT"
      : "CHECKING_ACCOUNT"

const balance = ({ account, availableBalance, ledgerBalance }: Statement): string =>
  wireAmount(account.kind, (ledgerBalance ?? (account.kind === "card" ? null : availableBalance))?.amount ?? "0")

const collected = (file: OfxFile, statement: Statement): Records.CollectedAccount => {
  const { account } = statement
  const { accountId, bankId, branchId, kind } = account
  return {
    key: keyOf(account),
    handle: keyOf(account),
    type: kind === "card" ? "CREDIT" : "BANK",
    subtype: subtype(account),
    number: number(account),
    name: `${file.institution.name ?? (kind === "card" ? "Card" : "Account")} ${number(account)}`,
    balance: Records.decimal(balance(statement)),
    currencyCode: currencyOf(statement),
    bankData:
      kind === "bank" && bankId !== null && branchId !== null
        ? { transferNumber: `${bankId}/${branchId}/${accountId}` }
        : null
  }
}

/** The accounts of a file, each once, of the types asked for. */
export const accountsOf = (
  file: OfxFile,
  type: Records.CollectedAccount["type"]
): ReadonlyArray<Records.CollectedAccount> =>
  [...new Map(file.statements.map((statement) => [keyOf(statement.account), statement])).values()]
    .map((statement) => collected(file, statement))
    .filter((account) => account.type === type)
