// The host for connectors in processes of their own: one child for one visit, so that nothing of a visit meets another's. What the
// engine gave is answered here: questions to the person, budgets; everything the child says is decoded before it is believed.
import { ConnectorError, type CredentialField, type Manifest } from "@tomada/core"
import { Cause, Clock, Duration, Effect, Exit, Option, Redacted, Schema, Scope, Stream } from "effect"

import { ConnectorProcesses } from "../../ConnectorProcesses.ts"
import type { Tap } from "../../Exchange.ts"
import type { Page } from "../../Pages.ts"
import type { Extra, Readable } from "../../Products.ts"
import { ConnectorNotFound, type Host, type Visit, type VisitRequest } from "../../Visit.ts"
import * as Peer from "./Peer.ts"
import * as Wire from "./Wire.ts"

export interface OutsideOptions {
  /** Sends a host's traffic to another address (`EgressList`). */
  readonly connectTo?: Readonly<Record<string, string>>
  /** How long one answer of an institution may take, instead of what the manifests say. */
  readonly requestTimeout?: Duration.Input
  /** Stands between every visit and the wire. */
  readonly tap?: Tap
  /** Whether children live by this process's clock, which a test may have stopped; by the machine's unless true. */
  readonly sharesClock?: boolean
}

/** A module of connectors cannot be used; `why` never holds what the module said. */
export class ConnectorsRefused extends Schema.TaggedError<ConnectorsRefused>()("ConnectorsRefused", {
  module: Schema.String,
  why: Schema.String
}) {
  override get message() {
    return `The connectors of ${this.module} cannot be used: ${this.why}.`
  }
}

interface Known {
  readonly module: string
  readonly manifest: Manifest.Manifest
  readonly extras: ReadonlyArray<Extra>
}

/** How long a child may take to load its module, and to say what it is. */
const loading = Duration.seconds(30)
/** How much longer than its visit a child may live: the engine ends a visit first, and says why. */
const afterwards = 60
/** What one visit may tell the operator. */
const maxLogs = 200
const maxWords = 2_000

const defect = (what: string) => new ConnectorError.ConnectorDefect({ what })

/** Calls that nothing may fail with but a defect. */
const surely = (failed: { readonly error: unknown }) =>
  Option.match(Wire.errors.decode(failed.error), {
    onNone: () => Effect.die(defect("an error where none can be")),
    onSome: (error) => Effect.die(error)
  })

/** Hosts that traffic is sent elsewhere of, by the name that the door knows. */
const routed = (list: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.keys(list).map((host) => [host, host.includes(":") ? host : `${host}:443`]))

const written = (level: string, text: string): Effect.Effect<void> => {
  if (level === "Error") return Effect.logError(text)
  if (level === "Warn") return Effect.logWarning(text)
  return level === "Info" ? Effect.logInfo(text) : Effect.logDebug(text)
}

/** What the child may ask of this side. */
const answering = Effect.fnUntraced(function* (
  slug: string,
  request: VisitRequest | null,
  { tap }: OutsideOptions,
  wire: (id: number) => ReturnType<Peer.Peer["call"]>
) {
  const scope = yield* Effect.scope
  let logs = 0
  const shown = new Map<number, Effect.Effect<boolean, ConnectorError.ChallengeFailed>>()
  const scopes = new Map<number, Scope.Closeable>()
  const told = <A, E extends ConnectorError.ConnectorError>(effect: Effect.Effect<A, E>) =>
    Effect.mapError(effect, (error) => ({ error: Wire.errors.encode(error) }))

  const question = Effect.fnUntraced(function* (payload: unknown) {
    const { callback, challenge: asked } = yield* Wire.heard(Wire.questions, "question", payload)
    const found = yield* Wire.heard(Wire.challenges, "question", asked)
    return { challenge: found, callback: callback ?? undefined }
  })

  const show = Effect.fnUntraced(function* (payload: unknown, asks: VisitRequest["show"]) {
    const { challenge } = yield* question(payload)
    if (asks === undefined || scopes.size >= 20) return yield* Effect.die(defect("more than can be shown"))
    const own = yield* Scope.fork(scope)
    const pull = yield* Scope.provide(Stream.toPull(Stream.rechunk(asks(challenge), 1)), own)
    const id = scopes.size
    scopes.set(id, own)
    shown.set(
      id,
      pull.pipe(
        Effect.as(true),
        Effect.catchIf(Cause.isDone, () => Effect.succeed(false))
      ) as Effect.Effect<boolean, ConnectorError.ChallengeFailed> // what is done is no failure any more
    )
    return id
  })

  const answer: Peer.Answering = (method, payload) =>
    Effect.gen(function* () {
      switch (method) {
        case "log": {
          logs += 1
          const { level, message } = yield* Wire.heard(Wire.logs, "log", payload)
          if (logs > maxLogs) return null
          return yield* Effect.annotateLogs(written(level, message.slice(0, maxWords)), { connector: slug })
        }
        case "now":
          return yield* Clock.currentTimeMillis
        case "sleep":
          return yield* Effect.sleep(Duration.millis(yield* Wire.heard(Wire.numbers, "time", payload)))
      }
      if (request === null) return yield* Effect.die(defect(`${method} outside a visit`))
      switch (method) {
        case "ask": {
          const { callback, challenge } = yield* question(payload)
          return Redacted.value(yield* told(request.ask(challenge, callback)))
        }
        case "show":
          return yield* show(payload, request.show)
        case "shown": {
          const pull = shown.get(yield* Wire.heard(Wire.numbers, "number", payload))
          return pull === undefined ? false : yield* told(pull)
        }
        case "hide": {
          const id = yield* Wire.heard(Wire.numbers, "number", payload)
          const own = scopes.get(id)
          shown.delete(id)
          return own === undefined ? null : yield* Scope.close(own, Exit.void)
        }
        case "spend":
          return yield* told(request.spend ?? Effect.void)
        case "exchange": {
          if (tap === undefined) return yield* Effect.die(defect("an exchange that nobody looks at"))
          const { id, sent } = yield* Wire.heard(Wire.exchanges, "request", payload)
          const over = wire(id).pipe(
            Effect.catch(({ error }) => Wire.failures.exchange(error)),
            Effect.flatMap((value) => Wire.heard(Wire.answered, "answer", value))
          )
          return Wire.answered.encode(yield* told(tap(sent, over)))
        }
        default:
          return yield* Effect.die(defect("a call of no such name"))
      }
    })
  return answer
})

