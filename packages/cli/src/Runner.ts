// `tomada runner`: a process that visits for a server elsewhere.
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"

const json = Flag.Boolean("json").pipe(
  Flag.withDefault(false),
  Flag.withDescription("When ready, print one line of JSON instead of the words for people")
)

export const runner = Command.make(
  "runner",
  { json },
  Effect.fn(function* ({ json }) {
    const { Log, Runner } = yield* Effect.promise(() => import("@tomada/server"))
    return yield* Runner.runner({ json }).pipe(Effect.provide(Log.layer))
  })
).pipe(
  Command.withShortDescription("Start a process that only visits"),
  Command.withDescription(
    `Start one of many processes that visit for the Items of one database; the API is answered by \`tomada up\`, started with
  TOMADA_RUNNER_ADDRESS set, to host:port if it visits too or to none. Items of a runner that dies go on in another. Stops at
  Ctrl-C, SIGTERM and SIGHUP with exit code 0, after visits under way had TOMADA_DRAIN seconds to end.

SETTINGS (environment), the same as of \`tomada up\` but
  DATABASE_URL        needed
  TOMADA_PUBLIC_URL   needed: where the API is
  TOMADA_RUNNER_ADDRESS
                      host:port where the other processes reach this one: 127.0.0.1 at a free port. There is no password:
                      a private network only
  HOST, PORT          where /health/live and /health/ready answer: 127.0.0.1, a free port
  TOMADA_HOME         the folder whose keyring/ is the server's own, or that same one mounted: a runner reads and writes it`
  )
)
