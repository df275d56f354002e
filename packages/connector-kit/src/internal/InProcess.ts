// The host for connectors of this repository: a visit runs in this process, in a scope of its own, with its own client
// and cookies. Whatever a connector's code throws is a defect of its visit, which the engine ends typed.
import { ConnectorError, type CredentialField } from "@tomada/core"
import { type Duration, Effect, Exit, Layer, Option, Redacted, Ref, Schema, Scope, Stream } from "effect"

import { Browser } from "../Browser.ts"
import type { Browsers } from "../Browsers.ts"
import { Challenges } from "../Challenges.ts"
import type { Connector } from "../Connector.ts"
import * as Credentials from "../Credentials.ts"
import type { Tap } from "../Exchange.ts"
import { Http } from "../Http.ts"
import type { Extra } from "../Products.ts"
import { ConnectorNotFound, type Host, type Saved, type Visit, type VisitRequest } from "../Visit.ts"
import * as Asked from "./Asked.ts"
import * as Reading from "./Reading.ts"

export interface InProcessOptions {
  /** Sends a host's traffic to another address (`EgressList`). */
  readonly connectTo?: Readonly<Record<string, string>>
  /** How long one answer of an institution may take, instead of what the manifests say. */
  readonly requestTimeout?: Duration.Input
  /** Stands between every visit and the wire. */
  readonly tap?: Tap
}

/** The session of the connector, the jar of the client and the state of the browser, kept together. */
const SavedSession = Schema.fromJsonString(
  Schema.Struct({ state: Schema.String, cookies: Schema.String, browser: Schema.optionalKey(Schema.String) })
)

const extraNames: ReadonlyArray<Extra> = ["bills", "balance", "statement", "revoke"]

const byId = (connectors: ReadonlyArray<Connector>): ReadonlyMap<number, Connector> => {
  const found = new Map<number, Connector>()
  for (const connector of connectors) {
    const { id, slug } = connector.manifest
    const other = found.get(id)
    if (other !== undefined) throw new Error(`Connectors ${other.manifest.slug} and ${slug} both have the id ${id}.`)
    found.set(id, connector)
  }
  return found
}

/** A fresh code that nobody is there to give is no fault of the credentials, which are still good. */
const rejected =
  ({ manifest }: Connector) =>
  ({ problems }: CredentialField.CredentialsRejected) => {
    const once = Credentials.once(manifest.credentials)
    return problems.every(({ code, parameter }) => code === "001" && once.includes(parameter))
      ? new ConnectorError.ChallengeFailed({ why: "no-user-present" })
      : new ConnectorError.InvalidCredentials({ fields: problems.map(({ parameter }) => parameter) })
  }

