// Why a live visit has no answer. All of it crosses processes, so that each refusal is a value with a schema; an error of the
// institution is one of core's closed union.
import { ConnectorError } from "@tomada/core"
import { AccountStatementStore, AccountStore } from "@tomada/store"
import { Schema } from "effect"

/** An execution of the Item is active, or began meanwhile: it has the institution for itself. */
export class ExecutionActive extends Schema.TaggedError<ExecutionActive>()("ExecutionActive", {}) {}

/** The person's consent has ended, or never covered this. */
export class ConsentEnded extends Schema.TaggedError<ConsentEnded>()("ConsentEnded", {}) {}

/** The connector has no function for it. */
export class NotOffered extends Schema.TaggedError<NotOffered>()("NotOffered", {
  what: Schema.Literals(["balance", "statement"])
}) {}

/** The runner that serves the Item did not answer in time, or stopped. */
export class Unanswered extends Schema.TaggedError<Unanswered>()("Unanswered", {}) {}

const shared = [ExecutionActive, ConsentEnded, NotOffered, ...ConnectorError.ConnectorError.members] as const

export const OfBalance = Schema.Union([AccountStore.AccountNotFound, ...shared])
export type OfBalance = typeof OfBalance.Type

export const OfStatement = Schema.Union([AccountStatementStore.StatementNotFound, ...shared])
export type OfStatement = typeof OfStatement.Type
