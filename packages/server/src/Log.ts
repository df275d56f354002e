// What a process says on standard error. While the database is away everything that needs it fails again and again, each time with a
// page of where it was: once in half a minute, and why in a word, is what a person can use.
import { Cause, Logger, Predicate } from "effect"

const often = 30_000

const reasons: ReadonlySet<string> = new Set(["ConnectionError", "AuthenticationError", "AuthorizationError"])

/** The states in which PostgreSQL refuses for a while: it stops, starts, has no connection left, no room, or may only be read. */
const states = /^(57P0[1-5]|53\d{3}|08\w{3}|25006)$/

const deepest = 6

/** Why the database does not serve, where that is what failed. */
const away = (error: unknown, depth = 0): string | undefined => {
  if (depth > deepest || !Predicate.isObject(error)) return undefined
  if (Predicate.hasProperty(error, "code") && typeof error.code === "string" && states.test(error.code)) {
    return `SQLSTATE ${error.code}`
  }
  const reason = Predicate.hasProperty(error, "reason") ? error.reason : undefined
  if (typeof reason === "string" && reasons.has(reason)) return reason
  if (Predicate.hasProperty(error, "_tag") && typeof error._tag === "string" && reasons.has(error._tag))
    return error._tag
  return away(reason, depth + 1) ?? (Predicate.hasProperty(error, "cause") ? away(error.cause, depth + 1) : undefined)
}

const causeOf = ({ cause, message }: Logger.Options<unknown>): Cause.Cause<unknown> | undefined =>
  [cause, ...(Array.isArray(message) ? message : [message])].filter(Cause.isCause).find((one) => one.reasons.length > 0)

/** One line an event; of the database's absence one line a message in half a minute, without where it was noticed. */
export const make = (inner: Logger.Logger<unknown, void>): Logger.Logger<unknown, void> => {
  const said = new Map<string, number>()
  return Logger.make((options) => {
    const cause = causeOf(options)
    const why = cause === undefined ? undefined : away(Cause.squash(cause))
    if (why === undefined) return inner.log(options)
    const words = (Array.isArray(options.message) ? options.message : [options.message]).filter(Predicate.isString)
    const message = words.join(" ")
    const now = options.date.getTime()
    if (now - (said.get(message) ?? -often) < often) return
    said.set(message, now)
    return inner.log({ ...options, cause: Cause.empty, message: `${message}: the database is away (${why})` })
  })
}

/** On standard error. */
export const layer = Logger.layer([make(Logger.withConsoleError(Logger.formatLogFmt))])
