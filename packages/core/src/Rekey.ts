// What a new recipe would do to held rows, before it does anything. A recipe is how a connector makes the identity of a row: its
// institution id, its text, its day. Ids of two recipes are never compared, so rows of an older one are found by their content
// alone until they are re-keyed. The dry run is the merge itself: the institution shows all that is held, as the new recipe
// reads it, and each row must find itself. No id of ours changes, ever.
import { type DateTime, Result, Schema } from "effect"

import type { AccountId } from "./Account.ts"
import * as Content from "./Content.ts"
import * as Matching from "./internal/Matching.ts"
import { prepare } from "./internal/MergeRow.ts"
import type { ProductPolicy } from "./Product.ts"
import { CollectedTransaction, type Transaction, type TransactionId } from "./Transaction.ts"

/**
 * - `version`: what the policy of the product calls it; rows that it made bear it.
 * - `reads`: what it would have collected of a row otherwise, as far as what is held tells: a null `institutionId` where that
 *   does not. A function of the row alone.
 */
export interface Recipe {
  readonly version: number
  readonly reads: (row: CollectedTransaction) => Partial<CollectedTransaction>
}

/**
 * Why a row is known otherwise than before: `id`: another institution id; `id-lost`: what is held does not tell it; `id-shared`:
 * another live row has the same, so that it names neither; `content`: another day, amount, text or other field. `collapsed`:
 * the recipe reads another row just so, and the merge would take them for one.
 */
export const Why = Schema.Literals(["id", "id-lost", "id-shared", "content", "collapsed"])
export type Why = typeof Why.Type

/** A row that is known otherwise; `rivals`: the live rows that have its institution id under the new recipe. */
export interface Change {
  readonly transactionId: TransactionId
  readonly why: ReadonlyArray<Why>
  readonly rivals: ReadonlyArray<TransactionId>
}

/**
 * What the recipe would do to the rows of one account. Nothing is written yet.
 *
 * - `current`: rows that this recipe or a newer one made; they stay as they are.
 * - `kept`: older rows that are known as before, but for their version.
 * - `changes`: older rows that are known otherwise, each with why.
 * - `unexplained`: rows that would not find themselves for no reason that is known here. A recipe is ready when there is none.
 * - `rows`: the older rows whole, as they are to be stored.
 */
export interface Plan {
  readonly version: number
  readonly current: number
  readonly kept: number
  readonly changes: ReadonlyArray<Change>
  readonly unexplained: ReadonlyArray<TransactionId>
  readonly rows: ReadonlyArray<Transaction>
}

/** Rows would be lost: so many would be taken for another, so many would not be found. */
export class RekeyRefused extends Schema.TaggedError<RekeyRefused>()("RekeyRefused", {
  collapsed: Schema.Int,
  unexplained: Schema.Int
}) {}

const collectedOf = (row: Transaction): CollectedTransaction =>
  Object.fromEntries(
    Object.entries(row).filter(([key]) => Object.hasOwn(CollectedTransaction.fields, key))
  ) as CollectedTransaction // a held row has every field of a collected one

const hasContent = (row: Transaction, read: Partial<CollectedTransaction>): boolean => {
  const { institutionId: _, ...content } = read
  const before: Readonly<Record<string, unknown>> = row
  return Object.entries(content).every(([key, value]) => Content.isSame(before[key], value))
}

const rekeyed = (row: Transaction, recipe: Recipe, now: DateTime.Utc): Transaction => {
  const read = recipe.reads(collectedOf(row))
  return {
    ...row,
    ...read,
    previousIds: [],
    recipe: recipe.version,
    updatedAt: hasContent(row, read) ? row.updatedAt : now
  }
}

const isShown = ({ state }: Transaction): boolean => state !== "removed"

const order = (a: Transaction, b: Transaction): number =>
  Number(a.state !== "live") - Number(b.state !== "live") || a.position - b.position || (a.id < b.id ? -1 : 1)

