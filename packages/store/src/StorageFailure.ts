// What the Sql layers die of: the database refused a statement or was lost. It names no value, because the server's own error
// repeats the row that it refused, which may hold what a person bought. Whether it is an outage, that is whether the same
// statement may well succeed in a minute, is decided here and nowhere else.
import { Predicate } from "effect"
import type { SqlError } from "effect/sql"

/** The database refused or was lost; `code` is its SQLSTATE. */
export class StorageFailure extends Error {
  override readonly name = "StorageFailure"
  readonly reason: SqlError.SqlErrorReason["_tag"]
  readonly code: string | undefined
  constructor({ reason }: SqlError.SqlError) {
    const code = codeOf(reason)
    const constraint = reason._tag === "UniqueViolation" ? ` of ${reason.constraint}` : ""
    super(`${reason._tag}${constraint}${code === undefined ? "" : ` (SQLSTATE ${code})`}`)
    this.reason = reason._tag
    this.code = code
  }
}

/** The SQLSTATE of an error of the server; undefined when the server said nothing. */
export const codeOf = ({ cause }: SqlError.SqlErrorReason): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : undefined

const passing = new Set<StorageFailure["reason"]>([
  "ConnectionError",
  "DeadlockError",
  "SerializationError",
  "LockTimeoutError",
  "StatementTimeoutError"
])

/**
 * 08 connection, 25006 read only, 53 out of disk, memory or connections, 57P stopping, starting or ended by an operator,
 * 58 the system below PostgreSQL.
 */
const outage = /^(08|25006|53|57P|58)/

/** Whether the database, rather than the statement, was the reason. */
export const isOutage = (failure: unknown): failure is StorageFailure =>
  failure instanceof StorageFailure &&
  (passing.has(failure.reason) || (failure.code !== undefined && outage.test(failure.code)))
