// The main program of one process: starts everything, says where it is, stays until it is told to stop. Whatever keeps it
// from starting is one line and exit code 1.
import { Console, Effect, Layer, Option, Redacted } from "effect"

import { DataFolder } from "./DataFolder.ts"
import { FirstApplication } from "./FirstApplication.ts"
import * as Server from "./Server.ts"
import { Settings } from "./Settings.ts"

export interface Options {
  /** One line of JSON instead of the words for people. */
  readonly json: boolean
  /** Whether a person reads along, who may be shown a new secret once. */
  readonly terminal: boolean
}

const example = (address: string, clientId: string, secret: string) => [
  `  KEY=$(curl -s ${address}/auth -H 'content-type: application/json' -d '{"clientId":"${clientId}","clientSecret":"'${secret}'"}' | sed 's/.*"apiKey":"\\([^"]*\\).*/\\1/')`,
  `  curl -s ${address}/items -H "x-api-key: $KEY" -H 'content-type: application/json' -d '{"connectorId":2,"parameters":{"user":"user-ok","password":"password-ok"}}'`,
  `  curl -s "${address}/accounts?itemId=<the id that it answered>" -H "x-api-key: $KEY"`
]

const announce = Effect.fnUntraced(function* ({ json, terminal }: Options) {
  const { address } = yield* Server.Listening
  const { databaseUrl, publicUrl } = yield* Settings
  const application = yield* FirstApplication
  const folder = yield* DataFolder
  const url = Option.getOrElse(publicUrl, () => address)
  if (json) {
    return yield* Console.log(
      JSON.stringify({
        address,
        publicUrl: url,
        clientId: application.clientId,
        clientSecretIn: application.path,
        folder: folder.path
      })
    )
  }
  const embedded = Option.isNone(databaseUrl)
  const fromEnvironment = application.source === "environment"
  const secret = fromEnvironment
    ? `"$TOMADA_CLIENT_SECRET"`
    : `"$(sed -n 's/.*"clientSecret": "\\(.*\\)".*/\\1/p' '${application.path}')"`
  yield* Console.log(
    [
      "",
      `  Tomada is ready at ${url}`,
      "",
      `  Client id      ${application.clientId}`,
      `  Client secret  ${fromEnvironment ? "as TOMADA_CLIENT_SECRET says" : `in ${application.path}`}`,
      ...(application.source === "generated" && terminal
        ? [`                 ${Redacted.value(application.clientSecret)} (shown this once)`]
        : []),
      `  API reference  ${url}/docs`,
      `  Data           ${folder.path}${embedded ? " (with its own PostgreSQL)" : " (keys) and the database of DATABASE_URL"}`,
      ...(application.source === "generated"
        ? [
            "",
            "  Back up the data folder as a whole while Tomada is stopped. What must never be lost is",
            `  ${folder.entry("keyring")}: without it the stored credentials cannot be opened by anybody.`
          ]
        : []),
      "",
      "  Connect the sandbox bank:",
      "",
      ...example(address, application.clientId, secret),
      "",
      "  Stop with Ctrl-C.",
      ""
    ].join("\n")
  )
})

/** Runs until it is interrupted. */
export const main = (options: Options) =>
  Layer.effectDiscard(announce(options)).pipe(Layer.provide(Server.layer), Layer.provide(Settings.layer), Layer.launch)
