// One connector in the whole engine, over stores in memory: an Item is made and updated as in production, and what its visits did is told.
// Time is whoever's runs the stage: replayed visits live by a clock that stands still while there is something to do.
import { Browsers, ConnectorHost, type Connector, type Exchange } from "@tomada/connector-kit"
import { type Account, type Challenge, type Execution, ExecutionStatus, Item, type Product } from "@tomada/core"
import { Asking, Engine, Items, Runs, Sealing } from "@tomada/engine"
import { AccountStore, ApplicationStore, DecisionStore, MemoryStore, TransactionStore } from "@tomada/store"
import { Context, DateTime, Effect, Layer, Redacted } from "effect"
import { TestRunner } from "effect/cluster"
import { TestClock } from "effect/testing"

import * as MemoryVault from "./MemoryVault.ts"
import * as Observed from "./Observed.ts"

const applicationId = Item.ApplicationId.make("57a9e000-0000-4000-8000-000000000000")

/** Where a redirect comes back to: nobody listens there, whoever answers gives the query. */
export const redirectUri = "http://127.0.0.1:9/callback"

export type Parameters = Redacted.Redacted<Readonly<Record<string, string>>>

/** What a person answers: the answer's text, of a Redirect the query, of what is done elsewhere anything; null when nobody answers. */
export type Answers = (challenge: Challenge.Challenge) => Effect.Effect<Redacted.Redacted<string> | null>

export const nobody: Answers = () => Effect.succeed(null)

/** A host of connectors in the place of another. */
export type Between = (inner: ConnectorHost.ConnectorHost["Service"]) => ConnectorHost.ConnectorHost["Service"]

/** Which host a connector is visited behind: in this process, unless another is named. */
export type HostOf = (
  connector: Connector.Connector,
  options: { readonly connectTo: Readonly<Record<string, string>>; readonly tap?: Exchange.Tap }
) => Layer.Layer<ConnectorHost.ConnectorHost>

export const inProcess: HostOf = (connector, options) =>
  ConnectorHost.ConnectorHost.layerInProcess([connector], options)

export interface Options {
  readonly host?: HostOf
  readonly connector: Connector.Connector
  readonly tap?: Exchange.Tap
  readonly browsers?: Browsers.Browsers["Service"]
  readonly connectTo?: Readonly<Record<string, string>>
  readonly answers?: Answers
  /** Stands between the engine and its connectors, such as a session that was kept, or what shows the one others than there are. */
  readonly between?: Between
  /** What is kept where; stores in memory of its own unless given, which are gone with the stage. */
  readonly stores?: typeof MemoryStore.layer
  /** Where the visits are told; a new one unless given. */
  readonly observation?: Observed.Observation
  /** Lets the world go on between two looks at the Item. */
  readonly pause: Effect.Effect<void>
}

/** An Item once its run has ended, and what its visits did meanwhile. */
export interface Ended {
  readonly item: Item.Item
  readonly calls: ReadonlyArray<Observed.Call>
  /** What the person was asked, in its order. */
  readonly asked: ReadonlyArray<Challenge.Challenge>
}

/** For replays: the event loop turns, and when nothing has happened for some turns a little time passes. */
export const untilIdle = (observed: () => number): Effect.Effect<void> => {
  let last = -1
  let idle = 0
  return Effect.gen(function* () {
    yield* TestClock.withLive(Effect.sleep(0))
    const now = observed()
    idle = now === last ? idle + 1 : 0
    last = now
    if (idle > idleTurns) yield* TestClock.adjust("250 millis")
  })
}

const idleTurns = 5

/** For replays in a browser, which takes its own time: the clock goes on beside it. */
export const inStep: Effect.Effect<void> = Effect.andThen(
  TestClock.withLive(Effect.sleep("20 millis")),
  TestClock.adjust("20 millis")
)

/** For replays in another process, which takes time to start and none that the clock knows of: twenty times as fast as the day. */
export const beside: Effect.Effect<void> = Effect.andThen(
  TestClock.withLive(Effect.sleep("5 millis")),
  TestClock.adjust("100 millis")
)

/** For live institutions. */
export const inRealTime: Effect.Effect<void> = Effect.sleep("50 millis")

const services = (
  {
    between = (inner) => inner,
    browsers,
    connectTo = {},
    connector,
    host: hostOf = inProcess,
    stores = MemoryStore.layer,
    tap
  }: Options,
  observation: Observed.Observation
) => {
  const inner = hostOf(connector, { connectTo, ...(tap === undefined ? {} : { tap }) })
  const host = Layer.effect(
    ConnectorHost.ConnectorHost,
    Effect.map(ConnectorHost.ConnectorHost, (service) => ConnectorHost.ConnectorHost.of(between(service)))
  ).pipe(Layer.provide(inner))
  const watched = Observed.layer(observation).pipe(
    Layer.provide(browsers === undefined ? host : Layer.provide(host, Layer.succeed(Browsers.Browsers, browsers)))
  )
  return Engine.layer.pipe(
    Layer.provideMerge(TestRunner.layer),
    Layer.provideMerge(watched),
    Layer.provideMerge(MemoryVault.layer),
    Layer.provideMerge(stores),
    Layer.provideMerge(Layer.succeed(Asking.RedirectUri, redirectUri))
  )
}

