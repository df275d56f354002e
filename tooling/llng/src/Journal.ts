// What a journal says, as data: transactions of double entry from which rows and balances of every account follow, so that whoever reads the
// pages can be compared with it. Rows are in the order in which hledger shows them: by day, and within a day as they were written down.
import type * as CivilDay from "@tomada/sandbox-bank/CivilDay"
import type { Centavos } from "@tomada/sandbox-bank/Money"

export interface Posting {
  /** As hledger names accounts: `assets:checking`. */
  readonly account: string
  readonly amount: Centavos
}

export interface Transaction {
  readonly day: CivilDay.CivilDay
  readonly description: string
  /** At least two; their sum is zero. */
  readonly postings: ReadonlyArray<Posting>
}

/** What the bank holds for the person; all else in a journal is where money comes from or goes to. */
export interface Account {
  readonly name: string
  readonly kind: "checking" | "savings" | "credit-card"
}

export interface Journal {
  readonly accounts: ReadonlyArray<Account>
  /** By day. */
  readonly transactions: ReadonlyArray<Transaction>
}

/** One line of an account's register; a debt on a card is a negative balance. */
export interface Row {
  readonly day: CivilDay.CivilDay
  readonly description: string
  readonly amount: Centavos
  /** After this row. */
  readonly balance: Centavos
  /** The accounts on the other side, in the order of their postings. */
  readonly others: ReadonlyArray<string>
}

export const checking: Account = { name: "assets:checking", kind: "checking" }
export const savings: Account = { name: "assets:savings", kind: "savings" }
export const card: Account = { name: "liabilities:card", kind: "credit-card" }

/** Moves a positive amount from one account to another. */
export const move = (
  day: CivilDay.CivilDay,
  description: string,
  amount: Centavos,
  from: string,
  to: string
): Transaction => ({
  day,
  description,
  postings: [
    { account: from, amount: -amount },
    { account: to, amount }
  ]
})

/** The journal with these as well, each behind the others of its day. */
export const appended = (journal: Journal, transactions: ReadonlyArray<Transaction>): Journal => ({
  ...journal,
  transactions: [...journal.transactions, ...transactions].toSorted((one, other) => one.day - other.day)
})

/** The register of an account, oldest first. */
export const rowsOf = ({ transactions }: Journal, account: string): ReadonlyArray<Row> => {
  let balance = 0
  return transactions.flatMap(({ day, description, postings }) => {
    const own = postings.filter((posting) => posting.account === account)
    if (own.length === 0) return []
    const amount = own.reduce((sum, posting) => sum + posting.amount, 0)
    balance += amount
    const others = postings.filter((posting) => posting.account !== account).map((posting) => posting.account)
    return [{ day, description, amount, balance, others }]
  })
}

/** What the account holds after its last row. */
export const balanceOf = (journal: Journal, account: string): Centavos => rowsOf(journal, account).at(-1)?.balance ?? 0