const started = Effect.fnUntraced(function* (
  module: string,
  of: { readonly known: Known; readonly request: VisitRequest } | null,
  options: OutsideOptions
) {
  const processes = yield* ConnectorProcesses
  const { limits, hosts, slug } = of?.known.manifest ?? { limits: null, hosts: [], slug: module }
  const channel = yield* processes.start({
    module,
    egress: of === null ? null : { hosts, connectTo: options.connectTo ?? {} },
    seconds: (limits?.visitTimeoutSeconds ?? 0) + afterwards
  })
  let self: Peer.Peer | undefined
  const wire = (id: number) => Effect.suspend(() => self?.call("wire", id) ?? Effect.never)
  const peer = yield* Peer.make(channel, yield* answering(slug, of?.request ?? null, options, wire))
  self = peer
  yield* peer
    .call(
      "begin",
      Wire.beginnings.encode({
        module,
        clock: options.sharesClock === true ? yield* Clock.currentTimeMillis : null
      })
    )
    .pipe(Effect.catch(surely))
  return peer
})

const visitOf = (peer: Peer.Peer): Visit => {
  let reads = 0
  const plain = (method: string, payload: unknown = null) => peer.call(method, payload)

  type Turn = readonly [ReadonlyArray<Page<unknown>>, Option.Option<number>]
  const streamed = (product: Readable, of: never): Stream.Stream<Page<unknown>, ConnectorError.FetchError> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const read = reads++
        yield* Effect.acquireRelease(
          Effect.catch(
            plain("collect", Wire.lots.encode({ read, product, of: Wire.readOf(product).encode(of) })),
            ({ error }) => Wire.failures.fetch(error)
          ),
          () => Effect.ignoreCause(plain("leave", read))
        )
        const turn = Effect.fnUntraced(function* (pages: number): Effect.fn.Return<Turn, ConnectorError.FetchError> {
          const value = yield* Effect.catch(plain("next", read), ({ error }) => Wire.failures.fetch(error))
          if (value === null) return [[], Option.none()]
          if (pages >= Wire.maxPages) return yield* Effect.die(defect("more pages than a read may have"))
          return [[yield* Wire.heard(Wire.pageFor(product), `page of ${product}`, value)], Option.some(pages + 1)]
        })
        return Stream.paginate(0, turn)
      })
    )

  return {
    login: Effect.asVoid(Effect.catch(plain("login"), ({ error }) => Wire.failures.login(error))),
    resume: Effect.asVoid(Effect.catch(plain("resume"), ({ error }) => Wire.failures.resume(error))),
    collect: streamed as Visit["collect"], // of each read its own records: what `Wire.pages` holds under the same name
    balance: (account) =>
      plain("balance", Wire.accounts.encode(account)).pipe(
        Effect.catch(({ error }) => Wire.failures.fetch(error)),
        Effect.flatMap((value) => Wire.heard(Wire.balances, "balance", value))
      ),
    statement: (handle) =>
      plain("statement", handle).pipe(
        Effect.catch(({ error }) => Wire.failures.fetch(error)),
        Effect.flatMap((value) => Wire.heard(Wire.files, "document", value))
      ),
    revoke: Effect.asVoid(Effect.catch(plain("revoke"), ({ error }) => Wire.failures.fetch(error))),
    screenshot: plain("screenshot").pipe(
      Effect.flatMap((value) => Wire.heard(Wire.bytes, "picture", value)),
      Effect.map((bytes) => Option.filter(Option.fromNullOr(bytes), ({ length }) => length <= 200_000)),
      Effect.catchCause(() => Effect.succeedNone)
    ),
    saved: plain("saved").pipe(
      Effect.catch(surely),
      Effect.flatMap((value) => Wire.heard(Wire.saved, "saved state", value))
    )
  }
}

