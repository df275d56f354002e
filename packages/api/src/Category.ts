/** Categories of transactions as clients see them: `description` in English, `descriptionTranslated` in Portuguese. */
import { Schema } from "effect"

import { Page } from "./Page.ts"
import { Text } from "./Wire.ts"

/** A category; the upper level has no parent. */
export const Category = Schema.Struct({
  id: Schema.String,
  description: Schema.String,
  descriptionTranslated: Text,
  parentId: Text,
  parentDescription: Text
}).annotate({ identifier: "Category" })
export type Category = typeof Category.Type

/** All of them, in one page. */
export const CategoryPage = Page(Category).annotate({ identifier: "CategoryPage" })
export type CategoryPage = typeof CategoryPage.Type
