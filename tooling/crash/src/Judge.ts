// What must be true afterwards, reckoned from the bank's own ledger and from what the receiver of webhooks has seen, and from nothing of
// ours: rows are compared as multisets, so a lost row and a doubled one do not hide each other.
import { Ledger } from "@tomada/sandbox-bank"

export interface Difference {
  /** The bank shows them and nobody holds them. */
  readonly lost: ReadonlyArray<string>
  /** Held, and not or not so often at the bank. */
  readonly doubled: ReadonlyArray<string>
}

/** A transaction as the API answers it. */
export interface Held {
  readonly date: string
  readonly amount: number
  readonly description: string
  readonly status: string
}

const beyond = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): ReadonlyArray<string> => {
  const rest = new Map<string, number>()
  for (const one of others) rest.set(one, (rest.get(one) ?? 0) + 1)
  return some.filter((one) => {
    const left = rest.get(one) ?? 0
    rest.set(one, left - 1)
    return left <= 0
  })
}

export const difference = (held: ReadonlyArray<string>, bank: ReadonlyArray<string>): Difference => ({
  lost: beyond(bank, held),
  doubled: beyond(held, bank)
})

/** The civil day so many days after. */
export const dayAfter = (iso: string, days: number): string => {
  const date = new Date(`${iso}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** The day in the bank's zone, which is three hours behind. */
export const bankDay = (epochMillis: number): string => new Date(epochMillis - 3 * 3_600_000).toISOString().slice(0, 10)

/** A card's number is shown with stars by the bank alone. */
const digits = (number: string): string => number.replaceAll(/\D/g, "")

/** An instant of the API is a day's first in the bank's zone. */
export const heldRow = (account: string, { amount, date, description, status }: Held): string =>
  `${digits(account)} ${bankDay(Date.parse(date))} ${Math.round(amount * 100)} ${description} ${status}`

/** The day of a row as it is compared. */
export const dayOf = (row: string): string => / (\d{4}-\d\d-\d\d) /.exec(row)?.[1] ?? ""

/** What the bank shows a user on `today` of the days since `from`. */
export const bankRows = (user: string, seed: string, today: string, from: string): ReadonlyArray<string> =>
  Ledger.accountsOf({ seed, user }).flatMap((account) =>
    (Ledger.open({ seed, user }, account.id)?.rowsAt(today) ?? [])
      .filter(({ date }) => date >= from)
      .map(
        ({ amount, date, description, status }) =>
          `${digits(account.number)} ${date} ${amount} ${description} ${status.toUpperCase()}`
      )
  )

/** An event as the receiver got it. */
export interface Event {
  readonly event: string
  readonly eventId: string
  readonly itemId?: string
  readonly accountId?: string
  readonly transactionsCount?: number
}

/**
 * What is wrong with what an application was told of an Item, whose accounts hold so many rows by their ids: rows that nobody was told
 * of, or more of them than there are, and an Item that began twice or never.
 */
export const untold = (events: ReadonlyArray<Event>, rows: ReadonlyMap<string, number>): ReadonlyArray<string> => {
  const told = new Map<string, number>()
  for (const { accountId = "", event, transactionsCount = 0 } of events)
    if (event === "transactions/created") told.set(accountId, (told.get(accountId) ?? 0) + transactionsCount)
  const began = events.filter(({ event }) => event === "item/created").length
  return [
    ...(began === 1 ? [] : [`item/created was told ${began} times`]),
    ...[...rows].flatMap(([account, count]) =>
      told.get(account) === count ? [] : [`of ${count} rows ${told.get(account) ?? 0} were told as created`]
    )
  ]
}
