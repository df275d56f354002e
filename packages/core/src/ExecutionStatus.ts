// Every status of an execution, in the wire's words, and the Item status that follows from it.
import { Schema } from "effect"

/** While it runs, in the order of its steps; a step whose product the connector lacks is left out. */
export const Progress = Schema.Literals([
  "CREATED",
  "LOGIN_IN_PROGRESS",
  "WAITING_USER_INPUT",
  "WAITING_USER_ACTION",
  "LOGIN_MFA_IN_PROGRESS",
  "ACCOUNTS_IN_PROGRESS",
  "CREDITCARDS_IN_PROGRESS",
  "TRANSACTIONS_IN_PROGRESS",
  "PAYMENT_DATA_IN_PROGRESS",
  "INVESTMENTS_IN_PROGRESS",
  "INVESTMENTS_TRANSACTIONS_IN_PROGRESS",
  "IDENTITY_IN_PROGRESS",
  "LOANS_IN_PROGRESS",
  "ACCOUNT_STATEMENTS_IN_PROGRESS",
  "MERGING"
])
export type Progress = typeof Progress.Type

/** How it ends without success. Which error of an institution gives which: `ConnectorError.outcome`. */
export const ErrorCode = Schema.Literals([
  "INVALID_CREDENTIALS",
  "ACCOUNT_CREDENTIALS_RESET",
  "ACCOUNT_LOCKED",
  "USER_AUTHORIZATION_NOT_GRANTED",
  "USER_AUTHORIZATION_REVOKED",
  "INVALID_CREDENTIALS_MFA",
  "USER_INPUT_TIMEOUT",
  "USER_AUTHORIZATION_PENDING",
  "ACCOUNT_NEEDS_ACTION",
  "USER_NOT_SUPPORTED",
  "ALREADY_LOGGED_IN",
  "SITE_NOT_AVAILABLE",
  "CONNECTION_ERROR",
  "UNEXPECTED_ERROR",
  "ERROR",
  "MERGE_ERROR"
])
export type ErrorCode = typeof ErrorCode.Type

/** Running, failed, or done; `PARTIAL_SUCCESS`: some products were collected, others failed. */
export const ExecutionStatus = Schema.Literals([
  ...Progress.literals,
  ...ErrorCode.literals,
  "SUCCESS",
  "PARTIAL_SUCCESS"
])
export type ExecutionStatus = typeof ExecutionStatus.Type

/** What the status of the last execution comes to for the Item. */
export const ItemStatus = Schema.Literals([
  "UPDATING",
  "WAITING_USER_INPUT",
  "WAITING_USER_ACTION",
  "MERGING",
  "UPDATED",
  "LOGIN_ERROR",
  "OUTDATED"
])
export type ItemStatus = typeof ItemStatus.Type

const loginErrors: ReadonlySet<ExecutionStatus> = new Set<ExecutionStatus>([
  "INVALID_CREDENTIALS",
  "ACCOUNT_LOCKED",
  "ACCOUNT_CREDENTIALS_RESET",
  "USER_AUTHORIZATION_NOT_GRANTED",
  "USER_AUTHORIZATION_REVOKED"
])

const isProgress = Schema.is(Progress)

/** Whether the execution has ended, well or not. */
export const isFinal = (status: ExecutionStatus): boolean => !isProgress(status)

/** Whether a further login without new credentials would only lock the account. */
export const isLoginError = (status: ExecutionStatus): boolean => loginErrors.has(status)

/** The wire's table. An error is LOGIN_ERROR where only new credentials help, else OUTDATED. */
export const itemStatus = (status: ExecutionStatus): ItemStatus => {
  switch (status) {
    case "SUCCESS":
    case "PARTIAL_SUCCESS":
      return "UPDATED"
    case "WAITING_USER_INPUT":
    case "WAITING_USER_ACTION":
    case "MERGING":
      return status
    default:
      return isProgress(status) ? "UPDATING" : isLoginError(status) ? "LOGIN_ERROR" : "OUTDATED"
  }
}
