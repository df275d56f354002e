// How a command ends, which scripts read: 0 all is well; 1 the connector or a cassette is not as it should be; 2 what was asked cannot be
// done here; 3 the institution was visited and it did not go well. Each failure is a line or a few on standard error.
import { Cause, Console, Effect, Exit, Predicate, type Runtime, Schema } from "effect"
import { CliError, CliOutput } from "effect/cli"

/** The connector or a cassette is not as it should be; what to do was told, or stands in `problem`. */
export class Found extends Schema.TaggedError<Found>()("Found", { problem: Schema.String }) {
  override get message() {
    return this.problem
  }
}

/** What was asked cannot be done: a name that nothing bears, no terminal, a form that does not take what was typed. */
export class Lacking extends Schema.TaggedError<Lacking>()("Lacking", { problem: Schema.String }) {
  override get message() {
    return this.problem
  }
}

/** A visit to the institution did not end well. */
export class VisitFailed extends Schema.TaggedError<VisitFailed>()("VisitFailed", { problem: Schema.String }) {
  override get message() {
    return this.problem
  }
}

const codes: Readonly<Record<string, number>> = { Found: 1, NotClean: 1, NotFaithful: 1, Lacking: 2, VisitFailed: 3 }

const say = (error: unknown): string => {
  if (Predicate.hasProperty(error, "_tag") && error._tag === "QuitError") return "connector: given up."
  if (!(error instanceof Error)) return "connector: it broke, without saying why."
  if (Predicate.hasProperty(error, "_tag") && error.message !== "") return `connector: ${error.message}`
  const place = /^\s+at .*?([^/\\() ]+:\d+:\d+)\)?$/m.exec(error.stack ?? "")?.[1]
  return `connector: it broke: ${error.name}: ${error.message}${place === undefined ? "" : ` (at ${place})`}`
}

/** Shows a failure; the command line's own were shown when they were found. */
export const reportFailures = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.tapCause(program, (cause) => {
    const error = Cause.squash(cause)
    return Cause.hasInterruptsOnly(cause) || CliError.isCliError(error) ? Effect.void : Console.error(say(error))
  })

/** Help as ever, and a command line that cannot be understood as one line that says where help is. */
export const presenter = CliOutput.layerPresenter({
  present: (event) => {
    if (event._tag !== "InvalidInvocation") return CliOutput.defaultPresenter.present(event)
    const [first] = event.errors
    const what = first === undefined ? "what is meant?" : first.message.replaceAll(/\s*\n\s*/g, " ").replace(/\.$/, "")
    return Console.error(`connector: ${what}. See pnpm ${event.commandPath.join(" ")} --help.`)
  }
})

const codeOf = (cause: Cause.Cause<unknown>): number => {
  if (Cause.hasInterruptsOnly(cause)) return 130
  const error = Cause.squash(cause)
  if (CliError.isCliError(error)) return 2
  return (Predicate.hasProperty(error, "_tag") ? codes[String(error._tag)] : undefined) ?? 70
}

/** 70 is a bug of ours or of the connector; 130 somebody stopped it. */
export const teardown: Runtime.Teardown = (exit, onExit) => onExit(Exit.isSuccess(exit) ? 0 : codeOf(exit.cause))
