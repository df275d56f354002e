/** Statement documents of an Account. `url` is an address of this server that needs no key and is good for 30 minutes. */
import { Schema } from "effect"

import { Page } from "./Page.ts"
import { Id, Url } from "./Wire.ts"

/** A document; `monthYear` is `MM-YYYY`. */
export const AccountStatement = Schema.Struct({ id: Id, monthYear: Schema.String, url: Url }).annotate({
  identifier: "AccountStatement"
})
export type AccountStatement = typeof AccountStatement.Type

/** All of them, in one page. */
export const AccountStatementPage = Page(AccountStatement).annotate({ identifier: "AccountStatementPage" })
export type AccountStatementPage = typeof AccountStatementPage.Type
