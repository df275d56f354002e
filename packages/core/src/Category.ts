// The categories of transactions: a fixed table of two levels with eight-digit ids, English and Portuguese. What an institution
// calls a row stays as it said it; it has one of these only where it says the very name or id of one.
import { Option, Schema } from "effect"

import { table } from "./internal/CategoryTable.ts"

/** Eight digits, two a level: `05080000` is below `05000000`. */
export const CategoryId = Schema.String.check(Schema.isPattern(/^\d{8}$/)).pipe(Schema.brand("CategoryId"))
export type CategoryId = typeof CategoryId.Type

/** `description` is English, `descriptionTranslated` Portuguese; the upper level has no parent. */
export interface Category {
  readonly id: CategoryId
  readonly description: string
  readonly descriptionTranslated: string
  readonly parentId: CategoryId | null
  readonly parentDescription: string | null
}

const names = new Map(table.map(([id, english]) => [id, english]))

const parentOf = (id: string): string | null => {
  const parent = `${id.slice(0, 2)}000000`
  return parent === id ? null : parent
}

/** Every category, an upper one before those below it. */
export const all: ReadonlyArray<Category> = table.map(([id, description, descriptionTranslated]) => {
  const parent = parentOf(id)
  return {
    id: CategoryId.make(id),
    description,
    descriptionTranslated,
    parentId: parent === null ? null : CategoryId.make(parent),
    parentDescription: parent === null ? null : (names.get(parent) ?? null)
  }
})

const byId = new Map<string, Category>(all.map((category) => [category.id, category]))

/** The category of this id, if there is one. */
export const get = (id: string): Option.Option<Category> => Option.fromUndefinedOr(byId.get(id))

/** Those below this one; none of an id that nothing is below. */
export const below = (parentId: string): ReadonlyArray<Category> =>
  all.filter((category) => category.parentId === parentId)

const byName = new Map<string, Category>(
  all
    .toReversed()
    .flatMap((category) => [
      [category.descriptionTranslated.toLowerCase(), category] as const,
      [category.description.toLowerCase(), category] as const
    ])
)

/** The category that a text is the id or the name of, in either language; none of any other text. */
export const named = (text: string): Option.Option<Category> =>
  Option.fromUndefinedOr(byId.get(text) ?? byName.get(text.trim().toLowerCase()))
