// How the process ends. Asked to (SIGINT, SIGTERM, SIGHUP): code 0. By a failure, a wrong command line or a bug: one line
// on standard error, nothing on standard output, code 1. A bug outside of Effect ends the program in the same orderly way,
// because a process that just exits would leave its PostgreSQL running.
import { Cause, Console, Effect, Predicate, Runtime } from "effect"
import { CliError, CliOutput } from "effect/cli"

/** The message of an error as one line; what has no sentence of its own is named, with the place it comes from. */
export const oneLine = (error: unknown): string => {
  if (!(error instanceof Error)) return `unexpected: ${String(error).split("\n")[0] ?? ""}`
  const message = error.message.replaceAll(/\s*\n\s*/g, " ")
  if (Predicate.hasProperty(error, "_tag") && message !== "") return message
  const place = /^\s+at .*?([^/\\() ]+:\d+:\d+)\)?$/m.exec(error.stack ?? "")?.[1]
  return `unexpected ${error.name}: ${message}${place === undefined ? "" : ` (at ${place})`}`
}

const say = (error: unknown): string => `tomada: ${oneLine(error)}`

/** Shows a failure of the program; the command line's own were shown when they were found. */
export const reportFailures = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.tapCause(program, (cause) => {
    const error = Cause.squash(cause)
    return Cause.hasInterruptsOnly(cause) || CliError.isCliError(error) ? Effect.void : Console.error(say(error))
  })

const didYouMean = (error: CliError.CliError): string =>
  Predicate.hasProperty(error, "suggestions") && Array.isArray(error.suggestions) && error.suggestions.length > 0
    ? `; did you mean ${error.suggestions.join(" or ")}?`
    : "."

const named = (error: CliError.CliError): string => {
  switch (error._tag) {
    case "UnknownSubcommand":
      return `there is no command ${error.subcommand}`
    case "UnrecognizedOption":
      return `there is no flag ${error.option}`
    default:
      return error.message.replaceAll(/\s*\n\s*/g, " ").replace(/\.$/, "")
  }
}

/** Help as ever, and a command line that cannot be understood as one line that says where help is. */
export const presenter = CliOutput.layerPresenter({
  present: (event) => {
    if (event._tag !== "InvalidInvocation") return CliOutput.defaultPresenter.present(event)
    const [first] = event.errors
    const what = first === undefined ? "what is meant?" : `${named(first)}${didYouMean(first)}`
    return Console.error(`tomada: ${what} See ${event.commandPath.join(" ")} --help.`)
  }
})

/** The exit code of a program: 0 for a stop that was asked for, unless it stops because of a bug. */
export const teardown: Runtime.Teardown = (exit, onExit) =>
  Runtime.defaultTeardown(exit, (code) => onExit(process.exitCode === 1 ? 1 : code === 130 ? 0 : code))

/** How long an orderly stop may take once something is broken. */
const patience = "9 seconds"

/**
 * Lets a hangup stop the program as SIGTERM does, and a bug too, after its one line. To be called once, before the
 * program starts. A terminal that is gone takes no more words: that must not count as a bug.
 */
export const watchProcess = (): void => {
  const stop = () => void process.emit("SIGTERM", "SIGTERM")
  process.on("SIGHUP", stop)
  process.stdout.on("error", () => {})
  process.stderr.on("error", () => {})
  process.on("uncaughtException", (error) => {
    if (process.exitCode === 1) return
    process.exitCode = 1
    process.stderr.write(`${say(error)}\n`)
    Effect.runFork(Effect.andThen(Effect.sleep(patience), () => process.exit(1)))
    stop()
  })
}
