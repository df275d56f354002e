// From the name of a read to the connector's function for it.
import { Stream } from "effect"

import type { Connector, Rows, VisitEnv } from "../Connector.ts"
import { Unsupported } from "../Errors.ts"
import type { Page } from "../Pages.ts"
import type { Readable, Reads, Records } from "../Products.ts"

type Reader<P extends Readable> = (
  connector: Pick<Connector, "accounts" | "extras" | "products">,
  session: unknown,
  of: Reads[P]
) => Rows<P> | undefined

const readers: { readonly [P in Readable]: Reader<P> } = {
  ACCOUNTS: ({ accounts }, session) => accounts(session),
  CREDIT_CARDS: ({ products }, session) => products.CREDIT_CARDS?.(session),
  BILLS: ({ extras }, session, { account }) => extras.bills?.(session, account),
  TRANSACTIONS: ({ products }, session, { account, window }) => products.TRANSACTIONS?.(session, account, window),
  PAYMENT_DATA: ({ products }, session, { account, rows }) => products.PAYMENT_DATA?.(session, account, rows),
  INVESTMENTS: ({ products }, session) => products.INVESTMENTS?.(session),
  INVESTMENTS_TRANSACTIONS: ({ products }, session, { investment, window }) =>
    products.INVESTMENTS_TRANSACTIONS?.(session, investment, window),
  IDENTITY: ({ products }, session) => products.IDENTITY?.(session),
  LOANS: ({ products }, session) => products.LOANS?.(session),
  ACCOUNT_STATEMENTS: ({ products }, session, { account }) => products.ACCOUNT_STATEMENTS?.(session, account)
}

/** The rows of the read; Unsupported when the connector has no function for it. */
export const rows = <P extends Readable>(
  connector: Connector,
  product: P,
  session: unknown,
  of: Reads[P]
): Stream.Stream<Page<Records[P]>, Unsupported | Stream.Error<Rows<P>>, VisitEnv> =>
  readers[product](connector, session, of) ?? Stream.fail(new Unsupported({ what: product }))
