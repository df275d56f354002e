// One visit: claim the execution, log in or resume, collect, merge, end. A visit is a supervised fiber: what must outlive
// it is recorded, what it holds in memory may be lost at any moment. It never fails: every end that can be written is
// written, one that cannot is left to the sweeper, and a visit that lost its claim stops without a word. What writes is
// uninterruptible and short, what waits is interruptible, so that a runner can stop at once and repeats nothing.
import { ConnectorHost, Credentials } from "@tomada/connector-kit"
import { ConnectorError, CredentialVault, Execution, type Item, ItemLife, type Manifest, SameOwner } from "@tomada/core"
import { ExecutionStore, ItemStore, type StagedPageStore } from "@tomada/store"
import { Cause, Context, DateTime, Deferred, Duration, Effect, Exit, Layer, Metric, Option, Schedule } from "effect"

import * as Asking from "./Asking.ts"
import * as Budgets from "./Budgets.ts"
import * as Changes from "./Changes.ts"
import * as Collection from "./Collection.ts"
import { ConnectorHealth } from "./ConnectorHealth.ts"
import { Drain, type DrainShape } from "./Drain.ts"
import * as Entrance from "./Entrance.ts"
import { Ids } from "./Ids.ts"
import * as Defect from "./internal/Defect.ts"
import * as Lease from "./Lease.ts"
import { claimOf, runClaim } from "./LeaseClaims.ts"
import * as Logins from "./Logins.ts"
import * as Measures from "./Measures.ts"
import * as Reader from "./Reader.ts"
import * as SameHolder from "./SameHolder.ts"
import * as Screenshots from "./Screenshots.ts"
import * as Sealing from "./Sealing.ts"
import * as Staging from "./Staging.ts"
import * as Telling from "./Telling.ts"

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
        | ConnectorHealth
        | StagedPageStore.StagedPageStore
        | Effect.Services<ReturnType<typeof visit>>
      >()
      const stops: Stops = new Map()
      const lease = yield* Lease.Lease
      const presence = yield* Lease.watch(lease, (away) => stopAll(stops, away))
      const settings = { drain: yield* Drain, lease, presence, stops }
      return Visits.of({
        run: (executionId) => Effect.asVoid(Effect.provideContext(run(executionId, settings), context)),
        cancel: (executionId) => Effect.provideContext(cancel(executionId, stops), context)
      })
    })
  )
}

/** The visits of this process, each with what stops it. */
type Stops = Map<Item.ExecutionId, Deferred.Deferred<Stop>>

/** `cancelled` by a person; `away`: this process stood still. */
type Stop = "cancelled" | "away"

interface Settings {
  readonly drain: DrainShape
  readonly lease: Duration.Duration
  readonly presence: Lease.Presence
  readonly stops: Stops
}

const stopAll = (stops: Stops, away: Duration.Duration) =>
  Effect.logWarning("this process stood still; its visits stop").pipe(
    Effect.annotateLogs({ seconds: Math.round(Duration.toSeconds(away)), visits: stops.size }),
    Effect.andThen(Effect.forEach([...stops.values()], (stop) => Deferred.succeed(stop, "away"), { discard: true }))
  )

/** What a visit is told by the fence, counted: `tomada_fenced_visits`. */
const fenced = Metric.counter("tomada_fenced_visits", {
  description: "Visits whose writes were refused because another runner had taken the execution",
  incremental: true
})

const tellFenced = (executionId: Item.ExecutionId) =>
  Effect.andThen(
    Metric.update(fenced, 1),
    Effect.annotateLogs(Effect.logInfo("a write was refused: another runner has the execution"), { executionId })
  )

const logDefect = (what: string, cause: Cause.Cause<unknown>) =>
  Effect.annotateLogs(Effect.logError(what), { defects: Defect.places(cause) })

/** What a run does with a store that is gone at its end: nothing. The sweeper takes the execution up again. */
const leaveToSweeper = (cause: Cause.Cause<never>) => logDefect("an execution was left to the sweeper", cause)

type Claimed = Effect.Success<ReturnType<ExecutionStore.ExecutionStore["Service"]["claim"]>>

/** One run: its claim, and the Item, the connector and the trigger that it is of. */
interface Run extends Claimed {
  readonly manifest: Manifest.Manifest
  readonly telling: Telling.Telling
}

const runOf = Effect.fnUntraced(function* (claimed: Claimed) {
  const host = yield* ConnectorHost.ConnectorHost
  const manifest = yield* Effect.orDie(host.manifest(claimed.item.connectorId))
  const telling = yield* Telling.make(claimed.execution.trigger, manifest.institution.zone)
  const run: Run = { ...claimed, manifest, telling }
  return run
})

