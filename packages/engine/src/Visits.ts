// One visit: claim the execution, log in or resume, collect, merge, end. A visit is a supervised fiber: what must outlive
// it is recorded, what it holds in memory may be lost at any moment. It never fails: every end that can be written is
// written, one that cannot is left to the sweeper, and a visit that lost its claim stops without a word. What writes is
// uninterruptible and short, what waits is interruptible, so that a runner can stop at once and repeats nothing.
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorError, CredentialVault, Execution, type Item, type Manifest } from "@tomada/core"
import { ExecutionStore, IdentityStore, ItemStore } from "@tomada/store"
import { Cause, Context, DateTime, Deferred, Duration, Effect, Exit, Layer, Option, Schedule } from "effect"

import * as Asking from "./Asking.ts"
import * as Changes from "./Changes.ts"
import * as Collection from "./Collection.ts"
import { Ids } from "./Ids.ts"
import * as Defect from "./internal/Defect.ts"
import * as Sealing from "./Sealing.ts"

/** An execution that was claimed so often has been cut off again and again: it ends instead of trying for ever. */
export const maxClaims = 4

export const heartbeat = Duration.seconds(5)

export class Visits extends Context.Service<
  Visits,
  {
    /** Runs the execution to its end, unless another claim or the end of this process comes first. */
    run(executionId: Item.ExecutionId): Effect.Effect<void>
    /** Ends an execution that a person cancelled. */
    cancel(executionId: Item.ExecutionId): Effect.Effect<void>
  }
>()("@tomada/engine/Visits") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const context = yield* Effect.context<
        | ExecutionStore.ExecutionStore
        | ItemStore.ItemStore
        | ConnectorHost.ConnectorHost
        | CredentialVault.CredentialVault
        | Effect.Services<ReturnType<typeof visit>>
      >()
      const stops = new Map<Item.ExecutionId, Deferred.Deferred<void>>()
      return Visits.of({
        run: (executionId) => Effect.provideContext(run(executionId, stops), context),
        cancel: (executionId) => Effect.provideContext(cancel(executionId, stops), context)
      })
    })
  )
}

/** The visits of this process, each with what stops it. */
type Stops = Map<Item.ExecutionId, Deferred.Deferred<void>>

/** For what must happen before anything else can: goes on trying while the store is gone. */
const patiently = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.exit(effect), (exit) =>
    Exit.isSuccess(exit) || !Cause.hasDies(exit.cause)
      ? exit
      : Effect.logWarning("the store does not answer", exit.cause).pipe(
          Effect.andThen(Effect.sleep(heartbeat)),
          Effect.andThen(patiently(effect))
        )
  )

const logDefect = (what: string, cause: Cause.Cause<unknown>) =>
  Effect.annotateLogs(Effect.logError(what), { defects: Defect.places(cause) })

/** What a run does with a store that is gone at its end: nothing. The sweeper takes the execution up again. */
const leaveToSweeper = (cause: Cause.Cause<never>) => logDefect("an execution was left to the sweeper", cause)

const claimOf = Effect.fnUntraced(function* (executionId: Item.ExecutionId) {
  const executions = yield* ExecutionStore.ExecutionStore
  return yield* Effect.option(executions.claim(executionId, yield* DateTime.now))
}, patiently)

const record = Effect.fnUntraced(function* (claim: ExecutionStore.Claim, event: Execution.Event) {
  const executions = yield* ExecutionStore.ExecutionStore
  return yield* executions.record(claim, event, yield* DateTime.now)
}, Effect.uninterruptible)

/** Ends the execution at a new claim, so that its visit, wherever it is alive, writes nothing more. */
const cancel = Effect.fn("Visits.cancel")(function* (executionId: Item.ExecutionId, stops: Stops) {
  const claimed = yield* claimOf(executionId)
  if (Option.isSome(claimed)) {
    const event = Execution.failure("USER_INPUT_TIMEOUT", "The update was cancelled.")
    yield* Effect.ignore(record(claimed.value.claim, event))
  }
  const stop = stops.get(executionId)
  if (stop !== undefined) yield* Deferred.succeed(stop, undefined)
}, Effect.catchCause(leaveToSweeper))

const run = Effect.fn("Visits.run")(function* (executionId: Item.ExecutionId, stops: Stops) {
  const claimed = yield* claimOf(executionId)
  if (Option.isNone(claimed)) return
  const { claim, item } = claimed.value
  if (claim.fence > maxClaims) {
    const event = Execution.failure("UNEXPECTED_ERROR", "The update was interrupted too often.")
    return yield* Effect.ignore(record(claim, event))
  }
  const stop = Deferred.makeUnsafe<void>()
  stops.set(executionId, stop)
  const exit = yield* Effect.raceFirst(visit(claim, item), beating(claim)).pipe(
    Effect.raceFirst(Effect.andThen(Deferred.await(stop), Effect.fail(new ExecutionStore.Superseded({ executionId })))),
    Effect.exit,
    Effect.ensuring(Effect.sync(() => stops.delete(executionId)))
  )
  if (Exit.isSuccess(exit)) return
  const error = Cause.findErrorOption(exit.cause)
  if (Option.isNone(error)) yield* logDefect("a visit ended in a defect", exit.cause)
  const known = Option.getOrElse(error, () => new ConnectorError.ConnectorDefect({ what: "a defect" }))
  if (known._tag === "Superseded") return yield* shred(item)
  yield* Effect.catchTag(fail(claim, item, known), "Superseded", () => shred(item))
}, Effect.catchCause(leaveToSweeper))

