// The commands. Each fails with an error whose message is one line for a person; `Ending` shows it and decides the exit
// code. The server is loaded only by the command that runs it.
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"

import { apps } from "./Apps.ts"
import { doctor } from "./Doctor.ts"
import { items } from "./Items.ts"
import { keys } from "./Keys.ts"
import { runner } from "./Runner.ts"
import { webhooks } from "./Webhooks.ts"

const json = Flag.Boolean("json").pipe(
  Flag.withDefault(false),
  Flag.withDescription("When ready, print one line of JSON instead of the words for people")
)

const up = Command.make(
  "up",
  { json },
  Effect.fn(function* ({ json }) {
    const { Log, Main } = yield* Effect.promise(() => import("@tomada/server"))
    return yield* Main.main({ json, terminal: process.stdout.isTTY === true }).pipe(Effect.provide(Log.layer))
  })
).pipe(
  Command.withShortDescription("Start the server"),
  Command.withDescription(
    `Start the server, with its own PostgreSQL unless DATABASE_URL is set, and the sandbox bank. Stops at Ctrl-C, SIGTERM
  and SIGHUP with exit code 0; whatever else ends it is one line on standard error and exit code 1.

SETTINGS (environment)
  HOST, PORT          where to listen: 127.0.0.1, 8080; port 0 takes a free one
  TOMADA_PUBLIC_URL   the address that people use, when it is another
  TOMADA_HOME         the data folder: .tomada
  DATABASE_URL        postgresql://user:password@host:port/database, instead of the PostgreSQL in the data folder
  TOMADA_DATABASE_OWNER_URL
                      the owner of the tables there, when the user of DATABASE_URL is only to serve
  TOMADA_RUNNER_ADDRESS
                      host:port where the other processes of that database reach this one, or none to leave visits to them
  TOMADA_DRAIN        seconds that visits may go on at a stop: 60 with DATABASE_URL, else 0
  TOMADA_CLIENT_ID, TOMADA_CLIENT_SECRET
                      the first application, instead of the one in the data folder's client.json
  TOMADA_OPERATOR_TOKEN
                      the operator's token, instead of the one in the data folder's operator.json
  TOMADA_KEY          32 bytes in base64 that seal credentials, instead of the data folder's keyring/kek.json
  TOMADA_SANDBOX      off leaves the sandbox bank out
  TOMADA_DEMO         off leaves the demo page out
  TOMADA_SANDBOX_BANK host:port of a sandbox bank that runs already, instead of one beside the server
  TOMADA_CONNECTORS   packages of connectors of others, with commas between them: folders, or names in the data folder
  TOMADA_SCREENSHOT_DAYS
                      how long the masked screenshot of a visit that failed in a browser is kept: 7 days, 0 for none`
  )
)

export const tomada = Command.make("tomada").pipe(
  Command.withDescription("Bank data on your own machine"),
  Command.withSubcommands([up, runner, apps, items, webhooks, keys, doctor])
)
