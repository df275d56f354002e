// What becomes of two rows that a merge kept apart, once the person says that they are one, and when they take that back. The
// two ids change places: the older goes on with what the institution shows, the newer is left with what it no longer shows.
// So the institution's next collection finds each row as it left it, and taking it back is the same way home.
import { type DateTime, Result, Schema } from "effect"

import { Suggestion } from "./MergeDecision.ts"
import * as Owned from "./Owned.ts"
import type { ProductPolicy } from "./Product.ts"
import { Transaction } from "./Transaction.ts"

/**
 * What was suggested, or accepted, holds no more. `both-shown`: the institution shows the two beside each other, so they are
 * two; `gone`: the row that was to live on, or its counterpart, is not there; `other-rows`: these are not its rows.
 */
export class SuggestionOutdated extends Schema.TaggedError<SuggestionOutdated>()("SuggestionOutdated", {
  reason: Schema.Literals(["both-shown", "gone", "other-rows"])
}) {}

/** An accepted suggestion, as it is kept so that it can be undone: both rows as they were. */
export const Acceptance = Schema.Struct({
  suggestion: Suggestion,
  held: Transaction,
  created: Transaction,
  at: Schema.DateTimeUtcFromString
})
export type Acceptance = typeof Acceptance.Type

/** Both rows whole, as they are to be stored. */
export interface Rows {
  readonly held: Transaction
  readonly created: Transaction
}

const isOf = ({ created, held }: Rows, suggestion: Suggestion): boolean =>
  held.id === suggestion.held && created.id === suggestion.created && held.accountId === created.accountId

/** Ids that the institution gave the row before, the latest last; an id that names no row for ever is none. */
const formerIds = ({ created, held }: Rows, policy: ProductPolicy): ReadonlyArray<string> => {
  if (policy.institutionIds !== "unique" || held.recipe !== created.recipe) return created.previousIds
  const before = held.institutionId == null ? [] : [held.institutionId]
  const all = new Set([...held.previousIds, ...before, ...created.previousIds])
  return [...all].filter((id) => id !== created.institutionId)
}

const isShown = (row: Transaction): boolean => row.state === "live" && row.absences === 0

/**
 * The two rows as one: the held row's id lives on with the created row's content, and with whatever the person said of
 * either. The created row's id is removed. Nothing of `held` and `created` but their ids must have been taken from the
 * suggestion: they are the rows as they are now.
 */
export const accept = (
  request: Rows & {
    readonly suggestion: Suggestion
    readonly policy: ProductPolicy
    readonly now: DateTime.Utc
  }
): Result.Result<Rows & { readonly acceptance: Acceptance }, SuggestionOutdated> => {
  const { created, held, now, policy, suggestion } = request
  const refuse = (reason: SuggestionOutdated["reason"]) => Result.fail(new SuggestionOutdated({ reason }))
  if (!isOf(request, suggestion)) return refuse("other-rows")
  if (created.state !== "live" || held.state === "deleted") return refuse("gone")
  if (isShown(held)) return refuse("both-shown")
  return Result.succeed({
    held: {
      ...created,
      id: held.id,
      previousIds: formerIds(request, policy),
      owned: Owned.join(held, created),
      createdAt: held.createdAt,
      updatedAt: now
    },
    created: {
      ...held,
      id: created.id,
      state: "removed",
      unconfirmed: false,
      owned: created.owned ?? null,
      createdAt: created.createdAt,
      updatedAt: now
    },
    acceptance: { suggestion, held, created, at: now }
  })
}

/**
 * The two rows apart again. The created row's id has what the institution shows now and what the person said of the one row
 * since; the held row is as it was, so that the next complete coverage judges it anew.
 */
export const undo = (
  request: Rows & { readonly acceptance: Acceptance; readonly now: DateTime.Utc }
): Result.Result<Rows, SuggestionOutdated> => {
  const { acceptance, created, held, now } = request
  const refuse = (reason: SuggestionOutdated["reason"]) => Result.fail(new SuggestionOutdated({ reason }))
  if (!isOf(request, acceptance.suggestion)) return refuse("other-rows")
  if (created.state === "live") return refuse("both-shown")
  if (held.state !== "live" || created.state === "deleted") return refuse("gone")
  const before = new Set([acceptance.held.institutionId, ...acceptance.held.previousIds])
  return Result.succeed({
    held: { ...acceptance.held, updatedAt: now },
    created: {
      ...held,
      id: created.id,
      previousIds: held.previousIds.filter((id) => !before.has(id) || acceptance.created.previousIds.includes(id)),
      owned: Owned.part(acceptance.created, held, acceptance.at),
      createdAt: created.createdAt,
      updatedAt: now
    }
  })
}