const record = Effect.fnUntraced(function* ({ claim, manifest, telling }: Run, event: Execution.Event) {
  const executions = yield* ExecutionStore.ExecutionStore
  const now = yield* DateTime.now
  const item = yield* Telling.thenNudge(telling(now), (events) => executions.record(claim, event, now, events))
  yield* Measures.visited(manifest, item)
  return item
}, Effect.uninterruptible)

/** Ends the execution at a new claim, so that its visit, wherever it is alive, writes nothing more. */
const cancel = Effect.fn("Visits.cancel")(function* (executionId: Item.ExecutionId, stops: Stops) {
  const claimed = yield* claimOf(executionId)
  if (Option.isSome(claimed)) {
    const event = Execution.failure("USER_INPUT_TIMEOUT", "The update was cancelled.")
    const cancelled = yield* runOf(claimed.value)
    yield* Effect.ignore(record(cancelled, event))
    yield* Staging.discard(cancelled.item, executionId)
  }
  const stop = stops.get(executionId)
  if (stop !== undefined) yield* Deferred.succeed(stop, "cancelled")
}, Effect.catchCause(leaveToSweeper))

/** Nobody else can take it up, and nobody waits for ever: the Item says that it may be tried again. */
const stoppedAlone = Execution.failure("UNEXPECTED_ERROR", "The server stopped before the update was done; try again.")

/** What becomes of a visit that was interrupted: another runner may have it at once. */
const handOver = (current: Run, { drain, lease }: Settings) =>
  Effect.gen(function* () {
    const { claim } = current
    if (drain.hasBegun() && drain.isAlone && Duration.isPositive(drain.limit)) {
      return yield* Effect.asVoid(record(current, stoppedAlone))
    }
    if (Duration.isPositive(lease)) yield* (yield* ExecutionStore.ExecutionStore).release(claim)
  }).pipe(Effect.interruptible, Effect.timeoutOption("2 seconds"), Effect.ignoreCause)

/** A visit that loses its store is begun again once there is one, by whoever had it and once: after that it is the sweeper's. */
type Running = (executionId: Item.ExecutionId, settings: Settings, tries?: number) => ReturnType<typeof tried>
const run: Running = Effect.fn("Visits.run")(
  function* (executionId: Item.ExecutionId, settings: Settings) {
    const again = yield* tried(executionId, settings)
    return again ? yield* run(executionId, settings) : false
  },
  (effect, executionId, settings, tries = 1) =>
    Effect.catchCause(effect, (cause) =>
      tries > 0 && Defect.isOutage(cause)
        ? Effect.andThen(Effect.sleep("2 seconds"), run(executionId, settings, tries - 1))
        : Effect.as(leaveToSweeper(cause), false)
    )
)

/** One visit, if the execution can be had; answers whether another is wanted, since this process was away meanwhile. */
const tried = Effect.fnUntraced(function* (executionId: Item.ExecutionId, settings: Settings) {
  const { stops } = settings
  const claimed = yield* runClaim(executionId, settings)
  if (Option.isNone(claimed)) return false
  const current = yield* runOf(claimed.value)
  const { claim, item } = current
  if (claim.fence > 1) yield* Staging.discard(item, executionId)
  if (claim.fence > maxClaims) {
    const event = Execution.failure("UNEXPECTED_ERROR", "The update was interrupted too often.")
    yield* Effect.ignore(record(current, event))
    return false
  }
  const stop = Deferred.makeUnsafe<Stop>()
  stops.set(executionId, stop)
  const staging = yield* Staging.make(claim, item)
  const inTurn = Effect.andThen(Logins.turn(current, current.manifest), visit(current, staging))
  const exit = yield* Effect.raceFirst(inTurn, beating(claim)).pipe(
    Effect.as("ended" as const),
    Effect.raceFirst(Deferred.await(stop)),
    Effect.onInterrupt(() => handOver(current, settings)),
    Effect.exit,
    Effect.ensuring(Effect.sync(() => stops.delete(executionId)))
  )
  if (Exit.isSuccess(exit)) {
    if (exit.value === "ended") yield* staging.discard
    if (exit.value === "cancelled") yield* shred(item)
    if (exit.value !== "away") return false
    return yield* stillOurs(claim, item)
  }
  const error = Cause.findErrorOption(exit.cause)
  if (Option.isNone(error) && Defect.isOutage(exit.cause)) return yield* Effect.die(Cause.squash(exit.cause))
  if (Option.isNone(error)) yield* logDefect("a visit ended in a defect", exit.cause)
  const known = Option.getOrElse(error, () => new ConnectorError.ConnectorDefect({ what: "a defect" }))
  const ended = known._tag === "Superseded" ? known : fail(current, known).pipe(Effect.andThen(staging.discard))
  yield* Effect.catchTag(ended, "Superseded", () => refused(claim, item))
  return false
})

