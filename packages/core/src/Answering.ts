// Whether a person's answer may go to the run that asked. A challenge is answered once, by the name that it asked for, until it
// expires; an answer for a run that asks nothing is told apart from one that came too late.
import { DateTime, Result, Schema } from "effect"

import type { OpenChallenge } from "./Item.ts"

/** ITEM_MFA_NOT_FOUND: the Item was never asked this, and asks nothing now. */
export class NothingAsked extends Schema.TaggedError<NothingAsked>()("NothingAsked", {}) {}

/** ITEM_MFA_ALREADY_PROVIDED: the first answer counts. */
export class AlreadyAnswered extends Schema.TaggedError<AlreadyAnswered>()("AlreadyAnswered", {}) {}

/** ITEM_MFA_EXPIRED: the time to answer is over. */
export class AnswerTooLate extends Schema.TaggedError<AnswerTooLate>()("AnswerTooLate", {}) {}

/** ITEM_MFA_PARAMETER_EXPECTED_MISMATCH: the answer names something else than the `expected` parameter. */
export class AnswerMismatch extends Schema.TaggedError<AnswerMismatch>()("AnswerMismatch", {
  expected: Schema.String
}) {}

/** Why an answer is not taken: a closed union, each with its wire code in `wireCode`. */
export type AnswerRefusal = NothingAsked | AlreadyAnswered | AnswerTooLate | AnswerMismatch

/** The wire's `codeDescription` of each refusal of an answer. */
export const wireCode: Readonly<Record<AnswerRefusal["_tag"], string>> = {
  NothingAsked: "ITEM_MFA_NOT_FOUND",
  AlreadyAnswered: "ITEM_MFA_ALREADY_PROVIDED",
  AnswerTooLate: "ITEM_MFA_EXPIRED",
  AnswerMismatch: "ITEM_MFA_PARAMETER_EXPECTED_MISMATCH"
}

/**
 * What is known of the last challenge of the Item's present run; null when there was none.
 *
 * - `answered`: whether an answer to it was accepted.
 */
export interface LastAsked {
  readonly id: string
  readonly answered: boolean
}

/** The parameter whose value answers the challenge; null where the person acts elsewhere and any answer is a nudge. */
export const expectedParameter = ({ challenge }: OpenChallenge): string | null =>
  "name" in challenge ? challenge.name : null

/**
 * The id of the challenge that the answer is for, or why it is refused. A challenge that is over is looked at before the answer's
 * name: a late answer is late, whatever it is called.
 *
 * - `open`: the challenge that waits now.
 * - `given`: names of the parameters in the answer.
 */
export const mayAnswer = (
  asked: { readonly open: OpenChallenge | null; readonly last: LastAsked | null },
  given: ReadonlyArray<string>,
  now: DateTime.Utc
): Result.Result<string, AnswerRefusal> => {
  const { last, open } = asked
  if (open === null) {
    if (last === null) return Result.fail(new NothingAsked())
    return Result.fail(last.answered ? new AlreadyAnswered() : new AnswerTooLate())
  }
  if (last !== null && last.id === open.id && last.answered) return Result.fail(new AlreadyAnswered())
  const { expiresAt } = open.challenge
  if (expiresAt !== null && !DateTime.isGreaterThan(expiresAt, now)) return Result.fail(new AnswerTooLate())
  const expected = expectedParameter(open)
  return expected === null || given.includes(expected)
    ? Result.succeed(open.id)
    : Result.fail(new AnswerMismatch({ expected }))
}
