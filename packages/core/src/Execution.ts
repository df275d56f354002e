// One run for an Item, and the machine of its steps. The machine is pure and total: every event in every state is either
// a next state or an InvalidTransition, and from every state that has not ended some event leads to an end.
import { Match, Result, Schema } from "effect"

import type { ErrorCode } from "./ExecutionStatus.ts"
import { ExecutionStatus, isFinal, Progress } from "./ExecutionStatus.ts"
import { ApplicationId, ExecutionId, ItemError, ItemId, OpenChallenge, StatusDetail } from "./Item.ts"

/** Who asked for the run; webhooks tell it. */
export const Trigger = Schema.Literals(["USER", "CLIENT", "SYNC", "INTERNAL"])
export type Trigger = typeof Trigger.Type

/** `fence` counts the claims; every write of a visit names the one it was claimed with. */
export const Execution = Schema.Struct({
  id: ExecutionId,
  itemId: ItemId,
  applicationId: ApplicationId,
  trigger: Trigger,
  status: ExecutionStatus,
  error: Schema.NullOr(ItemError),
  challenge: Schema.NullOr(OpenChallenge),
  statusDetail: Schema.NullOr(StatusDetail),
  fence: Schema.Int,
  createdAt: Schema.DateTimeUtcFromString,
  heartbeatAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  endedAt: Schema.NullOr(Schema.DateTimeUtcFromString)
})
export type Execution = typeof Execution.Type

/** The part of an execution that its events change. */
export const State = Schema.Struct({
  status: ExecutionStatus,
  error: Schema.NullOr(ItemError),
  challenge: Schema.NullOr(OpenChallenge),
  statusDetail: Schema.NullOr(StatusDetail)
})
export type State = typeof State.Type

/** Before its first event. */
export const created: State = { status: "CREATED", error: null, challenge: null, statusDetail: null }

/** The steps in which products are collected, in their order. */
export const CollectStep = Schema.Literals([
  "ACCOUNTS_IN_PROGRESS",
  "CREDITCARDS_IN_PROGRESS",
  "TRANSACTIONS_IN_PROGRESS",
  "PAYMENT_DATA_IN_PROGRESS",
  "INVESTMENTS_IN_PROGRESS",
  "INVESTMENTS_TRANSACTIONS_IN_PROGRESS",
  "IDENTITY_IN_PROGRESS",
  "LOANS_IN_PROGRESS",
  "ACCOUNT_STATEMENTS_IN_PROGRESS"
])
export type CollectStep = typeof CollectStep.Type

/**
 * - `LoginStarted`: also when another runner takes the execution over, from whatever step it was cut in.
 * - `Failed`: ends the run in its error; `Succeeded`: all or some products were collected and merged.
 */
export const Event = Schema.TaggedUnion({
  LoginStarted: {},
  ChallengeRaised: { challenge: OpenChallenge },
  ChallengeAnswered: { id: Schema.String },
  CollectStarted: { step: CollectStep },
  MergeStarted: {},
  Succeeded: { statusDetail: Schema.NullOr(StatusDetail), partial: Schema.Boolean },
  Failed: { error: ItemError }
})
export type Event = typeof Event.Type

/** The event cannot happen in the state `from`; the execution stays as it is. */
export class InvalidTransition extends Schema.TaggedError<InvalidTransition>()("InvalidTransition", {
  from: ExecutionStatus,
  event: Schema.String
}) {}

const loggingIn: ReadonlyArray<ExecutionStatus> = ["LOGIN_IN_PROGRESS", "LOGIN_MFA_IN_PROGRESS"]
const collecting: ReadonlyArray<ExecutionStatus> = CollectStep.literals
const waiting: ReadonlyArray<ExecutionStatus> = ["WAITING_USER_INPUT", "WAITING_USER_ACTION"]

const asksForInput = (challenge: OpenChallenge): boolean =>
  Match.value(challenge.challenge).pipe(
    Match.tags({ Otp: () => true, Select: () => true, Image: () => true }),
    Match.orElse(() => false)
  )

/** The next state, or why the event cannot happen now. */
export const transition = (state: State, event: Event): Result.Result<State, InvalidTransition> => {
  const from = (allowed: ReadonlyArray<ExecutionStatus>, next: Partial<State> & Pick<State, "status">) =>
    allowed.includes(state.status)
      ? Result.succeed<State>({ ...created, ...next })
      : Result.fail(new InvalidTransition({ from: state.status, event: event._tag }))
  return Event.match(event, {
    LoginStarted: () => from(Progress.literals, { status: "LOGIN_IN_PROGRESS" }),
    ChallengeRaised: ({ challenge }) =>
      from(loggingIn, { status: asksForInput(challenge) ? "WAITING_USER_INPUT" : "WAITING_USER_ACTION", challenge }),
    ChallengeAnswered: ({ id }) =>
      state.challenge?.id === id
        ? from(waiting, { status: "LOGIN_MFA_IN_PROGRESS" })
        : Result.fail(new InvalidTransition({ from: state.status, event: event._tag })),
    CollectStarted: ({ step }) =>
      from([...loggingIn, ...collecting.slice(0, collecting.indexOf(step))], { status: step }),
    MergeStarted: () => from([...loggingIn, ...collecting], { status: "MERGING" }),
    Succeeded: ({ partial, statusDetail }) =>
      from(["MERGING"], { status: partial ? "PARTIAL_SUCCESS" : "SUCCESS", statusDetail }),
    Failed: ({ error }) => from(Progress.literals, { status: error.code, error })
  })
}

/** Whether no event can change it any more. */
export const hasEnded = (state: Pick<State, "status">): boolean => isFinal(state.status)

/** For a run that ends by a rule of the engine and not by the institution. */
export const failure = (code: ErrorCode, message: string): Event =>
  Event.cases.Failed.make({ error: { code, message, providerMessage: null } })
