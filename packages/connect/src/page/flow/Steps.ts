// How far a running connection is, as lines that a person can follow: the login, then each product, then keeping what came.
import type { Connector, Item, Product, StatusDetail } from "../api/Wire.ts"

export type Line = Product | "LOGIN" | "MERGING"
export interface Step {
  readonly line: Line
  readonly is: "done" | "now" | "to come"
}

const order: ReadonlyArray<readonly [Product, string, keyof StatusDetail]> = [
  ["ACCOUNTS", "ACCOUNTS_IN_PROGRESS", "accounts"],
  ["CREDIT_CARDS", "CREDITCARDS_IN_PROGRESS", "creditCards"],
  ["TRANSACTIONS", "TRANSACTIONS_IN_PROGRESS", "transactions"],
  ["PAYMENT_DATA", "PAYMENT_DATA_IN_PROGRESS", "paymentData"],
  ["INVESTMENTS", "INVESTMENTS_IN_PROGRESS", "investments"],
  ["INVESTMENTS_TRANSACTIONS", "INVESTMENTS_TRANSACTIONS_IN_PROGRESS", "investmentsTransactions"],
  ["IDENTITY", "IDENTITY_IN_PROGRESS", "identity"],
  ["LOANS", "LOANS_IN_PROGRESS", "loans"],
  ["ACCOUNT_STATEMENTS", "ACCOUNT_STATEMENTS_IN_PROGRESS", "accountStatements"]
]

/** The products that this connection reads, in the order in which they are read; the widget may have asked for fewer. */
export const productsOf = (connector: Connector, wanted: ReadonlyArray<string>): ReadonlyArray<Product> => {
  const some = connector.products.filter((product) => wanted.includes(product))
  const read = some.length > 0 ? some : connector.products
  return order.map(([product]) => product).filter((product) => read.includes(product))
}

export const stepsOf = (item: Item): ReadonlyArray<Step> => {
  const products = productsOf(item.connector, item.products)
  const lines: ReadonlyArray<Line> = ["LOGIN", ...products, "MERGING"]
  const status = item.executionStatus
  const product = order.find(([, inProgress]) => inProgress === status)?.[0]
  const now = status === "MERGING" ? "MERGING" : (product ?? "LOGIN")
  const at = lines.indexOf(now)
  return lines.map((line, index) => ({ line, is: index < at ? "done" : index === at ? "now" : "to come" }))
}

export interface Outcome {
  readonly product: Product
  readonly came: boolean
  readonly notes: ReadonlyArray<string>
}

/** What came and what did not; products that were not asked for are left out. */
export const outcomesOf = (item: Item): ReadonlyArray<Outcome> =>
  productsOf(item.connector, item.products).flatMap((product) => {
    const key = order.find(([one]) => one === product)?.[2]
    const state = key === undefined || item.statusDetail === null ? null : item.statusDetail[key]
    if (state === null || state === undefined)
      return item.statusDetail === null ? [{ product, came: true, notes: [] }] : []
    return [
      {
        product,
        came: state.isUpdated,
        notes: state.warnings.map((warning) => warning.providerMessage ?? warning.message)
      }
    ]
  })
