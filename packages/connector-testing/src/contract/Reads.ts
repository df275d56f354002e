// What one sync of a replay read, read by read, with the answers that it was read from; and what of it was lost where it was replayed
// otherwise. A row is lost silently where the days that a read proves contain it and the read does not.
import type { Products } from "@tomada/connector-kit"
import { type Account, Coverage, DateInterval, type Transaction, Upsert } from "@tomada/core"

import type { End } from "../Observed.ts"
import { answered, type Made, UnexpectedRequest } from "../Player.ts"
import type { Replayed } from "../Replay.ts"
import type { Answered } from "./Surgery.ts"

/** One read. `of`: what it was given; `made`: its requests in their order. */
export interface Read {
  readonly step: string
  readonly of: unknown
  readonly records: ReadonlyArray<unknown>
  readonly coverage: ReadonlyArray<Coverage.Coverage>
  readonly warnings: ReadonlyArray<{ readonly code: string; readonly providerMessage: string | null }>
  readonly end: End
  readonly made: ReadonlyArray<Made>
}

/** A read of an account's rows. `number`: which account of its sync, counted from one, for who reads of it. */
export interface Statement extends Read {
  readonly number: number
  readonly account: Account.CollectedAccount
  readonly window: Products.Window
  readonly rows: ReadonlyArray<Transaction.CollectedTransaction>
}

const steps: ReadonlySet<string> = new Set([
  "ACCOUNTS",
  "CREDIT_CARDS",
  "BILLS",
  "TRANSACTIONS",
  "PAYMENT_DATA",
  "INVESTMENTS",
  "INVESTMENTS_TRANSACTIONS",
  "IDENTITY",
  "LOANS",
  "ACCOUNT_STATEMENTS"
])

/** Whether something is what a read is called, which logins and balances are not. */
export const isRead = (step: string): boolean => steps.has(step)

export const reads = ({ calls, player }: Replayed): ReadonlyArray<Read> =>
  calls.flatMap(({ end, of, pages, step }, index) =>
    isRead(step)
      ? [
          {
            step,
            of,
            end,
            records: pages.flatMap(({ records }) => records),
            coverage: pages.flatMap(({ coverage }) => coverage),
            warnings: pages.flatMap(({ warnings }) => warnings),
            made: player.made.filter(({ call }) => call === index)
          }
        ]
      : []
  )

export const statements = (replayed: Replayed): ReadonlyArray<Statement> => {
  const keys: Array<string> = []
  return reads(replayed).flatMap((read) => {
    if (read.step !== "TRANSACTIONS") return []
    const { account, window } = read.of as Products.Reads["TRANSACTIONS"] // what the step TRANSACTIONS is given
    if (!keys.includes(account.key)) keys.push(account.key)
    const rows = read.records as ReadonlyArray<Transaction.CollectedTransaction> // and what it yields
    return [{ ...read, account, window, rows, number: keys.indexOf(account.key) + 1 }]
  })
}

/** The accounts and cards that were listed. */
export const accounts = (replayed: Replayed): ReadonlyArray<Account.CollectedAccount> =>
  reads(replayed)
    .filter(({ step }) => step === "ACCOUNTS" || step === "CREDIT_CARDS")
    .flatMap(({ records }) => records as ReadonlyArray<Account.CollectedAccount>) // what these steps yield

/** What the institution answered the read, as it was recorded. */
export const answersOf = ({ made }: Pick<Read, "made">): ReadonlyArray<Answered> =>
  made.flatMap(({ recorded }) => (recorded === null ? [] : [answered(recorded)]))

/** How a read is named to the author. */
export const nameOf = ({ number, step }: Pick<Statement, "number" | "step">): string => `${step} of account ${number}`

export const isWell = ({ end }: Pick<Read, "end">): boolean => end._tag === "Well"

/** Whether the read ended because it asked for what was not recorded: then it says nothing of the connector. */
export const isLost = ({ end }: Pick<Read, "end">): boolean =>
  end._tag === "Died" && end.defect instanceof UnexpectedRequest

/** A defect of the connector's own. */
export const isDefect = (read: Pick<Read, "end">): boolean => read.end._tag === "Died" && !isLost(read)

/** The days that the read proves for rows of this state. */
export const proven = (
  { coverage, end }: Pick<Read, "coverage" | "end">,
  state: Coverage.RowState
): ReadonlyArray<DateInterval.DateInterval> => Coverage.provenDays({ coverage, complete: end._tag === "Well" }, state)

/** What a row is, in one text: all that was read of it, or all but its ids. */
export const content = (row: Transaction.CollectedTransaction): string => Upsert.canonical(row)

const ids: ReadonlySet<string> = new Set(["institutionId", "pendingId", "providerId", "providerCode"])

/** The same without the ids that the institution gave it. */
export const withoutIds = (row: Transaction.CollectedTransaction): string =>
  Upsert.canonical(Object.fromEntries(Object.entries(row).filter(([name]) => !ids.has(name))))

/** What of `all` is not in `others`, each as often as it is missing. */
export const missing = <A>(
  all: ReadonlyArray<A>,
  others: ReadonlyArray<A>,
  key: (each: A) => string
): ReadonlyArray<A> => {
  const left = new Map<string, number>()
  for (const other of others) left.set(key(other), (left.get(key(other)) ?? 0) + 1)
  return all.filter((each) => {
    const count = left.get(key(each)) ?? 0
    left.set(key(each), count - 1)
    return count <= 0
  })
}

/** Rows of one sync that its other replay has not, on days that the other claims to have read; a line for each account. */
export const lostSilently = (straight: Replayed, other: Replayed): ReadonlyArray<string> => {
  const others = statements(other)
  return [...Map.groupBy(statements(straight), ({ account }) => account.key)].flatMap(([key, own]) => {
    const bent = others.filter(({ account }) => account.key === key)
    const gone = missing(
      own.flatMap(({ rows }) => rows),
      bent.flatMap(({ rows }) => rows),
      withoutIds
    )
    const claimed = gone.filter(({ date, status }) =>
      bent.some((read) => DateInterval.covers(proven(read, status), date))
    )
    const [first] = own
    return first === undefined || claimed.length === 0
      ? []
      : [`${nameOf(first)} lacks ${claimed.length} of its rows and claims their days`]
  })
}
