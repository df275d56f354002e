// The connector's side of the channel: it loads one module, opens one visit as a host in the same process would, and answers
// for it. Here the connector's own code runs; nothing that this file promises is believed on the other side.
import { ConnectorError } from "@tomada/core"
import {
  Cause,
  Clock,
  Duration,
  Effect,
  Exit,
  Logger,
  Option,
  Redacted,
  References,
  Schema,
  Scope,
  Stream
} from "effect"

import type { Connector } from "../../Connector.ts"
import type { Answered, Sent, Tap } from "../../Exchange.ts"
import type { Page } from "../../Pages.ts"
import type { Readable } from "../../Products.ts"
import type { Host, Visit, VisitRequest } from "../../Visit.ts"
import * as InProcess from "../InProcess.ts"
import { isConnector } from "./Module.ts"
import type { Peer, Answering } from "./Peer.ts"
import * as Wire from "./Wire.ts"

/** What the child was started with. */
export interface Surroundings {
  /** Loads a module by its URL. */
  readonly load: (module: string) => Promise<Readonly<Record<string, unknown>>>
  readonly peer: () => Peer
}

interface Lot {
  readonly pull: Effect.Effect<Page<unknown> | null, ConnectorError.ConnectorError>
  readonly scope: Scope.Closeable
}

class NotLoaded extends Schema.TaggedError<NotLoaded>()("NotLoaded", { why: Schema.String }) {}

/** Why a module is none, in the words of Node, whose errors name files. */
const notLoaded = (cause: unknown): NotLoaded => {
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : ""
  const [said = ""] = cause instanceof Error ? cause.message.split("\n") : []
  return new NotLoaded({ why: `it cannot be loaded${code}: ${said}` })
}

const wrong = (what: string) => Effect.die(new ConnectorError.ConnectorDefect({ what }))

const told = <A, E extends ConnectorError.ConnectorError>(effect: Effect.Effect<A, E>) =>
  Effect.mapError(effect, (error) => ({ error: Wire.errors.encode(error) }))

/** The clock of the other process. */
const clockOf = (peer: Peer, from: number): Clock.Clock => {
  let last = from
  const millis = Effect.map(Effect.orDie(peer.call("now", null)), (now) => (last = Number(now)))
  return {
    currentTimeMillisUnsafe: () => last,
    currentTimeMillis: millis,
    currentTimeNanosUnsafe: () => BigInt(Math.round(last)) * 1_000_000n,
    currentTimeNanos: Effect.map(millis, (now) => BigInt(Math.round(now)) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => BigInt(Math.round(last)) * 1_000_000n,
    monotonicTimeNanos: Effect.map(millis, (now) => BigInt(Math.round(now)) * 1_000_000n),
    sleep: (duration) => Effect.asVoid(Effect.orDie(peer.call("sleep", Duration.toMillis(duration))))
  }
}

/** What is logged here is said there. */
const loggerOf = (peer: Peer) =>
  Logger.make<unknown, void>(({ logLevel, message }) => {
    const level = ["Error", "Warn", "Info", "Debug"].find((one) => one === logLevel) ?? "Debug"
    const parts = Array.isArray(message) ? message : [message]
    const text = parts.map((part) => (typeof part === "string" ? part : (JSON.stringify(part) ?? ""))).join(" ")
    Effect.runFork(Effect.ignoreCause(peer.call("log", { level, message: text.slice(0, 2_000) })))
  })

type Exchanges = Map<number, Effect.Effect<Answered, ConnectorError.ConnectorError>>
let made = 0

const tapOf =
  (peer: Peer, exchanges: Exchanges): Tap =>
  (sent: Sent, exchange) =>
    Effect.suspend(() => {
      const id = made++
      exchanges.set(id, exchange)
      return peer.call("exchange", Wire.exchanges.encode({ id, sent })).pipe(
        Effect.catch(({ error }) => Wire.failures.exchange(error)),
        Effect.flatMap((value) => Wire.heard(Wire.answered, "answer", value)),
        Effect.ensuring(Effect.sync(() => exchanges.delete(id)))
      )
    })

const requestOf = (
  peer: Peer,
  {
    parameters,
    redirectUri,
    saved,
    shows,
    spends,
    connectorId
  }: Extract<ReturnType<typeof Wire.openings.decode>, Option.Some<unknown>>["value"]
): VisitRequest => ({
  connectorId: connectorId as VisitRequest["connectorId"], // looked up in this module
  parameters: Redacted.make(parameters),
  saved: Wire.savedFrom(saved),
  redirectUri,
  ask: (challenge, callback) =>
    peer.call("ask", { challenge: Wire.challenges.encode(challenge), callback: callback ?? null }).pipe(
      Effect.catch(({ error }) => Wire.failures.challenge(error)),
      Effect.flatMap((value) => Wire.heard(Wire.texts, "answer", value)),
      Effect.map((text) => Redacted.make(text))
    ),
  ...(shows && {
    show: (challenge) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const id = yield* Effect.acquireRelease(
            Effect.orDie(peer.call("show", { challenge: Wire.challenges.encode(challenge), callback: null })),
            (shown) => Effect.ignoreCause(peer.call("hide", shown))
          )
          return Stream.paginate(id, (shown) =>
            peer.call("shown", shown).pipe(
              Effect.catch(({ error }) => Wire.failures.challenge(error)),
              Effect.map((going) =>
                going === true ? ([["done" as const], Option.some(shown)] as const) : ([[], Option.none()] as const)
              )
            )
          )
        })
      )
  }),
  ...(spends && {
    spend: Effect.asVoid(Effect.catch(peer.call("spend", null), ({ error }) => Wire.failures.spend(error)))
  })
})