const open = Effect.fnUntraced(function* (
  connector: Connector,
  request: VisitRequest,
  options: InProcessOptions,
  browsers: Option.Option<Browsers["Service"]>
) {
  const { manifest } = connector
  const saved = yield* Effect.map(
    Effect.option(
      Effect.flatMap(Effect.fromOption(request.saved.session), (text) =>
        Schema.decodeUnknownEffect(SavedSession)(Redacted.value(text))
      )
    ),
    Option.flatMap(({ browser, cookies, state }) =>
      Option.map(connector.session.decode(state), (session) => ({ browser, cookies, session }))
    )
  )
  const scope = yield* Effect.scope
  const egress = {
    hosts: manifest.hosts,
    connectTo: options.connectTo ?? {},
    timeout: options.requestTimeout ?? `${manifest.limits.requestTimeoutSeconds} seconds`,
    spend: request.spend,
    tap: options.tap
  } as const
  const { country, zone } = manifest.institution
  const clientOf = (from: { readonly cookies?: string; readonly browser?: string | undefined }, scope: Scope.Scope) =>
    Layer.buildWithScope(
      Browser.layer({ ...egress, country, zone, browsers, state: from.browser }).pipe(
        Layer.provideMerge(Http.layer({ ...egress, cookies: from.cookies }))
      ),
      scope
    )
  const ofSaved = yield* Scope.fork(scope)
  const resumed = yield* clientOf(
    Option.getOrElse(saved, () => ({})),
    ofSaved
  )
  const fresh = yield* clientOf({}, scope)
  const client = yield* Ref.make(fresh)
  const session = yield* Ref.make<Option.Option<unknown>>(Option.none())
  const trust = yield* Ref.make(
    Option.flatMap(request.saved.trust, (text) => connector.trust?.decode(Redacted.value(text)) ?? Option.none())
  )
  const provided = <A, E>(effect: Effect.Effect<A, E, Http | Browser | Scope.Scope>) =>
    Effect.flatMap(Ref.get(client), (context) =>
      effect.pipe(Effect.provideContext(context), Effect.provideService(Scope.Scope, scope))
    )

  const login: Visit["login"] = Effect.gen(function* () {
    // A browser that did not resume gives its place up before the login asks for one.
    yield* Scope.close(ofSaved, Exit.void)
    yield* Ref.set(client, fresh)
    const credentials = yield* Effect.mapError(
      connector.decode(Redacted.value(request.parameters)),
      rejected(connector)
    )
    const loggedIn = yield* connector
      .login(credentials, Option.getOrUndefined(yield* Ref.get(trust)))
      .pipe(Effect.provideService(Challenges, Challenges.of(Asked.person(request))), provided)
    yield* Ref.set(session, Option.some(loggedIn.session))
    if (loggedIn.trust !== undefined) yield* Ref.set(trust, Option.some(loggedIn.trust))
  })

  const resume: Visit["resume"] = Effect.gen(function* () {
    if (Option.isNone(saved)) return yield* new ConnectorError.SessionExpired()
    yield* Ref.set(client, resumed)
    yield* Ref.set(session, Option.some(yield* provided(connector.resume(saved.value.session))))
  })

  const inside = Effect.flatMap(
    Ref.get(session),
    Option.match({ onNone: () => Effect.fail(new ConnectorError.SessionExpired()), onSome: Effect.succeed })
  )

  const collect: Visit["collect"] = (product, of) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const current = yield* inside
        const context = yield* Ref.get(client)
        return Reading.rows(connector, product, current, of).pipe(
          Stream.provideContext(context),
          Stream.provideService(Scope.Scope, scope)
        )
      })
    )

  const { balance, revoke, statement } = connector.extras
  const lacks = (what: Extra) => Effect.fail(new ConnectorError.Unsupported({ what }))
  const offered: Pick<Visit, "balance" | "statement" | "revoke"> = {
    balance: (account) => Effect.flatMap(inside, (held) => provided(balance?.(held, account) ?? lacks("balance"))),
    statement: (handle) => Effect.flatMap(inside, (held) => provided(statement?.(held, handle) ?? lacks("statement"))),
    revoke: Effect.gen(function* () {
      yield* provided(revoke?.(yield* inside) ?? lacks("revoke"))
      yield* Ref.set(session, Option.none())
      yield* Ref.set(trust, Option.none())
    })
  }

  const keep: Visit["saved"] = Effect.gen(function* () {
    const state = yield* Ref.get(session)
    const http = yield* Ref.get(client)
    const { browser, cookies } = yield* Effect.provideContext(
      Effect.gen(function* () {
        return { cookies: yield* (yield* Http).cookies, browser: yield* (yield* Browser).state }
      }),
      http
    )
    const kept: Saved = {
      session: Option.map(state, (value) =>
        Redacted.make(
          JSON.stringify({
            state: connector.session.encode(value),
            cookies,
            ...(Option.isSome(browser) && { browser: browser.value })
          })
        )
      ),
      trust: Option.map(yield* Ref.get(trust), (value) => Redacted.make(connector.trust?.encode(value) ?? ""))
    }
    return kept
  })

  const screenshot: Visit["screenshot"] = Effect.flatMap(Ref.get(client), (context) =>
    Effect.flatMap(Effect.service(Browser), (browser) => browser.screenshot).pipe(Effect.provideContext(context))
  )

  const visit: Visit = { login, resume, collect, ...offered, screenshot, saved: keep }
  return visit
})

/** Throws when two connectors share an id. Without `browsers` only connectors that need one fail. */
export const make = (
  connectors: ReadonlyArray<Connector>,
  options: InProcessOptions
): ((browsers: Option.Option<Browsers["Service"]>) => Host) => {
  const known = byId(connectors)
  const lookup = (id: number) =>
    Effect.suspend(() => {
      const connector = known.get(id)
      return connector === undefined
        ? Effect.fail(new ConnectorNotFound({ connectorId: id }))
        : Effect.succeed(connector)
    })
  return (browsers) => ({
    manifests: connectors.map(({ manifest }) => manifest),
    manifest: (id) => Effect.map(lookup(id), ({ manifest }) => manifest),
    extras: (id) => Effect.map(lookup(id), ({ extras }) => extraNames.filter((name) => extras[name] !== undefined)),
    check: (id, parameters) =>
      Effect.flatMap(lookup(id), (connector) => Effect.asVoid(connector.decode(Redacted.value(parameters)))),
    open: (request) =>
      Effect.flatMap(lookup(request.connectorId), (connector) => open(connector, request, options, browsers))
  })
}
