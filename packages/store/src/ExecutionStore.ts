// Executions are the truth about runs; the cluster only finds and moves them. Each claim raises the fence, and every
// write of a visit first locks its execution at the fence that it was claimed with: a runner that was frozen and thaws
// writes nothing.
import type {
  Account,
  AccountStatement,
  Coverage,
  CreditCardBill,
  Identity,
  Investment,
  InvestmentTransaction,
  Loan,
  Transaction
} from "@tomada/core"
import { Execution, Item, Product } from "@tomada/core"
import { Context, type DateTime, type Duration, type Effect, Schema } from "effect"

import type { Decision, Suggested } from "./DecisionStore.ts"
import type { ItemNotFound, Login, Sealed } from "./ItemStore.ts"
import type { PageOf, PageRequest } from "./Pagination.ts"
import type { Ruled } from "./TransactionStore.ts"
import type { NewEvent } from "./WebhookStore.ts"

export class ExecutionNotFound extends Schema.TaggedError<ExecutionNotFound>()("ExecutionNotFound", {}) {}

/** Another claim took the execution over, or it has ended: nothing more may be written for this one. */
export class Superseded extends Schema.TaggedError<Superseded>()("Superseded", {
  executionId: Item.ExecutionId
}) {}

/** Another runner has shown that it is alive with the execution, less than the lease ago. */
export class Leased extends Schema.TaggedError<Leased>()("Leased", { executionId: Item.ExecutionId }) {}

/** The Item does not wait for this answer: `expired` late, `answered` already, `none` nothing was asked. */
export class ChallengeNotOpen extends Schema.TaggedError<ChallengeNotOpen>()("ChallengeNotOpen", {
  why: Schema.Literals(["none", "answered", "expired"])
}) {}

/** The right to write for an execution. */
export interface Claim {
  readonly executionId: Item.ExecutionId
  readonly itemId: Item.ItemId
  readonly fence: number
}

/**
 * - `newCredentials`: whether other credentials were given since the last success.
 * - `passed`: whether an operator's pass let the run start.
 * - `loginKeys`: the keys under which the Item's login is kept; none where it has none, or where it was never hashed.
 * - `waits`: whether another Item of the same login has a run that was asked for before this one.
 */
export interface Claimed {
  readonly claim: Claim
  readonly item: Item.Item
  readonly execution: Execution.Execution
  readonly newCredentials: boolean
  readonly passed: boolean
  readonly loginKeys: ReadonlyArray<string>
  readonly waits: boolean
}

export const Step = Schema.Struct({
  status: Execution.Execution.fields.status,
  at: Schema.DateTimeUtcFromString
})
export type Step = typeof Step.Type

/** What an execution did to one product: records that it collected, and rows that its merge changed in what is shown. */
export const ProductCounts = Schema.Struct({
  product: Product.Product,
  collected: Schema.Int,
  created: Schema.Int,
  updated: Schema.Int,
  removed: Schema.Int
})
export type ProductCounts = typeof ProductCounts.Type

/** What is told of a step, decided in its transaction from the Item before and after it. */
export type Events = (before: Item.Item, after: Item.Item) => ReadonlyArray<NewEvent>

/**
 * What a merge commits, in one transaction with the end of the execution. Rows are whole: created or replaced; what is absent
 * is empty.
 */
export interface Merged {
  readonly accounts: ReadonlyArray<Account.Account>
  /** Rows that are held, as they are now; one that is not is added. */
  readonly transactions: ReadonlyArray<Transaction.Transaction>
  /** What rules say of rows that are held: what is owned of those is not written with them. */
  readonly ruled?: ReadonlyArray<Ruled>
  /** Rows under ids that are not held, which cost less to write; that one is held is a mistake, and nothing is written. */
  readonly newTransactions?: ReadonlyArray<Transaction.Transaction>
  readonly identity: Identity.Identity | null
  readonly coverage: ReadonlyArray<{
    readonly accountId: Account.AccountId
    readonly product: Product.Product
    readonly proven: Coverage.ProvenCoverage
  }>
  readonly sealed: ReadonlyArray<Sealed>
  readonly event: Execution.Event
  readonly bills?: ReadonlyArray<CreditCardBill.Bill>
  readonly statements?: ReadonlyArray<AccountStatement.AccountStatement>
  readonly loans?: ReadonlyArray<Loan.Loan>
  readonly investments?: ReadonlyArray<Investment.Investment>
  readonly investmentTransactions?: ReadonlyArray<InvestmentTransaction.InvestmentTransaction>
  readonly investmentCoverage?: ReadonlyArray<{
    readonly investmentId: Investment.InvestmentId
    readonly proven: Coverage.ProvenCoverage
  }>
  readonly decisions?: ReadonlyArray<Decision>
  /** One that was suggested before is left as it is. */
  readonly suggestions?: ReadonlyArray<Suggested>
  readonly counts?: ReadonlyArray<ProductCounts>
  readonly events?: Events
}