/** A visit whose process was away asks the fence, with the write that was due anyway, before anything else is done. */
const stillOurs = Effect.fnUntraced(function* (claim: ExecutionStore.Claim, item: Item.Item) {
  const executions = yield* ExecutionStore.ExecutionStore
  return yield* executions.beat(claim, yield* DateTime.now).pipe(
    Effect.andThen(executions.release(claim)),
    Effect.as(true),
    Effect.catchTag("Superseded", () => Effect.as(refused(claim, item), false))
  )
})

/** Another claim has the execution, or it ended: this visit is over. */
const refused = ({ executionId }: ExecutionStore.Claim, item: Item.Item) =>
  Effect.andThen(tellFenced(executionId), shred(item))

/** A visit that was under way when its Item was removed may have sealed something after the keys were destroyed. */
const shred = Effect.fnUntraced(function* (item: Item.Item) {
  const items = yield* ItemStore.ItemStore
  const vault = yield* CredentialVault.CredentialVault
  yield* Effect.catchTag(Effect.asVoid(items.get(item.applicationId, item.id)), "ItemNotFound", () =>
    vault.destroyItem(item.id)
  )
})

/** The first sign of life is the claim itself. */
const beating = (claim: ExecutionStore.Claim) =>
  Effect.gen(function* () {
    const executions = yield* ExecutionStore.ExecutionStore
    yield* executions.beat(claim, yield* DateTime.now)
  }).pipe(
    Effect.catchDefect(() => Effect.logWarning("a heartbeat was not kept")),
    Effect.repeat(Schedule.spaced(heartbeat)),
    Effect.delay(heartbeat),
    Effect.andThen(Effect.never)
  )

/** Records what the error means, and lets go of the session that it spoiled. */
const fail = Effect.fnUntraced(function* (current: Run, error: ConnectorError.ConnectorError) {
  const { claim, item } = current
  const { code, message, providerMessage, session } = ConnectorError.outcome(error)
  yield* Effect.annotateLogs(Effect.logInfo("a visit ended without success"), { error: error._tag, code })
  if (session !== "keep")
    yield* Sealing.forget(claim, item, session === "drop-with-trust" ? ["session", "trust"] : ["session"])
  yield* record(current, Execution.Event.cases.Failed.make({ error: { code, message, providerMessage } }))
  yield* (yield* ConnectorHealth).tell(current.manifest, error)
}, Effect.uninterruptible)

/** The credentials open somebody else's accounts: of these nothing is kept, nor is the session in which they were seen. */
const refuseOther = Effect.fnUntraced(function* (current: Run) {
  yield* Sealing.forget(current.claim, current.item, ["session", "trust"])
  yield* record(current, SameOwner.ended)
  yield* (yield* ConnectorHealth).tell(current.manifest, null)
}, Effect.uninterruptible)

/** How much longer than its deadline a visit may take to say what its page showed. */
const grace = Duration.seconds(5)

const within = <A, E, R>(effect: Effect.Effect<A, E, R>, { limits }: Manifest.Manifest, more = Duration.zero) =>
  Effect.timeoutOrElse(effect, {
    duration: Duration.sum(Duration.seconds(limits.visitTimeoutSeconds), more),
    orElse: () => Effect.fail(new ConnectorError.InstitutionDown({ how: "no-answer" }))
  })

/** Everything up to the merge: what it needs afterwards is held here and in the staged pages, and in no session. */
const collecting = Effect.fnUntraced(function* (current: Run, item: Item.Item, staging: Staging.Staging) {
  const { claim, manifest } = current
  const host = yield* ConnectorHost.ConnectorHost
  const saved = yield* Sealing.saved(item)
  const { ask, asked, show } = yield* Entrance.asking(current)
  const parameters = yield* Entrance.parametersOf(claim, item, manifest)
  yield* Effect.uninterruptible(Logins.remember(current, manifest, parameters))
  const visit = yield* Effect.orDie(
    host.open({
      connectorId: item.connectorId,
      parameters,
      saved,
      ask,
      ...(show === undefined ? {} : { show }),
      ...(yield* Budgets.spending(manifest, item.id)),
      redirectUri: yield* Asking.RedirectUri
    })
  )
  return yield* within(reading(current, item, staging, { visit, saved, asked }), manifest).pipe(
    Effect.tapCause((cause) => Screenshots.take(claim, visit, cause))
  )
}, Effect.scoped)