/** A visit that was under way when its Item was removed may have sealed something after the keys were destroyed. */
const shred = Effect.fnUntraced(function* (item: Item.Item) {
  const items = yield* ItemStore.ItemStore
  const vault = yield* CredentialVault.CredentialVault
  yield* Effect.catchTag(Effect.asVoid(items.get(item.applicationId, item.id)), "ItemNotFound", () =>
    vault.destroyItem(item.id)
  )
})

const beating = (claim: ExecutionStore.Claim) =>
  Effect.gen(function* () {
    const executions = yield* ExecutionStore.ExecutionStore
    yield* executions.beat(claim, yield* DateTime.now)
  }).pipe(
    Effect.catchDefect(() => Effect.logWarning("a heartbeat was not kept")),
    Effect.repeat(Schedule.spaced(heartbeat)),
    Effect.andThen(Effect.never)
  )

/** Records what the error means, and lets go of the session that it spoiled. */
const fail = Effect.fnUntraced(function* (
  claim: ExecutionStore.Claim,
  item: Item.Item,
  error: ConnectorError.ConnectorError
) {
  const { code, message, providerMessage, session } = ConnectorError.outcome(error)
  yield* Effect.annotateLogs(Effect.logInfo("a visit ended without success"), { error: error._tag, code })
  if (session !== "keep")
    yield* Sealing.forget(claim, item, session === "drop-with-trust" ? ["session", "trust"] : ["session"])
  yield* record(claim, Execution.Event.cases.Failed.make({ error: { code, message, providerMessage } }))
}, Effect.uninterruptible)

const parametersOf = (item: Item.Item) =>
  Effect.flatMap(
    Sealing.parameters(item),
    Option.match({
      onNone: () => Effect.fail(new ConnectorError.InvalidCredentials({ fields: [] })),
      onSome: Effect.succeed
    })
  )

/** Resume first: the cheap way in, and the only one that never asks the person. */
const enter = Effect.fnUntraced(function* (
  visit: ConnectorHost.Visit,
  manifest: Manifest.Manifest,
  execution: Execution.Execution["trigger"],
  hasSession: boolean
) {
  if (hasSession) {
    const resumed = yield* Effect.result(visit.resume)
    if (resumed._tag === "Success") return
    if (resumed.failure._tag !== "SessionExpired" && resumed.failure._tag !== "SiteChanged")
      return yield* resumed.failure
  }
  if (execution === "SYNC" && manifest.unattended !== "always") return yield* new ConnectorError.SessionExpired()
  yield* visit.login
})

const visit = Effect.fn("Visits.visit")(
  function* (claim: ExecutionStore.Claim, claimed: Item.Item) {
    const executions = yield* ExecutionStore.ExecutionStore
    const identities = yield* IdentityStore.IdentityStore
    const host = yield* ConnectorHost.ConnectorHost
    const item = yield* record(claim, Execution.Event.cases.LoginStarted.make({}))
    const execution = yield* Effect.orDie(executions.get(item.applicationId, claim.executionId))
    const manifest = yield* Effect.orDie(host.manifest(item.connectorId))
    const saved = yield* Sealing.saved(item)
    const visit = yield* Effect.orDie(
      host.open({
        connectorId: item.connectorId,
        parameters: yield* parametersOf(item),
        saved,
        ask: execution.trigger === "SYNC" ? nobody : yield* Asking.make(claim, item)
      })
    )
    yield* enter(visit, manifest, execution.trigger, Option.isSome(saved.session))
    yield* Effect.uninterruptible(Sealing.keep(claim, item, yield* visit.saved))

    const collection = yield* Collection.collect({
      item,
      manifest,
      visit,
      step: (step) =>
        record(claim, Execution.Event.cases.CollectStarted.make({ step })).pipe(
          Effect.provideService(ExecutionStore.ExecutionStore, executions),
          Effect.asVoid
        )
    })
    const [first] = collection.results.flatMap(({ error }) => (error === null ? [] : [error]))
    if (first !== undefined && collection.results.every(({ error }) => error !== null)) return yield* first

    yield* record(claim, Execution.Event.cases.MergeStarted.make({}))
    const now = yield* DateTime.now
    const newId = yield* Effect.flatMap(Ids, ({ supply }) => supply)
    const held = { identity: yield* identities.ofItem(item.id) }
    const sealed = yield* Sealing.seal(item, yield* visit.saved)
    const merged = yield* Effect.exit(Effect.sync(() => Changes.prepare(claimed, collection, held, sealed, now, newId)))
    const committed = yield* Effect.exit(
      Exit.isSuccess(merged)
        ? Effect.uninterruptible(executions.commit(claim, merged.value, now))
        : Effect.failCause(merged.cause)
    )
    if (Exit.isSuccess(committed)) return
    if (Option.isSome(Cause.findErrorOption(committed.cause)) || Cause.hasInterruptsOnly(committed.cause)) {
      return yield* Effect.failCause(committed.cause)
    }
    yield* logDefect("a merge failed", committed.cause)
    yield* record(claim, Execution.failure("MERGE_ERROR", "What was collected could not be stored."))
  },
  (effect, _claim, item) =>
    Effect.flatMap(ConnectorHost.ConnectorHost, (host) =>
      Effect.flatMap(Effect.orDie(host.manifest(item.connectorId)), ({ limits }) =>
        Effect.scoped(effect).pipe(
          Effect.timeoutOrElse({
            duration: Duration.seconds(limits.visitTimeoutSeconds),
            orElse: () => Effect.fail(new ConnectorError.InstitutionDown({ how: "no-answer" }))
          })
        )
      )
    )
)

const nobody = () => Effect.fail(new ConnectorError.ChallengeFailed({ why: "no-user-present" }))
