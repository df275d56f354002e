// The main program of one process: starts everything, says where it is, stays until it is told to stop or its PostgreSQL
// ends. Whatever keeps it from starting or from staying is an error whose message is one line. The three lines of the
// example are meant to be pasted into a shell as they are: keep them free of anything that has to be filled in.
import { Console, Effect, Layer, Option, Redacted } from "effect"

import { Outage } from "./Database.ts"
import { DataFolder } from "./DataFolder.ts"
import * as DemoPlace from "./DemoPlace.ts"
import * as Draining from "./Draining.ts"
import { FirstApplication } from "./FirstApplication.ts"
import * as Server from "./Server.ts"
import { Settings } from "./Settings.ts"

export interface Options {
  /** One line of JSON instead of the words for people. */
  readonly json: boolean
  /** Whether a person reads along, who may be shown a new secret once. */
  readonly terminal: boolean
}

/** A word of a POSIX shell that stands for exactly this text. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const example = (address: string, credentials: string): ReadonlyArray<string> => {
  const item = `{"connectorId":2,"parameters":{"user":"user-ok","password":"password-ok"}}`
  const json = "-H 'content-type: application/json'"
  const key = `-H "x-api-key: $KEY"`
  return [
    `KEY=$(curl -s ${address}/auth ${json} -d ${credentials} | cut -d '"' -f 4)`,
    `ITEM=$(curl -s ${address}/items ${key} ${json} -d '${item}' | cut -d '"' -f 4)`,
    `while curl -s ${address}/items/$ITEM ${key} | grep -Eq '"(UPDATING|MERGING)"'; do sleep 1; done; curl -s "${address}/accounts?itemId=$ITEM" ${key}`
  ]
}

const announce = Effect.fnUntraced(function* ({ json, terminal }: Options) {
  const { address } = yield* Server.Listening
  const { databaseUrl, publicUrl, sandbox } = yield* Settings
  const application = yield* FirstApplication
  const folder = yield* DataFolder
  const demo = Option.map(yield* DemoPlace.DemoPlace, ({ address }) => `${address}${DemoPlace.path}`)
  const url = Option.getOrElse(publicUrl, () => address)
  if (json) {
    return yield* Console.log(
      JSON.stringify({
        address,
        publicUrl: url,
        demo: Option.getOrNull(demo),
        clientId: application.clientId,
        clientSecretIn: application.path,
        folder: folder.path
      })
    )
  }
  const embedded = Option.isNone(databaseUrl)
  const given = application.source === "environment"
  const credentials = given
    ? `"{\\"clientId\\":\\"$TOMADA_CLIENT_ID\\",\\"clientSecret\\":\\"$TOMADA_CLIENT_SECRET\\"}"`
    : `@${quoted(application.path)}`
  const lines = [
    `Tomada is ready at ${url}`,
    "",
    ...(Option.isSome(demo)
      ? [
          `Begin here     ${demo.value}`,
          "               connect a bank that is made up, and see what an application gets",
          ""
        ]
      : []),
    `Client id      ${application.clientId}`,
    `Client secret  ${given ? "as TOMADA_CLIENT_SECRET says" : `in ${application.path}`}`,
    ...(application.source === "generated" && terminal
      ? [`               ${Redacted.value(application.clientSecret)} (shown this once)`]
      : []),
    `API reference  ${url}/docs`,
    `Data folder    ${folder.path}${embedded ? ", with its own PostgreSQL" : ", which holds the keys of the database of DATABASE_URL"}`,
    `Back up        ${embedded ? "that folder as a whole, while Tomada is stopped" : "that folder, and the database"}; without its keyring/ nobody`,
    "               can open the stored credentials again",
    ...(sandbox ? ["", "Connect the sandbox bank:", "", ...example(address, credentials)] : []),
    "",
    "Stop with Ctrl-C."
  ]
  yield* Console.log(["", ...lines.map((line) => (line === "" ? "" : `  ${line}`)), ""].join("\n"))
})

/** Runs until it is interrupted; fails with why it could not start, or with the end of its PostgreSQL. */
export const main = (options: Options) =>
  Effect.gen(function* () {
    const { ended } = yield* Outage
    yield* announce(options)
    return yield* Draining.untilStopped(Effect.flip(ended))
  }).pipe(Effect.provide(Server.layer.pipe(Layer.provideMerge(Settings.layer))))