/** The stage, as long as the scope is open. */
export const open = Effect.fnUntraced(function* (options: Options) {
  const { observation = new Observed.Observation() } = options
  const context = yield* Layer.build(Layer.fresh(services(options, observation)))
  const items = Context.get(context, Items.Items)
  const { answers = nobody, pause } = options

  yield* Context.get(context, ApplicationStore.ApplicationStore).put({
    id: applicationId,
    name: "Stage",
    secretHash: "",
    ...ApplicationStore.defaults("development"),
    minUpdateFrequencyHours: null,
    disabledAt: null,
    createdAt: yield* DateTime.now
  })

  const answer = Effect.fnUntraced(function* (id: Item.ItemId, challenge: Challenge.Challenge) {
    const given = yield* answers(challenge)
    if (given === null) return
    const named = "name" in challenge ? { [challenge.name]: Redacted.value(given) } : {}
    yield* Effect.ignore(
      challenge._tag === "Redirect" ? items.returned(given) : items.answer(applicationId, id, Redacted.make(named))
    )
  })

  let waitedFor: Item.ItemId | null = null
  const ended = Effect.fnUntraced(function* (id: Item.ItemId) {
    const from = observation.calls.length
    waitedFor = id
    const asked: Array<Challenge.Challenge> = []
    let last = ""
    for (;;) {
      const item = yield* Effect.orDie(items.get(applicationId, id))
      if (ExecutionStatus.isFinal(item.executionStatus)) {
        return { item, calls: observation.calls.slice(from), asked } satisfies Ended
      }
      if (item.challenge !== null && item.challenge.id !== last) {
        last = item.challenge.id
        asked.push(item.challenge.challenge)
        yield* answer(id, item.challenge.challenge)
      }
      yield* pause
    }
  })

  const create = Effect.fnUntraced(function* (parameters: Parameters, products: ReadonlyArray<Product.Product> | null) {
    const item = yield* Effect.orDie(
      items.create({
        applicationId,
        connectorId: options.connector.manifest.id,
        parameters,
        products,
        clientUserId: null,
        webhookUrl: null,
        oauthRedirectUri: null,
        trigger: "CLIENT"
      })
    )
    return yield* ended(item.id)
  })

  const update = Effect.fnUntraced(function* (itemId: Item.ItemId, { parameters = null, trigger = "CLIENT" }: Update) {
    yield* Effect.orDie(items.update({ applicationId, itemId, parameters, products: null, trigger }))
    return yield* ended(itemId)
  })

  const accounts = Context.get(context, AccountStore.AccountStore)
  const transactions = Context.get(context, TransactionStore.TransactionStore)
  const decisions = Context.get(context, DecisionStore.DecisionStore)

  return {
    observation,
    /** Makes an Item and waits for its end. The connector's form must take the parameters. */
    create: (parameters: Parameters, products: ReadonlyArray<Product.Product> | null = null): Effect.Effect<Ended> =>
      Effect.provideContext(create(parameters, products), context),
    /** Updates it and waits for its end; `SYNC`: as an auto-sync does, with nobody present. */
    update: (itemId: Item.ItemId, how: Update = {}): Effect.Effect<Ended> =>
      Effect.provideContext(update(itemId, how), context),
    /** The session and the trust that are kept of it, opened. */
    kept: (item: Item.Item): Effect.Effect<ConnectorHost.Saved> => Effect.provideContext(Sealing.saved(item), context),
    /** Ends the visit that is waited for, as a person does who gives up. */
    cancel: Effect.gen(function* () {
      const item = waitedFor === null ? null : yield* Effect.orDie(items.get(applicationId, waitedFor))
      if (item === null || item.executionId === null) return
      yield* Context.get(context, Runs.Runs).cancel(item.id, item.executionId)
    }),
    /** Why merges of the account did what they did, newest first; a row that was created without a rival has no decision. */
    decisions: (accountId: Account.AccountId) =>
      Effect.map(decisions.ofAccount(accountId, { number: 1, size: 1_000_000 }), ({ rows }) => rows),
    accounts: (itemId: Item.ItemId) => accounts.ofItem(itemId),
    /** Every live row of an account, newest first. */
    transactions: (accountId: Account.AccountId) =>
      Effect.map(transactions.page({ accountId }, { number: 1, size: 1_000_000 }), ({ rows }) => rows)
  }
})

export type Stage = Effect.Success<ReturnType<typeof open>>

/** `parameters`: new ones; otherwise those that are held. */
export interface Update {
  readonly parameters?: Parameters | null
  readonly trigger?: Execution.Trigger
}
