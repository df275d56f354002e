// `record`: a first sync and an update, live, into a cassette with nothing in it that is anybody's. What is not clean or not faithful is
// told and not written.
import { randomBytes, randomInt } from "node:crypto"
import { existsSync } from "node:fs"

import { Cassette, DisguiseYears, type Faithful, Record } from "@tomada/connector-testing"
import { Console, DateTime, Effect, Schema } from "effect"
import { Command } from "effect/cli"

import * as Browser from "./Browser.ts"
import * as Checkout from "./Checkout.ts"
import { Found, Lacking } from "./Ending.ts"
import * as Flags from "./Flags.ts"
import * as Person from "./Person.ts"

const isScenario = Schema.is(Cassette.ScenarioName)

/** A key that is forgotten with the process, amounts two to nine times what they were, days some years away. */
const disguise = (zone: string, at: DateTime.Utc): Record.Options["disguise"] => {
  const kept = DisguiseYears.kept(zone, at)
  // Where a year is written in two digits, one that is to come may be read as one of the last century.
  const past = kept.filter((years) => years < 0)
  const years = past.length > 0 ? past : kept
  return {
    key: randomBytes(32),
    factor: BigInt(randomInt(2, 10)),
    years: years[randomInt(Math.max(1, years.length))] ?? -4
  }
}

const refusal = (error: { readonly _tag: "NotClean" | "NotFaithful"; readonly message: string }): string =>
  error._tag === "NotClean"
    ? `the recording cannot be made clean, and nothing was written: ${error.message}`
    : `a replay is not what was recorded, and nothing was written:\n${error.message}`

const counted = (records: Readonly<globalThis.Record<string, number>>): string =>
  Object.entries(records)
    .map(([step, count]) => `${step} ${count}`)
    .join(", ")

const summary = (path: string, text: string, cassette: Cassette.Cassette) => ({
  path: Checkout.shown(path),
  bytes: Buffer.byteLength(text),
  syncs: Cassette.parts(cassette).map(({ asked, exchanges, sync: { expects, trigger } }) => ({
    trigger,
    ...expects,
    requests: exchanges.length,
    asked: asked.map(({ asked: { _tag } }) => _tag)
  }))
})

const words = ({ bytes, path, syncs }: ReturnType<typeof summary>): ReadonlyArray<string> => [
  `${path}: ${Math.ceil(bytes / 1024)} kB`,
  ...syncs.map(({ asked, error, records, requests, status, trigger }) =>
    [
      `${trigger === "first" ? "the first sync" : "an update"} ended as ${status}${error === null ? "" : ` (${error})`}`,
      `${requests} requests`,
      ...(asked.length > 0 ? [`asked ${asked.join(", ")}`] : []),
      ...(Object.keys(records).length > 0 ? [counted(records)] : [])
    ].join("; ")
  )
]

export const record = Command.make(
  "record",
  {
    cassettes: Flags.cassettes,
    connectTo: Flags.connectTo,
    connector: Flags.connector,
    fromStdin: Flags.fromStdin,
    json: Flags.json,
    keep: Flags.keep,
    products: Flags.products,
    scenario: Flags.scenario,
    volatile: Flags.volatile
  },
  Effect.fn(function* (given) {
    const { scenario } = given
    if (!isScenario(scenario))
      return yield* new Lacking({ problem: `a scenario is named like wrong-password, in small letters and hyphens` })
    const found = yield* Checkout.find(given.connector)
    const { connector, source } = found
    const connectTo = yield* Flags.addressesOf(given.connectTo)
    const products = yield* Flags.productsOf(given.products)
    const person = yield* Person.asked(connector, given.fromStdin)
    const browsers = yield* Browser.open(connector)
    const cassette = yield* Record.record({
      connector,
      scenario,
      ...person,
      products,
      source,
      keep: Flags.commas(given.keep),
      volatile: Flags.commas(given.volatile),
      disguise: disguise(connector.manifest.institution.zone, yield* DateTime.now),
      connectTo,
      ...Browser.given(browsers),
      progress: (what) => Console.error(`... ${what}`)
    }).pipe(
      Effect.catchTags({
        NotClean: (error) => Effect.fail(new Found({ problem: refusal(error) })),
        NotFaithful: (error: Faithful.NotFaithful) => Effect.fail(new Found({ problem: refusal(error) }))
      })
    )
    const [first] = Cassette.parts(cassette)
    if (scenario === "ok" && first?.sync.expects.status !== "SUCCESS") {
      const { error, status } = first?.sync.expects ?? { error: null, status: "nothing" }
      return yield* new Found({
        problem: `the sync ended as ${status}${error === null ? "" : ` (${error})`}, which is not ok, and nothing was written: name the scenario for what happened`
      })
    }
    const path = Flags.pathOf(Flags.cassettesFolder(found, given.cassettes), scenario)
    const text = Cassette.write(cassette)
    const replaced = existsSync(path)
    yield* Effect.sync(() => Checkout.write(path, text))
    const told = summary(path, text, cassette)
    yield* Console.log(given.json ? JSON.stringify({ ...told, replaced }) : words(told).join("\n"))
  }, Effect.scoped)
).pipe(
  Command.withShortDescription("Record a visit into a cassette"),
  Command.withDescription(
    `Visit the institution with the whole engine, a first sync and an update, and keep what was said in
connectors/<folder>/cassettes/<slug>/<scenario>.jsonl: other names, numbers, amounts and days, the same shapes and sums. The form and
what the institution asks are asked in the terminal, secrets unseen. Nothing is written unless the cassette is clean and a replay of it
is what was recorded; otherwise it says what to name with --keep or --volatile. Exit code 1 then, 2 where it cannot be tried.`
  )
)
