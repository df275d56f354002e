// The commands. A start that fails says why in one line on standard error and ends with code 1; a stop that was asked for
// ends with 0.
import { Console, Effect, Logger, Predicate } from "effect"
import { Command, Flag } from "effect/cli"

const json = Flag.Boolean("json").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Print one line of JSON when ready")
)

const oneLine = (error: unknown): string => {
  const message = Predicate.hasProperty(error, "message") ? String(error.message) : String(error)
  return message.split("\n")[0] ?? ""
}

const up = Command.make(
  "up",
  { json },
  Effect.fn(function* ({ json }) {
    const { Main } = yield* Effect.promise(() => import("@tomada/server"))
    yield* Main.main({ json, terminal: process.stdout.isTTY === true }).pipe(
      Effect.catch((error) =>
        Effect.andThen(
          Console.error(`tomada: ${oneLine(error)}`),
          Effect.sync(() => {
            process.exitCode = 1
          })
        )
      ),
      Effect.provide(Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]))
    )
  })
).pipe(
  Command.withDescription("Start the server, with its own PostgreSQL unless DATABASE_URL is set, and the sandbox bank")
)

export const tomada = Command.make("tomada").pipe(
  Command.withDescription("Bank data on your own machine"),
  Command.withSubcommands([up])
)