const described = (module: string, options: OutsideOptions) =>
  Effect.gen(function* () {
    const peer = yield* started(module, null, options)
    const value = yield* Effect.catch(peer.call("describe", null), surely)
    return Option.map(Wire.descriptions.decode(value), (all) => all.map((one) => ({ ...one, module })))
  }).pipe(
    Effect.scoped,
    Effect.timeoutOption(loading),
    Effect.catchCause((cause) => {
      const squashed = Cause.squash(cause)
      const said = squashed instanceof ConnectorError.ConnectorDefect ? squashed.what : undefined
      const why = said ?? (squashed instanceof Error ? squashed.message : "its process ended")
      return Effect.fail(new ConnectorsRefused({ module, why }))
    }),
    Effect.flatMap((found) =>
      Option.match(Option.flatten(found), {
        onNone: () => Effect.fail(new ConnectorsRefused({ module, why: "it does not say what connectors it has" })),
        onSome: Effect.succeed
      })
    )
  )

/** Asks every module what it is, each in a process of its own. */
export const make = Effect.fnUntraced(function* (modules: ReadonlyArray<string>, options: OutsideOptions) {
  const processes = yield* ConnectorProcesses
  const own = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provideService(effect, ConnectorProcesses, processes)
  const known = new Map<number, Known>()
  const slugs = new Set<string>()
  for (const module of modules) {
    for (const one of yield* described(module, options)) {
      const { id, slug } = one.manifest
      if (known.has(id) || slugs.has(slug)) {
        return yield* new ConnectorsRefused({ module, why: `another connector has the id ${id} or the name ${slug}` })
      }
      known.set(id, one)
      slugs.add(slug)
    }
  }
  const lookup = (id: number) =>
    Effect.suspend(() => {
      const found = known.get(id)
      return found === undefined ? Effect.fail(new ConnectorNotFound({ connectorId: id })) : Effect.succeed(found)
    })
  const unavailable = (error: { readonly message: string }) =>
    Effect.andThen(Effect.logError(error.message), Effect.die(defect("its process could not be started")))

  const host: Host = {
    manifests: [...known.values()].map(({ manifest }) => manifest),
    manifest: (id) => Effect.map(lookup(id), ({ manifest }) => manifest),
    extras: (id) => Effect.map(lookup(id), ({ extras }) => extras),
    check: (id, given) =>
      Effect.gen(function* () {
        const { module } = yield* lookup(id)
        const peer = yield* own(Effect.catchTag(started(module, null, options), "ProcessUnavailable", unavailable))
        yield* peer.call("check", { id, parameters: Wire.parameters.encode(Redacted.value(given)) }).pipe(
          Effect.catch(({ error }): Effect.Effect<never, CredentialField.CredentialsRejected> =>
            Option.match(Wire.rejections.decode(error), {
              onNone: () => surely({ error }),
              onSome: Effect.fail
            })
          )
        )
      }).pipe(Effect.scoped),
    open: (request) =>
      Effect.gen(function* () {
        const found = yield* lookup(request.connectorId)
        const peer = yield* own(
          Effect.catchTag(started(found.module, { known: found, request }, options), "ProcessUnavailable", unavailable)
        )
        const { requestTimeout } = options
        const text = (value: typeof request.saved.session) =>
          Option.getOrNull(Option.map(value, (one) => Redacted.value(one)))
        yield* peer
          .call(
            "open",
            Wire.openings.encode({
              connectorId: request.connectorId,
              parameters: Redacted.value(request.parameters),
              saved: { session: text(request.saved.session), trust: text(request.saved.trust) },
              connectTo: routed(options.connectTo ?? {}),
              requestTimeoutMillis:
                requestTimeout === undefined ? null : Duration.toMillis(Duration.fromInputUnsafe(requestTimeout)),
              redirectUri: request.redirectUri ?? null,
              shows: request.show !== undefined,
              spends: request.spend !== undefined,
              taps: options.tap !== undefined
            })
          )
          .pipe(Effect.catch(surely))
        return visitOf(peer)
      })
  }
  return host
})