interface Opened {
  readonly visit: ConnectorHost.Visit
  readonly saved: ConnectorHost.Saved
  readonly asked: { readonly once: boolean }
}

const reading = Effect.fnUntraced(function* (
  current: Run,
  item: Item.Item,
  staging: Staging.Staging,
  { asked, saved, visit }: Opened
) {
  const { claim, execution, manifest } = current
  const host = yield* ConnectorHost.ConnectorHost
  const services = yield* Effect.context<CredentialVault.CredentialVault | ExecutionStore.ExecutionStore>()
  const recording = (event: Execution.Event) => Effect.asVoid(Effect.provideContext(record(current, event), services))
  let kept = saved
  const keeping = Effect.gen(function* () {
    const now = yield* visit.saved
    yield* Sealing.keep(claim, item, Sealing.news(kept, now)).pipe(Effect.uninterruptible)
    kept = now
  }).pipe(Effect.provideContext(services))
  yield* Entrance.enter(visit, manifest, execution.trigger, Option.isSome(saved.session))
  yield* keeping

  let step: Execution.CollectStep | null = null
  const collectStarted = (at: Execution.CollectStep) =>
    recording(Execution.Event.cases.CollectStarted.make({ step: at }))
  const login = Effect.gen(function* () {
    const asks = asked.once || Credentials.once(manifest.credentials).length > 0
    const mayLogin = Entrance.isUnattended(execution.trigger) ? manifest.unattended === "always" : !asks
    if (!mayLogin) return yield* new ConnectorError.SessionExpired()
    const loginStarted = recording(Execution.Event.cases.LoginStarted.make({}))
    yield* loginStarted
    // A question that came to nothing is still open then; the run goes on from the step that it was in.
    const entered = yield* Effect.result(visit.login)
    if (entered._tag === "Failure") yield* loginStarted
    else yield* keeping
    if (step !== null) yield* collectStarted(step)
    yield* Effect.fromResult(entered)
  })
  const reader = Reader.make({ visit, login })
  const collection = yield* Collection.collect({
    item,
    manifest,
    extras: yield* Effect.orDie(host.extras(item.connectorId)),
    reader,
    staging,
    step: (next) => {
      step = next
      return reader.stopped() === null ? collectStarted(next) : Effect.void
    }
  })
  const failure = Collection.failure(collection, reader.stopped())
  if (failure !== null) return yield* failure
  return { collection, sealed: yield* Sealing.seal(item, Sealing.news(kept, yield* visit.saved)) }
})

const visit = Effect.fn("Visits.visit")(
  function* (current: Run, staging: Staging.Staging) {
    const { claim, item: claimed } = current
    const executions = yield* ExecutionStore.ExecutionStore
    const item = yield* record(current, Execution.Event.cases.LoginStarted.make({}))
    const { collection, sealed } = yield* collecting(current, item, staging)

    const isSame = yield* Effect.result(SameHolder.check(item, current, collection))
    if (isSame._tag === "Failure") return yield* refuseOther(current)
    const merging = yield* record(current, Execution.Event.cases.MergeStarted.make({}))
    const now = ItemLife.instant(merging, yield* DateTime.now)
    const newId = yield* Effect.flatMap(Ids, ({ supply }) => supply)
    const committed = yield* Effect.exit(
      Effect.gen(function* () {
        const { accounts, merged } = yield* Changes.prepare(claimed, claim.executionId, collection, sealed, {
          newId,
          now
        })
        const events = current.telling(now, accounts)
        const after = yield* Effect.uninterruptible(executions.commit(claim, { ...merged, events }, now))
        yield* Measures.visited(current.manifest, after)
        yield* Telling.nudge
      })
    )
    if (Exit.isSuccess(committed)) return yield* (yield* ConnectorHealth).tell(current.manifest, null)
    const { cause } = committed
    if (Option.isSome(Cause.findErrorOption(cause)) || Cause.hasInterruptsOnly(cause) || Defect.isOutage(cause)) {
      return yield* Effect.failCause(cause)
    }
    yield* logDefect("a merge failed", cause)
    yield* record(current, Execution.failure("MERGE_ERROR", "What was collected could not be stored."))
  },
  (effect, { manifest }) => within(effect, manifest, grace)
)
