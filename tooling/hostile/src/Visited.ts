// One visit of the hostile connector, with one attempt, behind one of the hosts; and what it says that it got.
import { ConnectorHost, type Visit } from "@tomada/connector-kit"
import { Effect, Exit, Option, Redacted, Schema } from "effect"

export const hostileId = 9_666

/** The connector's module. */
export const module = new URL("../connector/index.ts", import.meta.url).href

const Got = Schema.fromJsonString(
  Schema.Struct({ state: Schema.fromJsonString(Schema.Struct({ got: Schema.String })) })
)

/** Opens a visit that will make the attempt at its login. */
export const opened = (attempt: string, target: string) =>
  Effect.gen(function* () {
    const host = yield* ConnectorHost.ConnectorHost
    return yield* Effect.orDie(
      host.open({
        connectorId: hostileId as Visit.VisitRequest["connectorId"], // its own
        parameters: Redacted.make({ attempt, target }),
        saved: { session: Option.none(), trust: Option.none() },
        ask: () => Effect.die(new Error("nobody is asked"))
      })
    )
  })

/** What the attempt got, in its own words; `ended` when the visit ended first. */
export const tried = (attempt: string, target: string): Effect.Effect<string, never, ConnectorHost.ConnectorHost> =>
  Effect.gen(function* () {
    const visit = yield* opened(attempt, target)
    const exit = yield* Effect.exit(visit.login)
    if (Exit.isFailure(exit)) return "ended"
    const { session } = yield* visit.saved
    const text = Option.getOrElse(Option.map(session, Redacted.value), () => "")
    const decoded = Schema.decodeUnknownOption(Got)(text)
    return Option.match(decoded, { onNone: () => "nothing", onSome: ({ state }) => state.got })
  }).pipe(Effect.scoped)

const Told = Schema.fromJsonString(Schema.Array(Schema.Tuple([Schema.String, Schema.String])))

/** What each of these attempts got, all of them in one visit. */
export const triedAll = (
  plan: ReadonlyArray<readonly [attempt: string, target: string, ...more: ReadonlyArray<unknown>]>
) =>
  Effect.flatMap(tried("all", JSON.stringify(plan.map(([attempt, target]) => [attempt, target]))), (told) =>
    Effect.orDie(Schema.decodeUnknownEffect(Told)(told))
  )
