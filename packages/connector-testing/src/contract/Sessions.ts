// What is kept between visits: it spares the person the next login, it is whole as text, and one that is damaged, old or foreign leads
// to a login and never to a crash. What a module keeps in memory instead is not seen here.
import type { Connector, Visit } from "@tomada/connector-kit"
import { Effect, Equal, Option, Redacted, Schema, Stream } from "effect"

import * as Cassette from "../Cassette.ts"
import { Player } from "../Player.ts"
import type { Replayed } from "../Replay.ts"
import type * as Stage from "../Stage.ts"
import * as Attempts from "./Attempts.ts"
import { type Check, inPages, unaudited, verdict } from "./Check.ts"
import * as Refusing from "./Refusing.ts"
import * as Scenarios from "./Scenarios.ts"
import { good, type Subject } from "./Subject.ts"

const exempt: Check["exempt"] = ({ unattended }) => (unattended === "never" ? "each of its visits begins anew" : null)

const ok = "a recording ok: a first sync and an update that both go well"

/** Recordings of a first sync and an update, replayed. */
const updated = (subject: Subject) =>
  Effect.map(
    Effect.forEach(
      good(subject).filter((cassette) => Cassette.parts(cassette).length > 1),
      (cassette) => Effect.map(subject.replayed(cassette), (replayed) => ({ cassette, replayed }))
    ),
    (all) =>
      all.flatMap(({ cassette, replayed: [first, update] }) =>
        first === undefined || update === undefined ? [] : [{ cassette, first, update }]
      )
  )

interface Updated {
  readonly cassette: Cassette.Cassette
  readonly first: Replayed
  readonly update: Replayed
}

const loginAgain = ({ connector: { manifest } }: Subject, { cassette, first, update }: Updated) => {
  const { scenario } = cassette.header
  const attempts = Attempts.of(manifest, cassette, first.part.exchanges)
  const touched = attempts.touching(update.player.made.map(({ request }) => request)).length
  return [
    ...(update.calls.some(({ step }) => step === "login") ? [`${scenario}: the update logs in again`] : []),
    ...(update.asked.length > 0 ? [`${scenario}: the update asks the person`] : []),
    ...(touched > 0 ? [`${scenario}: the update sends ${touched} requests to where the login goes`] : [])
  ]
}

const spared: Check = {
  id: "C-15",
  family: "login",
  title: "goes on with its session at the next visit, without a login and without a question",
  mend: "keep in the session what resume needs, and let resume only look whether it is still known",
  exempt,
  run: (subject) =>
    Effect.map(updated(subject), (all) =>
      all.length === 0 ? unaudited(ok) : verdict(all.flatMap((each) => loginAgain(subject, each)))
    )
}

const Kept = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))
const readKept = Schema.decodeUnknownOption(Kept)

/** The connector's own part of what is kept. */
const stateOf = ({ session }: Visit.Saved): Option.Option<string> =>
  Option.flatMap(session, (text) =>
    Option.flatMap(readKept(Redacted.value(text)), ({ state }) =>
      typeof state === "string" ? Option.some(state) : Option.none()
    )
  )

/** What is kept, with this in the place of the connector's own part. */
const withState = (saved: Visit.Saved, state: string): Visit.Saved => ({
  ...saved,
  session: Option.map(saved.session, (text) =>
    Redacted.make(JSON.stringify({ ...Option.getOrElse(readKept(Redacted.value(text)), () => ({})), state }))
  )
})

const json = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/** What other versions of the connector, or nobody at all, may have kept. */
const foreign = (state: string): ReadonlyArray<readonly [what: string, state: string]> => {
  const value = Option.getOrNull(json(state))
  const parts: Readonly<Record<string, unknown>> =
    typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {}
  return [
    ["that is no JSON", state.slice(0, -1)],
    ["that is empty", "{}"],
    ["that is null", "null"],
    ["that is a list", "[]"],
    ["that is a text", '"session"'],
    ...Object.keys(parts).flatMap((name): ReadonlyArray<readonly [string, string]> => {
      const { [name]: _, ...others } = parts
      return [
        [`without ${name}`, JSON.stringify(others)],
        [`whose ${name} is of another kind`, JSON.stringify({ ...parts, [name]: [parts[name]] })]
      ]
    })
  ]
}

/** How many foreign sessions are tried in a browser, where each takes its time. */
const inABrowser = 2