export class ExecutionStore extends Context.Service<
  ExecutionStore,
  {
    get(applicationId: Item.ApplicationId, id: Item.ExecutionId): Effect.Effect<Execution.Execution, ExecutionNotFound>
    /** In the order in which they were taken; the first is the creation. */
    steps(id: Item.ExecutionId): Effect.Effect<ReadonlyArray<Step>>
    /** In the order of the products; none before its end, or when it ended without a merge. */
    counts(id: Item.ExecutionId): Effect.Effect<ReadonlyArray<ProductCounts>>
    /** Newest first. */
    ofItem(
      applicationId: Item.ApplicationId,
      itemId: Item.ItemId,
      page: PageRequest
    ): Effect.Effect<PageOf<Execution.Execution>>
    /**
     * Raises the fence of an execution that has not ended; counts as a sign of life. With a lease only one whose last sign
     * of life is older than that, or was taken back.
     */
    claim(
      id: Item.ExecutionId,
      now: DateTime.Utc,
      lease?: Duration.Duration
    ): Effect.Effect<Claimed, ExecutionNotFound | Superseded | Leased>
    /** Takes the claim's sign of life back, so that another runner need not wait for the lease to lapse. */
    release(claim: Claim): Effect.Effect<void>
    /** Moves the execution by an event and the Item with it, and records the step. An impossible event is a defect. */
    record(
      claim: Claim,
      event: Execution.Event,
      now: DateTime.Utc,
      events?: Events
    ): Effect.Effect<Item.Item, Superseded>
    /** Whether another Item of the same login still has a run that was asked for before the claim's. */
    waits(claim: Claim): Effect.Effect<boolean>
    /** Keeps by what the Item's login is recognised under these keys; those of others stay. */
    recogniseBy(claim: Claim, login: Login): Effect.Effect<void, Superseded>
    /** Says that the claim's visit is alive. */
    beat(claim: Claim, now: DateTime.Utc): Effect.Effect<void, Superseded>
    /** Executions that have not ended and whose last sign of life (heartbeat, else creation) is before `since`. */
    silent(since: DateTime.Utc, limit: number): Effect.Effect<ReadonlyArray<Claim>>
    /**
     * One transaction: the rows with the instants that they bear, what is sealed, the event at `now`. A row that names
     * another Item, or would move to another account, is a defect, and nothing is kept.
     */
    commit(claim: Claim, merged: Merged, now: DateTime.Utc): Effect.Effect<Item.Item, Superseded>
    /** Replaces sealed values in one transaction; a null blob removes. */
    reseal(
      claim: Claim,
      sealed: ReadonlyArray<Omit<Sealed, "blob"> & { readonly blob: Uint8Array | null }>
    ): Effect.Effect<void, Superseded>
    /**
     * Keeps a sealed answer and moves the execution on, in one transaction. Of a question that is no longer open it says
     * `answered` when it was, else `expired`; an answer to another question than the open one counts as `answered`.
     */
    answer(
      applicationId: Item.ApplicationId,
      itemId: Item.ItemId,
      answer: { readonly challengeId: string; readonly blob: Uint8Array },
      now: DateTime.Utc
    ): Effect.Effect<Item.Item, ItemNotFound | ChallengeNotOpen>
    /** The sealed answer, deleted as it is read; undefined when there is none yet. */
    takeAnswer(challengeId: string): Effect.Effect<Uint8Array | undefined>
  }
>()("@tomada/store/ExecutionStore") {}