/** Answers for one visit. */
export const make = Effect.fnUntraced(function* ({ load, peer: peerOf }: Surroundings) {
  const scope = yield* Effect.scope
  const reads = new Map<number, Lot>()
  const exchanges: Exchanges = new Map()
  let connectors: ReadonlyArray<Connector> = []
  let clock: Clock.Clock | undefined
  let visit: Visit | undefined
  const host = (): Host => InProcess.make(connectors, {})(Option.none())
  const inside = Effect.suspend(() => (visit === undefined ? wrong("a visit that is not open") : Effect.succeed(visit)))

  const begin = Effect.fnUntraced(function* (payload: unknown) {
    const { clock: now, module } = yield* Wire.heard(Wire.beginnings, "beginning", payload)
    if (now !== null) clock = clockOf(peerOf(), now)
    const loaded = yield* Effect.catch(Effect.tryPromise({ try: () => load(module), catch: notLoaded }), ({ why }) =>
      wrong(why)
    )
    const found = loaded["connectors"]
    if (!Array.isArray(found) || !found.every(isConnector)) return yield* wrong("it exports no `connectors`")
    connectors = found
    return null
  })

  const open = Effect.fnUntraced(function* (payload: unknown) {
    const opening = yield* Wire.heard(Wire.openings, "opening", payload)
    const { connectTo, requestTimeoutMillis, taps } = opening
    const made = InProcess.make(connectors, {
      connectTo,
      ...(requestTimeoutMillis !== null && { requestTimeout: Duration.millis(requestTimeoutMillis) }),
      ...(taps && { tap: tapOf(peerOf(), exchanges) })
    })(Option.none())
    visit = yield* Effect.orDie(Effect.provideService(made.open(requestOf(peerOf(), opening)), Scope.Scope, scope))
    return null
  })

  const collect = Effect.fnUntraced(function* (payload: unknown) {
    const { of, product, read } = yield* Wire.heard(Wire.lots, "read", payload)
    const name: Readable = yield* Wire.heard(Wire.readable, "read", product)
    const given = yield* Wire.heard(Wire.readOf(name), "read", of)
    const own = yield* Scope.fork(scope)
    const stream: Stream.Stream<Page<unknown>, ConnectorError.ConnectorError> = (yield* inside).collect(name, given)
    const pull = yield* Scope.provide(Stream.toPull(Stream.rechunk(stream, 1)), own)
    const spelled = Wire.pageFor(name)
    reads.set(read, {
      scope: own,
      pull: pull.pipe(
        Effect.map(([page]) => spelled.encode(page) as Page<unknown>), // as JSON
        Effect.catchIf(Cause.isDone, () => Effect.succeed(null))
      ) as Lot["pull"] // what is done is no failure any more
    })
    return null
  })

  const answers: Readonly<Record<string, (payload: never) => Effect.Effect<unknown, { readonly error: unknown }>>> = {
    begin,
    open,
    collect,
    describe: () => {
      const all = host()
      return Effect.map(
        Effect.forEach(all.manifests, (manifest) =>
          Effect.map(Effect.orDie(all.extras(manifest.id)), (extras) => ({ manifest, extras }))
        ),
        Wire.descriptions.encode
      )
    },
    check: ({ id, parameters }: { readonly id: number; readonly parameters: Record<string, unknown> }) =>
      host()
        .check(id, Redacted.make(parameters))
        .pipe(
          Effect.catchTag("ConnectorNotFound", Effect.die),
          Effect.mapError((error) => ({ error: Wire.rejections.encode(error) }))
        ),
    login: () => Effect.flatMap(inside, ({ login }) => told(login)),
    resume: () => Effect.flatMap(inside, ({ resume }) => told(resume)),
    next: (read: number) => told(reads.get(read)?.pull ?? wrong("a read that is not open")),
    leave: (read: number) =>
      Effect.suspend(() => {
        const lot = reads.get(read)
        reads.delete(read)
        return lot === undefined ? Effect.void : Scope.close(lot.scope, Exit.void)
      }),
    balance: (account: unknown) =>
      Effect.gen(function* () {
        const of = yield* Wire.heard(Wire.accounts, "account", account)
        return Wire.balances.encode(yield* told((yield* inside).balance(of)))
      }),
    statement: (handle: string) =>
      Effect.flatMap(inside, ({ statement }) => Effect.map(told(statement(handle)), Wire.files.encode)),
    revoke: () => Effect.flatMap(inside, ({ revoke }) => told(revoke)),
    saved: () => Effect.flatMap(inside, ({ saved }) => Effect.map(saved, Wire.saved.encode)),
    screenshot: () =>
      Effect.flatMap(inside, ({ screenshot }) =>
        Effect.map(screenshot, (picture) => Wire.bytes.encode(Option.getOrNull(picture)))
      ),
    wire: (id: number) => {
      const exchange = exchanges.get(id)
      return exchange === undefined
        ? wrong("an exchange that is over")
        : Effect.map(told(exchange), Wire.answered.encode)
    }
  }

  const answer: Answering = (method, payload) =>
    Effect.suspend(() => {
      const asked = Object.hasOwn(answers, method) ? answers[method] : undefined
      const answered = asked === undefined ? wrong("a call of no such name") : asked(payload as never) // decoded by each
      const timed = clock === undefined ? answered : Effect.provideService(answered, Clock.Clock, clock)
      return timed.pipe(
        Effect.provide(Logger.layer([loggerOf(peerOf())])),
        Effect.provideService(References.MinimumLogLevel, "Debug")
      )
    })
  return answer
})
