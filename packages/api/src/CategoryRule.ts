/** What an application says once of all rows that read alike: transactions with this description are of that category. */
import { Schema, SchemaGetter } from "effect"

import { Page } from "./Page.ts"
import { Id, Instant, Text } from "./Wire.ts"

const transactionTypes = ["DEBIT", "CREDIT"] as const
const accountTypes = ["CHECKING_ACCOUNT", "CREDIT_CARD"] as const
const matchTypes = ["exact", "contains", "startsWith", "endsWith"] as const

/** A rule. `category` is the name of `categoryId`; `matchType`: where the description has to stand in that of a transaction. */
export const CategoryRule = Schema.Struct({
  id: Id,
  description: Schema.String,
  categoryId: Schema.String,
  category: Schema.String,
  clientId: Id,
  transactionType: Text,
  accountType: Text,
  matchType: Schema.Literals(matchTypes),
  createdAt: Instant
}).annotate({ identifier: "CategoryRule" })
export type CategoryRule = typeof CategoryRule.Type

/** All of them, in one page. */
export const CategoryRulePage = Page(CategoryRule).annotate({ identifier: "CategoryRulePage" })
export type CategoryRulePage = typeof CategoryRulePage.Type

const trimmed = Schema.String.pipe(
  Schema.decodeTo(
    Schema.String.check(
      Schema.isMinLength(1, { message: "$property should not be empty" }),
      Schema.isMaxLength(500, { message: "$property must be shorter than or equal to 500 characters" })
    ),
    { decode: SchemaGetter.transform((text: string) => text.trim()), encode: SchemaGetter.passthrough() }
  )
)

const oneOf = <const Words extends ReadonlyArray<string>>(words: Words) =>
  Schema.optionalKey(Schema.NullOr(Schema.Literals(words)))

/** A new rule; without a match type the whole description has to be the same. Case, accents and spaces never count. */
export const CreateCategoryRule = Schema.Struct({
  description: trimmed,
  categoryId: Schema.String,
  transactionType: oneOf(transactionTypes),
  accountType: oneOf(accountTypes),
  matchType: oneOf(matchTypes)
}).annotate({ identifier: "CreateCategoryRule" })
export type CreateCategoryRule = typeof CreateCategoryRule.Type
