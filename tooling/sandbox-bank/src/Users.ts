// Who banks here. A user's name selects the behaviour; the table is data so that pages and routes ask for a trait and never compare names.
// The users of the two-step channel differ only there: elsewhere they are like user-ok. `user-ok+loans-error` is user-ok with a fault (Faults.ts);
// `user-ok+7`, with any number, is another login that opens what user-ok opens.
import * as Faults from "./Faults.ts"

/** What the answer to a login is: the door opens, or one of the bank's refusals. */
export type AtLogin =
  | "open"
  | "logged"
  | "locked"
  | "error"
  | "unavailable"
  | "connection-error"
  | "action-required"
  | "password-change"
  | "not-supported"
  | "device"
  | "companies"

export type ChallengeKind = "code" | "image" | "select" | "phone" | "qr" | "approve"

export interface User {
  readonly name: string
  readonly atLogin: AtLogin
  readonly providerMessage: string | undefined
  readonly challenge: ChallengeKind
  /** Whether the second factor is asked for where the channel has one. */
  readonly secondFactor: boolean
  /** How long a challenge lives. */
  readonly challengeMillis: number
  readonly accountsPage: "ok" | "error" | "warning"
  readonly statementPage: "ok" | "garbage" | "held" | "reset" | "error"
  /** How many rows of a statement stand on one page. */
  readonly rowsPerPage: number
  readonly checkingAccounts: number
  readonly companies: boolean
  /** How many times the rows of a day; 1 for all but the performance users. */
  readonly multiplier: number
  /** Statements show so many days up to today; undefined: years. */
  readonly daysShown: number | undefined
  /** A token of the one-step channel is good once. */
  readonly tokensOnce: boolean
  /** The card's bill is due before it is paid, and the next one charges for that. */
  readonly paysLate: boolean
  readonly faults: ReadonlyArray<Faults.Fault>
}

const plain = (name: string): User => ({
  name,
  atLogin: "open",
  providerMessage: undefined,
  challenge: "code",
  secondFactor: true,
  challengeMillis: 2 * 60_000,
  accountsPage: "ok",
  statementPage: "ok",
  rowsPerPage: 25,
  checkingAccounts: 1,
  companies: false,
  multiplier: 1,
  daysShown: undefined,
  tokensOnce: false,
  paysLate: false,
  faults: []
})

const variations: Readonly<Record<string, Partial<User>>> = {
  "user-ok": {},
  "user-logged": { atLogin: "logged" },
  "user-locked": { atLogin: "locked" },
  "user-error": { atLogin: "error" },
  "user-unavailable": { atLogin: "unavailable" },
  "user-connection-error": { atLogin: "connection-error" },
  "user-account-need-actions": { atLogin: "action-required" },
  "user-account-need-actions-provider-message": {
    atLogin: "action-required",
    providerMessage: "Accept the new terms of use in the app of Banco Tomada to go on."
  },
  "user-account-credentials-reset": { atLogin: "password-change" },
  "user-not-supported": { atLogin: "not-supported" },
  "user-ok-account-error": { accountsPage: "error" },
  "user-ok-account-warning": { accountsPage: "warning" },
  "user-ok-two-checking-accounts": { checkingAccounts: 2 },
  "user-ok-auth-pending": { atLogin: "device" },
  "user-ok-img": { challenge: "image" },
  "user-ok-select": { challenge: "select" },
  "user-ok-phone": { challenge: "phone" },
  "user-ok-qr": { challenge: "qr" },
  "user-ok-approve": { challenge: "approve" },
  "user-ok-brief-code": { challengeMillis: 6_000 },
  "user-ok-token-once": { tokensOnce: true },
  "user-ok-late-bill": { paysLate: true },
  "user-ok-multi-company": { atLogin: "companies", companies: true },
  "user-ok-one-page": { secondFactor: false, rowsPerPage: 5000 },
  "user-ok-short": { daysShown: 21 },
  "user-ok-perf": { multiplier: 10, daysShown: 366 },
  "user-garbage": { statementPage: "garbage" },
  "user-slow-statement": { statementPage: "held" },
  "user-reset-statement": { statementPage: "reset" },
  "user-error-statement": { statementPage: "error" }
}

/** The names of all users but `user-ok-perf-<n>x` and those with faults after a plus. */
export const names: ReadonlyArray<string> = Object.keys(variations)

/** The user whose facts a name stands for: the part before the first plus. */
export const baseOf = (name: string): string => name.split("+", 1)[0] ?? name

const base = (name: string): User | undefined => {
  const variation = Object.hasOwn(variations, name) ? variations[name] : undefined
  if (variation !== undefined) return { ...plain(name), ...variation }
  const times = /^user-ok-perf-([1-9]\d{0,4})x$/.exec(name)
  return times === null ? undefined : { ...plain(name), multiplier: Number(times[1]), daysShown: 366 }
}

/** The user of that name, or undefined when the bank knows none or does not know one of its faults. */
export const find = (name: string): User | undefined => {
  const user = base(baseOf(name))
  const marks = name.split("+").slice(1)
  const faults = marks.filter((mark) => !/^\d{1,9}$/.test(mark)).map(Faults.find)
  return user === undefined || faults.includes(undefined)
    ? undefined
    : { ...user, name, faults: faults.filter((fault) => fault !== undefined) }
}
