// Model bank: a small institution in this process that answers a tap, so that a connector is recorded and broken without any network. It
// speaks JSON: a login, a second factor for those who have one, sessions that end, accounts, and statements in pages with running balances.
import type { Exchange } from "@tomada/connector-kit"
import { Effect } from "effect"

export const host = "model.bank.test"
export const pageSize = 4

export interface Row {
  readonly id: string
  readonly day: string
  readonly text: string
  /** With a point and two decimals; negative is money out. */
  readonly amount: string
  readonly balance: string
  readonly kind: "card" | "transfer" | "fee"
}

const days = (count: number) =>
  Array.from({ length: count }, (_, index) => new Date(Date.UTC(2026, 8, 28 - index * 2)).toISOString().slice(0, 10))

const kinds = ["card", "transfer", "fee"] as const

/** Newest first, and every balance follows from the rows before it. */
export const statement = (account: string, count = 10): ReadonlyArray<Row> => {
  let cents = 100_000
  const money = (value: number) =>
    `${value < 0 ? "-" : ""}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, "0")}`
  return days(count)
    .toReversed()
    .map((day, index) => {
      const amount = index % 3 === 2 ? 12_345 + index * 111 : -(1_990 + index * 37)
      cents += amount
      const kind = kinds[index % 3] ?? "card"
      return {
        id: `${account}-${index + 1}`,
        day,
        text: `Shop ${index + 1}`,
        amount: money(amount),
        balance: money(cents),
        kind
      }
    })
    .toReversed()
}

export interface Account {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly currency: string
  readonly rows: ReadonlyArray<Row>
}

export const accounts: ReadonlyArray<Account> = [
  { id: "a1", number: "0001-1", name: "Checking", currency: "BRL", rows: statement("a1") },
  { id: "a2", number: "0001-2", name: "Savings", currency: "BRL", rows: statement("a2", 3) }
]

/** Who logs in, by user name; the password of all is `right-password`, the code of all `123456`. */
export type User = "user-ok" | "user-otp" | "user-locked" | "user-terms" | "user-reset" | "user-device"
export const password = "right-password"
export const code = "123456"

const refusals: Readonly<Record<string, string>> = {
  "user-locked": "locked",
  "user-terms": "terms",
  "user-reset": "change-password",
  "user-device": "device"
}

export interface Options {
  readonly accounts?: ReadonlyArray<Account>
  /** Sessions are gone at the next visit. */
  readonly forgetful?: boolean
}

interface Told {
  readonly status: number
  readonly body: unknown
}

const told = (status: number, body: unknown): Told => ({ status, body })

export class ModelBank {
  /** Every request in its order, as the bank's own log has it: method and path. */
  readonly log: Array<string> = []
  /** How many codes were sent. */
  codes = 0
  readonly #accounts: ReadonlyArray<Account>
  readonly #sessions = new Set<string>()
  readonly #waiting = new Set<string>()
  readonly #devices = new Set<string>()
  readonly #forgetful: boolean

  constructor({ accounts: all = accounts, forgetful = false }: Options = {}) {
    this.#accounts = all
    this.#forgetful = forgetful
  }

  /** Ends all sessions. */
  forget(): void {
    this.#sessions.clear()
  }

  readonly tap: Exchange.Tap = (sent) =>
    Effect.sync((): Exchange.Answered => {
      const url = new URL(sent.url)
      this.log.push(`${sent.method} ${url.pathname}`)
      const { body, status } = this.#answer(sent, url)
      const bytes = new TextEncoder().encode(JSON.stringify(body))
      return { status, headers: { "content-type": "application/json" }, bytes }
    })

  #open(user: string): Told {
    const token = `session-of-${user}-${this.log.length}`
    this.#sessions.add(token)
    return told(200, { state: "in", token })
  }

  #login(given: Readonly<Record<string, unknown>>): Told {
    const user = String(given["user"])
    if (given["password"] !== password) return told(401, { error: "wrong" })
    const refusal = refusals[user]
    if (refusal !== undefined) return told(403, { error: refusal })
    if (user !== "user-otp" || this.#devices.has(String(given["device"]))) return this.#open(user)
    this.codes += 1
    this.#waiting.add(user)
    return told(200, { state: "code", sentTo: "the phone" })
  }

  #code(given: Readonly<Record<string, unknown>>): Told {
    const user = String(given["user"])
    if (!this.#waiting.delete(user)) return told(409, { error: "no code" })
    if (given["code"] !== code) return told(401, { error: "wrong-code" })
    const device = `device-of-${user}-${this.log.length}`
    this.#devices.add(device)
    const { body, status } = this.#open(user)
    return told(status, { ...Object(body), device })
  }

  #list({ rows }: Account, query: URLSearchParams): Told {
    const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""]
    const wanted = rows.filter(({ day }) => day >= from && day <= to)
    const page = Number(query.get("page") ?? "1")
    const shown = wanted.slice((page - 1) * pageSize, page * pageSize)
    return told(200, { rows: shown, total: wanted.length, page, more: page * pageSize < wanted.length })
  }

  #answer({ body, headers, method }: Exchange.Sent, { pathname, searchParams }: URL): Told {
    const given: unknown = body === null ? {} : JSON.parse(body)
    const fields = given as Readonly<Record<string, unknown>> // the connector sends objects
    if (method === "POST" && pathname === "/login") {
      if (this.#forgetful) this.forget()
      return this.#login(fields)
    }
    if (method === "POST" && pathname === "/code") return this.#code(fields)
    if (!this.#sessions.has((headers["authorization"] ?? "").replace("Bearer ", "")))
      return told(401, { error: "session" })
    if (pathname === "/me") return told(200, { state: "in" })
    if (pathname === "/accounts") {
      return told(200, {
        accounts: this.#accounts.map(({ currency, id, name, number, rows }) => ({
          id,
          number,
          name,
          currency,
          balance: rows[0]?.balance ?? "0.00"
        }))
      })
    }
    const account = this.#accounts.find(({ id }) => pathname === `/accounts/${id}/rows`)
    return account === undefined ? told(404, { error: "not-found" }) : this.#list(account, searchParams)
  }
}
