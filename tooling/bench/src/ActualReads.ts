// What Actual's server reads through the wire, beside what the API tells: every account, and of every row its id, day, amount, words and
// whether it is booked. A card's amounts have the other sign in a budget.
import type * as ActualServer from "./ActualServer.ts"
import type { Application } from "./Api.ts"

interface Account {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly balance: number
}

interface Transaction {
  readonly id: string
  readonly date: string
  readonly amount: number
  readonly amountInAccountCurrency: number | null
  readonly currencyCode: string
  readonly description: string
  readonly descriptionRaw: string | null
  readonly status: string
}

interface List<A> {
  readonly results: ReadonlyArray<A>
  readonly next?: string | null
}

/** What one side has of what was read. */
export interface Figures {
  readonly accounts: number
  readonly rows: number
  readonly pending: number
  /** Sum of the amounts of all rows, in hundredths, with the signs of a budget. */
  readonly sum: number
}

export interface Result {
  readonly ours: Figures
  readonly actual: Figures
  /** What is not the same, in words; nothing when all is. */
  readonly differences: ReadonlyArray<string>
  /** The rows that Actual read, by id. */
  readonly ids: ReadonlySet<string>
}

const hundredths = (amount: number): number => Math.round(amount * 100)

/** A row as both are compared by. */
type Compared = readonly [id: string, day: string, hundredths: number, currency: string, words: string, booked: boolean]

const ofActual = ({ booked, notes, originalDate, transactionAmount, transactionId }: ActualServer.Row): Compared => [
  transactionId,
  originalDate,
  hundredths(transactionAmount.amount),
  transactionAmount.currency,
  notes,
  booked
]

const ofOurs = (row: Transaction, sign: number): Compared => [
  row.id,
  row.date.slice(0, 10),
  hundredths((row.amountInAccountCurrency ?? row.amount) * sign) + 0,
  row.currencyCode,
  row.descriptionRaw ?? row.description,
  row.status !== "PENDING"
]

/** What only one of both has, said of whom. */
export const differencesOf = (what: string, ours: ReadonlyArray<unknown>, actual: ReadonlyArray<unknown>) => {
  const [left, right] = [ours, actual].map((rows) => new Set(rows.map((row) => JSON.stringify(row))))
  const beyond = (some = new Set<string>(), others = new Set<string>(), whose: string) =>
    [...some].filter((row) => !others.has(row)).map((row) => `${what}: only ${whose} has ${row}`)
  const twice = actual.length === (right?.size ?? 0) ? [] : [`${what}: Actual has a row twice`]
  return [...beyond(left, right, "ours"), ...beyond(right, left, "Actual"), ...twice]
}

/** The API with an application's key. */
export const api = async ({ address, clientId, clientSecret }: Application) => {
  const ask = async <A>(path: string, key = "", body?: object): Promise<A> => {
    const answer = await fetch(`${address}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "x-api-key": key, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body)
    })
    if (!answer.ok) throw new Error(`${path.split("?")[0]} was answered with ${answer.status}`)
    return (await answer.json()) as A // the server's own answers, whose shapes its tests prove
  }
  const { apiKey } = await ask<{ readonly apiKey: string }>("/auth", "", { clientId, clientSecret })
  return {
    accounts: async (itemId: string) => (await ask<List<Account>>(`/accounts?itemId=${itemId}`, apiKey)).results,
    transactions: async (accountId: string, dateFrom: string) => {
      const all: Array<Transaction> = []
      let next: string | null = `?accountId=${accountId}&dateFrom=${dateFrom}`
      while (next !== null) {
        const slice: List<Transaction> = await ask(`/v2/transactions${next}`, apiKey)
        all.push(...slice.results)
        next = slice.next ?? null
      }
      return all
    }
  }
}

const figuresOf = (accounts: number, rows: ReadonlyArray<Compared>): Figures => ({
  accounts,
  rows: rows.length,
  pending: rows.filter(([, , , , , booked]) => !booked).length,
  sum: rows.reduce((sum, [, , amount]) => sum + amount, 0)
})

/** Reads these Items on both sides, rows from a civil day on. */
export const read = async (
  application: Application,
  actual: ActualServer.ActualServer,
  itemIds: ReadonlyArray<string>,
  since: string
): Promise<Result> => {
  const ours = await api(application)
  const lists = await Promise.all(itemIds.map(ours.accounts))
  const accounts = lists.flat()
  const seen = await actual.accounts()
  const told = ({ balance, id, name, type }: Account) => ({ balance, id, name, type })
  const differences = differencesOf("accounts", accounts.map(told), seen.map(told))
  const [oursRows, actualRows]: [Array<Compared>, Array<Compared>] = [[], []]
  for (const account of accounts) {
    const sign = account.type === "CREDIT" ? -1 : 1
    const rows = (await ours.transactions(account.id, since)).map((row) => ofOurs(row, sign))
    const { startingBalance, transactions } = await actual.transactions(account.id, since)
    const others = transactions.all.map(ofActual)
    differences.push(
      ...differencesOf(account.name, rows, others),
      ...differencesOf(
        `${account.name}, the rest`,
        [{ balance: hundredths(account.balance * sign), rows: rows.length }],
        [{ balance: startingBalance, rows: transactions.booked.length + transactions.pending.length }]
      )
    )
    oursRows.push(...rows)
    actualRows.push(...others)
  }
  return {
    ours: figuresOf(accounts.length, oursRows),
    actual: figuresOf(seen.length, actualRows),
    differences,
    ids: new Set(actualRows.map(([id]) => id))
  }
}
