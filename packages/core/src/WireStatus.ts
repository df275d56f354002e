// Every execution status that clients of the wire know: ours, and three that this engine never gives. An Item is made in one
// transaction with its execution, so it is never half created. Rules over statuses take these, so that they are total for
// Items that another engine wrote.
import { Schema } from "effect"

import { ExecutionStatus, isFinal, isLoginError, itemStatus, type ItemStatus } from "./ExecutionStatus.ts"

/** Statuses of the wire that no execution of this engine comes to. */
export const Foreign = Schema.Literals(["CREATING", "CREATE_ERROR", "RESOURCES_LIMIT_EXCEEDED"])
export type Foreign = typeof Foreign.Type

/** Every execution status of the wire. */
export const WireStatus = Schema.Literals([...ExecutionStatus.literals, ...Foreign.literals])
export type WireStatus = typeof WireStatus.Type

const isForeign = Schema.is(Foreign)

/** Whether the execution has ended; true for every error of the wire. */
export const hasEnded = (status: WireStatus): boolean => (isForeign(status) ? status !== "CREATING" : isFinal(status))

/** The Item status beside an execution status; where the wire names none the Item is OUTDATED and may be tried again. */
export const statusOf = (status: WireStatus): ItemStatus =>
  isForeign(status) ? (status === "CREATING" ? "UPDATING" : "OUTDATED") : itemStatus(status)

/** Whether the execution ended because the login was refused, so that the same credentials would only lock the account. */
export const refusedLogin = (status: WireStatus): boolean => !isForeign(status) && isLoginError(status)
