// `score`: the tier of a connector, worked out from the contract over its cassettes and from what instances confirmed. Ages count as of now.
import { join } from "node:path"

import * as Evidence from "@tomada/connector-testing/contract/Evidence"
import * as EvidenceFile from "@tomada/connector-testing/contract/EvidenceFile"
import * as Subject from "@tomada/connector-testing/contract/Subject"
import * as PackageFiles from "@tomada/connector-testing/PackageFiles"
import { Quality } from "@tomada/core"
import { Console, DateTime, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"

import * as Browser from "./Browser.ts"
import * as Checkout from "./Checkout.ts"
import * as Confirmations from "./Confirmations.ts"
import { Lacking } from "./Ending.ts"
import * as Flags from "./Flags.ts"
import { judged } from "./TestCommand.ts"
import * as Words from "./Words.ts"

const said = ({ lacks, next, tier }: Quality.Quality): ReadonlyArray<string> => [
  `tier: ${tier ?? "none yet"}`,
  ...(next === null ? [] : ["", `To be ${next} it lacks:`, ...lacks.map((lack) => `- ${lack}`)])
]

const ofRecordings = (recordings: ReadonlyArray<Quality.Recorded>, now: DateTime.Utc): string =>
  recordings
    .map(({ recordedAt, scenario }) => `${scenario} (${Words.age(DateTime.distance(recordedAt, now))})`)
    .join(", ")

export const score = Command.make(
  "score",
  {
    cassettes: Flags.cassettes,
    connector: Flags.connector,
    json: Flags.json,
    write: Flag.Boolean("write").pipe(
      Flag.withDefault(false),
      Flag.withDescription(
        "Write what was found into connectors/<folder>/evidence/<slug>.json, which is checked in and which the tier is shown from"
      )
    )
  },
  Effect.fn(function* (given) {
    if (given.write && Option.isSome(given.cassettes))
      return yield* new Lacking({
        problem: "what is written is of the connector's own cassettes: leave --cassettes out"
      })
    const found = yield* Checkout.find(given.connector)
    const cassettes = yield* Checkout.cassettes(Flags.cassettesFolder(found, given.cassettes))
    const confirmations = yield* Confirmations.read(Confirmations.pathOf(found))
    const browsers = yield* Browser.open(found.connector)
    const files = PackageFiles.of(Checkout.packageOf(found))
    const subject = yield* Subject.make(found.connector, cassettes, { ...Browser.given(browsers), files })
    const checks = Evidence.checks(yield* judged(subject))
    const evidence = yield* Evidence.of(subject, checks, confirmations)
    if (given.write) {
      const path = join(Checkout.packageOf(found), EvidenceFile.pathOf(found.connector.manifest.slug))
      Checkout.write(path, EvidenceFile.write(yield* EvidenceFile.make({ ...subject, files }, checks)))
      yield* Console.error(`wrote ${Checkout.shown(path)}: what was found; what the tier is follows from it`)
    }
    const now = yield* DateTime.now
    const quality = Quality.at(evidence, now)
    yield* Console.log(
      given.json
        ? JSON.stringify({ ...quality, recordings: evidence.recordings, confirmations })
        : [
            `${found.connector.manifest.slug}, recorded: ${ofRecordings(evidence.recordings, now) || "nothing"}`,
            ...said(quality)
          ].join("\n")
    )
  }, Effect.scoped)
).pipe(
  Command.withShortDescription("Work out the tier: bronze, silver, gold or platinum"),
  Command.withDescription(
    `Work out the tier from the contract over all cassettes and from confirmations of live institutions (doctor --confirm). Nobody asserts one,
and what grows old takes it away again. Says what the next tier lacks.`
  )
)