/** The rows that find themselves, when the institution shows them as the recipe reads them. */
const finders = (
  held: ReadonlyArray<Transaction>,
  shown: ReadonlyMap<CollectedTransaction, TransactionId>,
  accountId: AccountId,
  policy: ProductPolicy
): ReadonlySet<TransactionId> => {
  const rows = prepare({ accountId, held, records: [...shown.keys()], policy })
  Matching.byInstitutionId(rows)
  Matching.byPendingLink(rows)
  Matching.byContent(rows, policy)
  return new Set(
    rows.found.flatMap(({ paidBy, row }) => (paidBy !== null && paidBy.row.id === shown.get(row) ? paidBy.row.id : []))
  )
}

/** The live rows that share an institution id, by that id. */
const sharers = (rows: ReadonlyArray<Transaction>): ReadonlyMap<string, ReadonlyArray<TransactionId>> =>
  new Map(
    [...Map.groupBy(rows, ({ institutionId, state }) => (state === "live" ? (institutionId ?? null) : null))].flatMap(
      ([id, named]) => (id === null || named.length < 2 ? [] : [[id, named.map((row) => row.id)] as const])
    )
  )

/**
 * The dry run: what the recipe would do to the rows of the account that an older one made; `rows` of other accounts are left
 * out. `policy` is that of the product, whatever recipe it names.
 */
export const plan = (request: {
  readonly accountId: AccountId
  readonly rows: ReadonlyArray<Transaction>
  readonly recipe: Recipe
  readonly policy: ProductPolicy
  readonly now: DateTime.Utc
}): Plan => {
  const { accountId, now, recipe } = request
  const policy = { ...request.policy, recipe: recipe.version }
  const isUnique = policy.institutionIds === "unique"
  const own = request.rows.filter((row) => row.accountId === accountId).toSorted(order)
  const isOlder = (row: Transaction) => row.recipe < recipe.version
  const after = new Map(own.map((row) => [row.id, isOlder(row) ? rekeyed(row, recipe, now) : row]))
  const shown = new Map(
    own.filter(isShown).map((row) => {
      const collected = collectedOf(row)
      return [isOlder(row) ? { ...collected, ...recipe.reads(collected) } : collected, row.id]
    })
  )
  const found = finders([...after.values()], shown, accountId, policy)
  const [sharedBefore, sharedAfter] = [sharers(own), sharers([...after.values()])]

  const changes: Array<Change> = []
  const unexplained = own.filter((row) => isShown(row) && !found.has(row.id)).map(({ id }) => id)
  const collapsed = new Set<TransactionId>()
  for (const row of own.filter(isOlder)) {
    const next = after.get(row.id) ?? row
    const [before, id] = [row.institutionId ?? null, next.institutionId ?? null]
    const rivals = (id === null ? undefined : sharedAfter.get(id))?.filter((other) => other !== row.id) ?? []
    const wasShared = before !== null && sharedBefore.has(before)
    const isCollapsed = isUnique && isShown(row) && !found.has(row.id) && rivals.some((other) => found.has(other))
    if (isCollapsed) collapsed.add(row.id)
    const why: ReadonlyArray<Why> = [
      ...(isUnique && id !== null && id !== before ? (["id"] as const) : []),
      ...(isUnique && id === null && before !== null ? (["id-lost"] as const) : []),
      ...(isUnique && rivals.length > 0 && !wasShared ? (["id-shared"] as const) : []),
      ...(hasContent(row, collectedOf(next)) ? [] : (["content"] as const)),
      ...(isCollapsed ? (["collapsed"] as const) : [])
    ]
    if (why.length > 0) changes.push({ transactionId: row.id, why, rivals })
  }
  const older = own.filter(isOlder)
  const open = unexplained.filter((id) => !collapsed.has(id))
  const isKept = new Set([...changes.map(({ transactionId }) => transactionId), ...open])
  return {
    version: recipe.version,
    current: own.length - older.length,
    kept: older.filter(({ id }) => !isKept.has(id)).length,
    changes,
    unexplained: open,
    rows: older.flatMap(({ id }) => after.get(id) ?? [])
  }
}

/** The rows to store, each under its id; refused where a row would be lost. */
export const apply = ({
  changes,
  rows,
  unexplained
}: Plan): Result.Result<ReadonlyArray<Transaction>, RekeyRefused> => {
  const collapsed = changes.filter(({ why }) => why.includes("collapsed")).length
  return collapsed === 0 && unexplained.length === 0
    ? Result.succeed(rows)
    : Result.fail(new RekeyRefused({ collapsed, unexplained: unexplained.length }))
}
