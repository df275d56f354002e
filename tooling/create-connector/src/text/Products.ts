// The products of a generated connector. Accounts and transactions come with a parser and its tests, over an answer that is invented; none
// asks the institution yet, and each says so with the kit's own error.
import type { Collectable, Plan } from "../Plan.ts"
import { moduleOf } from "./Manifest.ts"

const accounts = ({
  currency
}: Plan): string => `// The list of accounts. \`payload\` is an invented answer: put the institution's own in its place, and then ask for it in \`accounts\`.
import { type Connector, Errors, Parse, type Records } from "@tomada/connector-kit"
import { Effect, Stream } from "effect"
import { z } from "zod"

import type { Session } from "./session.ts"

const account = z.object({ number: z.string().min(1), name: z.string().min(1), balance: z.string() })
const payload = z.object({ accounts: z.array(account) })

/** What identifies an account for ever is printed on its statements; an id that changes with each login is its \`handle\`. */
const collected = Effect.fnUntraced(function* ({ balance, name, number }: z.output<typeof account>) {
  const found: Records.CollectedAccount = {
    key: number,
    handle: number,
    type: "BANK",
    subtype: "CHECKING_ACCOUNT",
    number,
    name,
    balance: yield* Parse.decimalPoint(balance, "accounts/balance"),
    currencyCode: "${currency}"
  }
  return found
})

/** An answer as accounts; SiteChanged where it has another shape. */
export const parse = Effect.fnUntraced(function* (answer: unknown) {
  const { accounts } = yield* Parse.payload(payload, answer, "accounts")
  return yield* Effect.forEach(accounts, collected)
})

export const accounts = (_session: Session): Connector.Rows<"ACCOUNTS"> =>
  Stream.fail(new Errors.Unsupported({ what: "ACCOUNTS" }))
`

const transactions = ({
  currency
}: Plan): string => `// The rows of an account. \`payload\` is an invented answer: put the institution's own in its place, and then read it in \`transactions\`
// with \`Paging\`, which works out what the rows prove of the days that were asked for.
import { type Connector, Day, Errors, Parse, type Records } from "@tomada/connector-kit"
import { BigDecimal, Effect, Stream } from "effect"
import { z } from "zod"

import type { Session } from "./session.ts"

const row = z.object({ id: z.string().min(1), date: z.string(), description: z.string(), amount: z.string() })
const payload = z.object({ transactions: z.array(row) })

const collected = Effect.fnUntraced(function* ({ amount, date, description, id }: z.output<typeof row>) {
  const value = yield* Parse.decimalPoint(amount, "transactions/amount")
  const found: Records.CollectedTransaction = {
    institutionId: id,
    date: yield* Day.read(date, "transactions/date", "yyyy-mm-dd"),
    status: "POSTED",
    type: BigDecimal.isNegative(value) ? "DEBIT" : "CREDIT",
    amount: value,
    currencyCode: "${currency}",
    description,
    descriptionRaw: description
  }
  return found
})

/** An answer as rows; SiteChanged where it has another shape. */
export const parse = Effect.fnUntraced(function* (answer: unknown) {
  const { transactions } = yield* Parse.payload(payload, answer, "transactions")
  return yield* Effect.forEach(transactions, collected)
})

export const transactions = (
  _session: Session,
  _account: Records.CollectedAccount,
  _window: Connector.Window
): Connector.Rows<"TRANSACTIONS"> => Stream.fail(new Errors.Unsupported({ what: "TRANSACTIONS" }))
`

const takes: Partial<Record<Collectable, ReadonlyArray<string>>> = {
  PAYMENT_DATA: ["_account: Records.CollectedAccount", "_rows: ReadonlyArray<Connector.IdentifiedRow>"],
  INVESTMENTS_TRANSACTIONS: ["_investment: Records.CollectedInvestment", "_window: Connector.Window"],
  ACCOUNT_STATEMENTS: ["_account: Records.CollectedAccount"]
}

const other = (product: Collectable): string => {
  const given = takes[product] ?? []
  const records = given.some((each) => each.includes("Records.")) ? ", type Records" : ""
  return `// ${product}: the connector has not been taught to read them, and says so to whoever asks.
import { type Connector, Errors${records} } from "@tomada/connector-kit"
import { Stream } from "effect"

import type { Session } from "./session.ts"

export const ${moduleOf(product).name} = (${["_session: Session", ...given].join(", ")}): Connector.Rows<"${product}"> =>
  Stream.fail(new Errors.Unsupported({ what: "${product}" }))
`
}

export const files = (plan: Plan): ReadonlyArray<readonly [path: string, text: string]> =>
  plan.products.map((product) => [
    `src/${moduleOf(product).file}.ts`,
    product === "ACCOUNTS" ? accounts(plan) : product === "TRANSACTIONS" ? transactions(plan) : other(product)
  ])
