// `doctor`: is the connector well at the institution of today? A login and one page of the first account, by few requests that are
// announced and counted; nothing is stored.
import { type Browsers, Browsers as Port, ConnectorHost, type Pages, type Products } from "@tomada/connector-kit"
import { Stage } from "@tomada/connector-testing"
import { type Account, CivilDate, ConnectorError, type Manifest } from "@tomada/core"
import { Console, Context, DateTime, Effect, Layer, Option, Schema, Stream } from "effect"
import { Command, Flag } from "effect/cli"

import * as Browser from "./Browser.ts"
import * as Checkout from "./Checkout.ts"
import * as Confirmations from "./Confirmations.ts"
import { Lacking, VisitFailed } from "./Ending.ts"
import * as Flags from "./Flags.ts"
import { LiveLog } from "./LiveLog.ts"
import * as Person from "./Person.ts"
import * as Words from "./Words.ts"

const maxRequests = Flag.Int("max-requests").pipe(
  Flag.withSchema(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1, { message: "it must be 1 or more" }))),
  Flag.withDefault(30),
  Flag.withDescription("Stop the visit before it makes more requests; never more than a budget of the manifest allows")
)

const confirm = Flag.String("confirm").pipe(
  Flag.withSchema(Schema.NonEmptyString),
  Flag.optional,
  Flag.withMetavar("instance"),
  Flag.withDescription("Write down for the tier that an instance of this name looked now, and whether it went well")
)

/** How far back the one page of an account may go. */
const lastDays = 7

const hostOf = (
  found: Checkout.Found,
  log: LiveLog,
  connectTo: Readonly<Record<string, string>>,
  browsers: Browsers.Browsers["Service"] | undefined
) => {
  const host = ConnectorHost.ConnectorHost.layerInProcess([found.connector], { connectTo, tap: log.tap })
  return browsers === undefined ? host : Layer.provide(host, Layer.succeed(Port.Browsers, log.watching(browsers)))
}

interface Probe {
  readonly step: string
  readonly requests: number
  readonly found: number | null
  readonly problem: string | null
}

const firstPage = <A>(stream: Stream.Stream<Pages.Page<A>, ConnectorError.FetchError>) =>
  Effect.map(Stream.runHead(stream), (page) =>
    Option.match(page, { onNone: () => [], onSome: ({ records }) => records })
  )

const windowOf = Effect.fnUntraced(function* ({ institution: { zone } }: Manifest.Manifest) {
  const today = CivilDate.fromInstant(yield* DateTime.now, zone)
  return { from: CivilDate.addDays(today, -lastDays), to: today, today } satisfies Products.Window
})

const examine = Effect.fnUntraced(function* (visit: ConnectorHost.Visit, manifest: Manifest.Manifest, log: LiveLog) {
  const probes: Array<Probe> = []
  const probe = Effect.fnUntraced(function* <A>(
    step: string,
    effect: Effect.Effect<A, ConnectorError.ConnectorError>,
    count: (value: A) => number | null
  ) {
    yield* Console.error(step)
    const before = log.made
    const exit = yield* Effect.exit(effect)
    const problem = exit._tag === "Success" ? null : Words.cause(exit.cause)
    probes.push({
      step,
      requests: log.made - before,
      found: exit._tag === "Success" ? count(exit.value) : null,
      problem
    })
    return exit._tag === "Success" ? Option.some(exit.value) : Option.none()
  })
  const size = (rows: ReadonlyArray<unknown>) => rows.length
  const entered = yield* probe("login", visit.login, () => null)
  if (Option.isNone(entered)) return probes
  const accounts = yield* probe("ACCOUNTS", firstPage(visit.collect("ACCOUNTS", null)), size)
  const first: Account.CollectedAccount | undefined = Option.getOrElse(accounts, () => [])[0]
  if (first === undefined || manifest.products.TRANSACTIONS === undefined) return probes
  const of = { account: first, window: yield* windowOf(manifest) }
  yield* probe("TRANSACTIONS", firstPage(visit.collect("TRANSACTIONS", of)), size)
  return probes
})

const line = ({ found, problem, requests, step }: Probe): string => {
  const what = found === null ? "" : `, ${Words.count(found, "row")} on the first page`
  return `${(problem === null ? "ok" : "BAD").padEnd(5)} ${step.padEnd(13)} ${Words.count(requests, "request")}${problem === null ? what : `: it ended ${problem}`}`
}

export const doctor = Command.make(
  "doctor",
  {
    confirm,
    connectTo: Flags.connectTo,
    connector: Flags.connector,
    fromStdin: Flags.fromStdin,
    json: Flags.json,
    maxRequests
  },
  Effect.fn(function* (given) {
    const found = yield* Checkout.find(given.connector)
    const { manifest } = found.connector
    if (Option.isSome(given.confirm) && manifest.hosts.length === 0)
      return yield* new Lacking({
        problem: `${manifest.slug} reads files and visits nobody: there is no institution to confirm it at, and its tier asks for none`
      })
    const connectTo = yield* Flags.addressesOf(given.connectTo)
    const most = Math.min(given.maxRequests, ...(manifest.budgets ?? []).map(({ max }) => max))
    yield* Console.error(
      `A login at ${manifest.institution.name} and one page of the first account: at most ${Words.count(most, "request")}. Nothing is stored.`
    )
    const person = yield* Person.asked(found.connector, given.fromStdin)
    const log = new LiveLog((said) => console.error(`  ${said}`), most)
    const browsers = yield* Browser.open(found.connector)
    const host = Context.get(yield* Layer.build(hostOf(found, log, connectTo, browsers)), ConnectorHost.ConnectorHost)
    const visit = yield* Effect.orDie(
      host.open({
        connectorId: manifest.id,
        parameters: person.parameters,
        saved: { session: Option.none(), trust: Option.none() },
        ask: (challenge) =>
          Effect.flatMap(person.answers(challenge), (answer) =>
            answer === null
              ? Effect.fail(new ConnectorError.ChallengeFailed({ why: "no-user-present" }))
              : Effect.succeed(answer)
          ),
        redirectUri: Stage.redirectUri
      })
    )
    const probes = yield* examine(visit, manifest, log)
    if (given.json) yield* Console.log(JSON.stringify({ most, made: log.made, probes }))
    else
      yield* Console.log(
        [...probes.map(line), `${Words.count(log.made, "request")} made, of ${most} at most; nothing was stored`].join(
          "\n"
        )
      )
    const bad = probes.filter(({ problem }) => problem !== null).map(({ step }) => step)
    if (Option.isSome(given.confirm)) {
      const confirmed = { at: yield* DateTime.now, by: given.confirm.value, succeeded: bad.length === 0 }
      Confirmations.add(Confirmations.pathOf(found), confirmed)
    }
    if (bad.length > 0) return yield* new VisitFailed({ problem: `not well at the institution: ${bad.join(", ")}` })
  }, Effect.scoped)
).pipe(
  Command.withShortDescription("Look whether the connector is well at the institution of today"),
  Command.withDescription(
    `Log in at the institution and read one page of the first account: the accounts, and its rows of the last ${lastDays} days. Says before how many
requests it makes at most, stops before one more, and says how many it made. Stores nothing. Exit code 3 when something did not go well.`
  )
)