const damaged = (subject: Subject, { cassette: { header }, first, update }: Updated) =>
  Effect.gen(function* () {
    const { connector } = subject
    const state = Option.getOrElse(stateOf(first.kept), () => "{}")
    const taken = foreign(state).filter(([, text]) => Option.isSome(connector.session.decode(text)))
    const trials: ReadonlyArray<readonly [string, string]> = [["that has ended", state], ...taken]
    const isSlow = inPages(connector.manifest)
    const found: Array<string> = []
    for (const [what, text] of isSlow ? trials.slice(1, 1 + inABrowser) : trials) {
      const { tap } = isSlow ? new Player(update.part.exchanges, header.volatile) : Refusing.make(header)
      const end = yield* subject.alone(
        { header, clock: update.part.sync.clock, saved: withState(first.kept, text), tap },
        ({ resume }) => resume
      )
      const leadsOn = end._tag === "Well" || (end._tag === "Failed" && mends.has(end.error._tag))
      if (!leadsOn) found.push(`${header.scenario}: with a session ${what}, resume ends ${Scenarios.wordsOf(end)}`)
    }
    return found
  })

/** After these the engine logs in, where a person is there. */
const mends: ReadonlySet<string> = new Set(["SessionExpired", "SiteChanged"])

const fallsBack = (subject: Subject, { cassette }: Updated) =>
  Effect.gen(function* () {
    const spoilt: Stage.Between = (inner) => ({
      ...inner,
      open: (request) => inner.open({ ...request, saved: { ...request.saved, session: notJson } })
    })
    const [, update] = yield* subject.bent(Scenarios.briefly(cassette), { between: spoilt })
    const calls = update?.calls ?? []
    return calls.some(({ step }) => step === "login")
      ? []
      : [`${cassette.header.scenario}: with a session that cannot be read, no login is tried`]
  })

const notJson = Option.some(Redacted.make("no session"))

const forgiving: Check = {
  id: "C-16",
  family: "login",
  title: "takes a session that has ended, is damaged or is of another version for one that has ended",
  mend: "let the session's schema take what resume can use and nothing else, and let resume fail with SessionExpired when the institution does not know it",
  exempt,
  run: (subject) =>
    Effect.gen(function* () {
      const [each] = yield* updated(subject)
      if (each === undefined) return unaudited(ok)
      return verdict([...(yield* damaged(subject, each)), ...(yield* fallsBack(subject, each))])
    })
}

const isSameJson = (one: string, other: string): boolean =>
  Equal.equals(Option.getOrNull(json(one)), Option.getOrNull(json(other)))

const lost = (what: string, codec: Connector.Connector["session"], text: string): ReadonlyArray<string> => {
  const decoded = codec.decode(text)
  if (Option.isNone(decoded)) return [`${what}: the schema does not take what was kept`]
  return isSameJson(codec.encode(decoded.value), text) ? [] : [`${what}: the schema leaves out some of what was kept`]
}

/** What a host that knows nothing but the text of the session makes of it. */
const restarted = (subject: Subject, { cassette: { header }, first, update }: Updated) =>
  Effect.gen(function* () {
    const player = new Player(update.part.exchanges, header.volatile)
    let accounts = 0
    const end = yield* subject.alone(
      {
        header,
        clock: update.part.sync.clock,
        saved: { session: first.kept.session, trust: Option.none() },
        tap: player.tap
      },
      ({ collect, resume }) =>
        Effect.andThen(
          resume,
          Stream.runForEach(collect("ACCOUNTS", null), ({ records }) => Effect.sync(() => (accounts += records.length)))
        )
    )
    const where = `${header.scenario}: after a restart`
    const before = update.part.sync.expects.records["ACCOUNTS"] ?? 0
    if (end._tag !== "Well") return [`${where}, the visit ends ${Scenarios.wordsOf(end)}`]
    return accounts === before ? [] : [`${where}, it finds ${accounts} accounts instead of ${before}`]
  })

const lasting: Check = {
  id: "C-17",
  family: "login",
  title: "keeps a session and a trust that are whole as text, and goes on with them after a restart",
  mend: "let the schemas of session and trust hold all that the login returns, as JSON can write it",
  exempt,
  run: (subject) =>
    Effect.gen(function* () {
      const { connector } = subject
      const all = (yield* updated(subject)).filter(({ first }) => Option.isSome(first.kept.session))
      if (all.length === 0) return unaudited(ok)
      const found: Array<string> = []
      for (const each of all) {
        const { scenario } = each.cassette.header
        const state = Option.getOrElse(stateOf(each.first.kept), () => "")
        found.push(...lost(`${scenario}: session`, connector.session, state))
        const { trust } = each.first.kept
        if (Option.isSome(trust) && connector.trust !== undefined)
          found.push(...lost(`${scenario}: trust`, connector.trust, Redacted.value(trust.value)))
      }
      const [one] = all
      return verdict(one === undefined ? found : [...found, ...(yield* restarted(subject, one))])
    })
}

export const checks: ReadonlyArray<Check> = [spared, forgiving, lasting]
