// The host for connectors of this repository: a visit runs in this process, in a scope of its own, with its own client
// and cookies. Whatever a connector's code throws is a defect of its visit, which the engine ends typed.
import { ConnectorError, type CredentialField } from "@tomada/core"
import { type Duration, Effect, Layer, Option, Redacted, Ref, Schema, Scope, Stream } from "effect"

import { Challenges } from "../Challenges.ts"
import type { Collectable, Connector, Records, Window } from "../Connector.ts"
import { Http } from "../Http.ts"
import type { Page } from "../Pages.ts"
import { ConnectorNotFound, type Host, type Saved, type Visit, type VisitRequest } from "../Visit.ts"

export interface InProcessOptions {
  /** Sends a host's traffic to another address (`EgressList`). */
  readonly connectTo?: Readonly<Record<string, string>>
  /** How long one answer of an institution may take, instead of what the manifests say. */
  readonly requestTimeout?: Duration.Input
}

/** The session of the connector and the jar of the client, kept together. */
const SavedSession = Schema.fromJsonString(Schema.Struct({ state: Schema.String, cookies: Schema.String }))

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

const rejected = (error: CredentialField.CredentialsRejected) =>
  new ConnectorError.InvalidCredentials({ fields: error.problems.map(({ parameter }) => parameter) })

const open = Effect.fnUntraced(function* (connector: Connector, request: VisitRequest, options: InProcessOptions) {
  const { manifest } = connector
  const saved = yield* Effect.map(
    Effect.option(
      Effect.flatMap(Effect.fromOption(request.saved.session), (text) =>
        Schema.decodeUnknownEffect(SavedSession)(Redacted.value(text))
      )
    ),
    Option.flatMap(({ cookies, state }) =>
      Option.map(connector.session.decode(state), (session) => ({ cookies, session }))
    )
  )
  const scope = yield* Effect.scope
  const clientOf = (cookies: string | undefined) =>
    Effect.map(
      Layer.buildWithScope(
        Http.layer({
          hosts: manifest.hosts,
          connectTo: options.connectTo ?? {},
          timeout: options.requestTimeout ?? `${manifest.limits.requestTimeoutSeconds} seconds`,
          cookies
        }),
        scope
      ),
      (context) => context
    )
  const resumed = yield* clientOf(Option.getOrUndefined(Option.map(saved, ({ cookies }) => cookies)))
  const fresh = yield* clientOf(undefined)
  const client = yield* Ref.make(fresh)
  const session = yield* Ref.make<Option.Option<unknown>>(Option.none())
  const trust = yield* Ref.make(
    Option.flatMap(request.saved.trust, (text) => connector.trust?.decode(Redacted.value(text)) ?? Option.none())
  )
  const provided = <A, E>(effect: Effect.Effect<A, E, Http | Scope.Scope>) =>
    Effect.flatMap(Ref.get(client), (context) =>
      effect.pipe(Effect.provideContext(context), Effect.provideService(Scope.Scope, scope))
    )

  const login: Visit["login"] = Effect.gen(function* () {
    yield* Ref.set(client, fresh)
    const credentials = yield* Effect.mapError(connector.decode(Redacted.value(request.parameters)), rejected)
    const loggedIn = yield* connector
      .login(credentials, Option.getOrUndefined(yield* Ref.get(trust)))
      .pipe(Effect.provideService(Challenges, Challenges.of({ ask: request.ask })), provided)
    yield* Ref.set(session, Option.some(loggedIn.session))
    if (loggedIn.trust !== undefined) yield* Ref.set(trust, Option.some(loggedIn.trust))
  })

  const resume: Visit["resume"] = Effect.gen(function* () {
    if (Option.isNone(saved)) return yield* new ConnectorError.SessionExpired()
    yield* Ref.set(client, resumed)
    yield* Ref.set(session, Option.some(yield* provided(connector.resume(saved.value.session))))
  })

  const rowsOf = (product: Collectable, session: unknown, of: AccountRead | null): Rows => {
    const { CREDIT_CARDS, IDENTITY, TRANSACTIONS } = connector.products
    if (product === "ACCOUNTS") return connector.accounts(session)
    if (product === "CREDIT_CARDS" && CREDIT_CARDS !== undefined) return CREDIT_CARDS(session)
    if (product === "IDENTITY" && IDENTITY !== undefined) return IDENTITY(session)
    if (product === "TRANSACTIONS" && TRANSACTIONS !== undefined && of !== null) {
      return TRANSACTIONS(session, of.account, of.window)
    }
    return Stream.fail(new ConnectorError.Unsupported({ what: product }))
  }

  const collect: Visit["collect"] = <P extends Collectable>(product: P, of: AccountRead | null) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const current = yield* Ref.get(session)
        if (Option.isNone(current)) return Stream.fail(new ConnectorError.SessionExpired())
        const context = yield* Ref.get(client)
        return rowsOf(product, current.value, of).pipe(
          Stream.provideContext(context),
          Stream.provideService(Scope.Scope, scope)
        )
      })
    ) as Stream.Stream<Page<Records[P]>, ConnectorError.FetchError> // rowsOf answers with the rows of the product asked for

  const keep: Visit["saved"] = Effect.gen(function* () {
    const state = yield* Ref.get(session)
    const http = yield* Ref.get(client)
    const cookies = yield* Effect.provideContext(
      Http.use((http) => http.cookies),
      http
    )
    const kept: Saved = {
      session: Option.map(state, (value) =>
        Redacted.make(JSON.stringify({ state: connector.session.encode(value), cookies }))
      ),
      trust: Option.map(yield* Ref.get(trust), (value) => Redacted.make(connector.trust?.encode(value) ?? ""))
    }
    return kept
  })

  const visit: Visit = { login, resume, collect, saved: keep }
  return visit
})

interface AccountRead {
  readonly account: Records["ACCOUNTS"]
  readonly window: Window
}

type Rows = Stream.Stream<Page<Records[Collectable]>, ConnectorError.FetchError, Http | Scope.Scope>

/** Throws when two connectors share an id. */
export const make = (connectors: ReadonlyArray<Connector>, options: InProcessOptions): Host => {
  const known = byId(connectors)
  const lookup = (id: number) =>
    Effect.suspend(() => {
      const connector = known.get(id)
      return connector === undefined
        ? Effect.fail(new ConnectorNotFound({ connectorId: id }))
        : Effect.succeed(connector)
    })
  return {
    manifests: connectors.map(({ manifest }) => manifest),
    manifest: (id) => Effect.map(lookup(id), ({ manifest }) => manifest),
    check: (id, parameters) =>
      Effect.flatMap(lookup(id), (connector) => Effect.asVoid(connector.decode(Redacted.value(parameters)))),
    open: (request) => Effect.flatMap(lookup(request.connectorId), (connector) => open(connector, request, options))
  }
}
