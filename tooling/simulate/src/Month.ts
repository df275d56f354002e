// A month of the scheduler. Time is a number that jumps from event to event: a round of two schedulers at once, the end of a visit, a
// person who mends an Item; it reaches the product as its clock. Stores and scheduler are the product's; visits are scripted, and an
// oracle watches that is told of nothing but what happened.
import { ConnectorHost } from "@tomada/connector-kit"
import { connectors as sandbox } from "@tomada/connector-sandbox"
import { Consent, Execution, Item, ItemLife, type Manifest } from "@tomada/core"
import { Ids, Runs, Scheduler } from "@tomada/engine"
import { ApplicationStore, ConnectorStore, ExecutionStore, ItemStore, UpkeepStore } from "@tomada/store"
import { Clock, DateTime, Duration, Effect } from "effect"

import * as Oracle from "./Oracle.ts"
import * as Script from "./Script.ts"

export interface Options {
  readonly items: number
  readonly days: number
  readonly seed: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A month in which clocks are put back in Europe and in North America. */
const begin = Date.UTC(2026, 9, 20)

interface Visit {
  readonly item: Item.Item
  readonly executionId: Item.ExecutionId
  readonly endsAt: number
  readonly outcome: Script.Outcome
}

const utc = (at: number): DateTime.Utc => DateTime.makeUnsafe(at)
const succeeded = Execution.Event.cases.Succeeded.make({ statusDetail: null, partial: false })
const nothing = { accounts: [], transactions: [], identity: null, coverage: [], sealed: [] }

/** What the month needs beside the stores. */
export const layer = ConnectorHost.ConnectorHost.layerInProcess(sandbox)

const supply = (draw: () => number) => () => {
  const hex = (from: number, to: number): string =>
    Math.floor(draw() * 2 ** 32)
      .toString(16)
      .padStart(8, "0")
      .slice(from, to)
  return `${hex(0, 8)}-${hex(0, 4)}-4${hex(0, 3)}-a${hex(0, 3)}-${hex(0, 8)}${hex(0, 4)}`
}

const places = { all: 40, ofConnector: 10 }

export const live = Effect.fn("Month.live")(function* ({ days, items: count, seed }: Options) {
  const draw = Script.random(seed)
  const oracle = Oracle.make(places)
  const applications = yield* ApplicationStore.ApplicationStore
  const connectors = yield* ConnectorStore.ConnectorStore
  const executions = yield* ExecutionStore.ExecutionStore
  const items = yield* ItemStore.ItemStore
  const upkeep = yield* UpkeepStore.UpkeepStore
  const nextId = supply(Script.random(seed + 1))
  const ids = Ids.Ids.of({ next: Effect.sync(nextId), supply: Effect.succeed(nextId) })
  const { manifests } = yield* ConnectorHost.ConnectorHost

  const open = manifests.slice(0, 4).map(({ id }) => id)
  yield* connectors.announce(
    open.map((id) => ({ id, unattended: "always", asks: true, oneStepCode: false, sandbox: false }))
  )
  const application = Effect.fnUntraced(function* (kind: "development" | "production") {
    const id = Item.ApplicationId.make(yield* ids.next)
    const made = {
      id,
      name: kind,
      secretHash: "",
      ...ApplicationStore.defaults(kind),
      disabledAt: null,
      createdAt: utc(begin)
    }
    yield* applications.put(made)
    return made
  })
  const [daily, changed, development] = [
    yield* application("production"),
    yield* application("production"),
    yield* application("development")
  ]
  const every = new Map<string, number | null>([
    [daily.id, 24],
    [changed.id, 24],
    [development.id, null]
  ])

  const scripts = new Map<string, Script.Script>()
  const known = new Map<string, Item.Item>()
  let visits: Array<Visit> = []
  let pending: Array<{ readonly at: number; readonly item: Item.Item }> = []
  let now = begin
  const real = yield* Clock.Clock
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanosUnsafe: () => BigInt(now) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: real.monotonicTimeNanos,
    sleep: (duration) => real.sleep(duration)
  }

  const begun = (item: Item.Item, executionId: Item.ExecutionId, at: number, unasked: boolean) => {
    const { outcome, takes } = (unasked ? scripts.get(item.id)?.next() : undefined) ?? {
      outcome: "success",
      takes: minute
    }
    oracle.started(item.id, at, unasked)
    if (visits.some((visit) => visit.executionId === executionId)) return
    visits.push({ item, executionId, endsAt: at + takes, outcome })
  }
  const newExecution = (
    item: Pick<Item.Item, "applicationId" | "id">,
    id: Item.ExecutionId,
    at: number
  ): Execution.Execution => ({
    ...Execution.created,
    id,
    itemId: item.id,
    applicationId: item.applicationId,
    trigger: "USER",
    fence: 0,
    createdAt: utc(at),
    heartbeatAt: null,
    endedAt: null
  })

  const create = Effect.fnUntraced(function* (index: number, at: number) {
    const owner = index % 20 === 0 ? development : index % 4 === 0 ? changed : daily
    const id = Item.ItemId.make(yield* ids.next)
    const executionId = Item.ExecutionId.make(yield* ids.next)
    const connectorId: Manifest.ConnectorId =
      open[Math.floor(index / 20) % open.length] ?? manifests[0]?.id ?? (0 as Manifest.ConnectorId) // there are four
    const item = ItemLife.created(
      {
        id,
        applicationId: owner.id,
        connectorId,
        products: ["ACCOUNTS"],
        clientUserId: null,
        webhookUrl: null,
        oauthRedirectUri: null,
        executionId
      },
      utc(at)
    )
    yield* items.create({
      item,
      execution: newExecution(item, executionId, at),
      consent: {
        id: Consent.ConsentId.make(yield* ids.next),
        itemId: id,
        products: ["ACCOUNTS"],
        hosts: [],
        textVersion: "1",
        source: "widget",
        givenAt: utc(at),
        expiresAt: null,
        revokedAt: null
      },
      credentials: { purpose: "credentials", name: "1", blob: new Uint8Array(1) }
    })
    known.set(id, item)
    scripts.set(id, Script.script(draw))
    oracle.made(id, { connector: connectorId, every: every.get(owner.id) ?? null })
    begun(item, executionId, at, false)
  })

  /** A person comes with new credentials. */
  const mend = Effect.fnUntraced(function* (item: Item.Item, at: number) {
    const held = yield* items.get(item.applicationId, item.id)
    const executionId = Item.ExecutionId.make(yield* ids.next)
    const version = held.credentialsVersion + 1
    const credentials = { purpose: "credentials" as const, name: String(version), blob: new Uint8Array(1), version }
    const execution = newExecution(held, executionId, at)
    yield* items.update(held.applicationId, held.id, { execution, credentials }, utc(at))
    begun(held, executionId, at, false)
  })

  const end = Effect.fnUntraced(function* (visit: Visit) {
    const now = utc(visit.endsAt)
    const { claim } = yield* executions.claim(visit.executionId, now)
    yield* executions.record(claim, Execution.Event.cases.LoginStarted.make({}), now)
    const code = visit.outcome === "down" ? "SITE_NOT_AVAILABLE" : "INVALID_CREDENTIALS"
    const last =
      visit.outcome === "success"
        ? yield* Effect.andThen(
            executions.record(claim, Execution.Event.cases.MergeStarted.make({}), now),
            executions.commit(claim, { ...nothing, event: succeeded }, now)
          )
        : yield* executions.record(claim, Execution.failure(code, "scripted"), now)
    const next = last.nextAutoSyncAt?.epochMilliseconds ?? null
    oracle.ended(last.id, visit.endsAt, visit.outcome)
    oracle.planned(last.id, next)
    if (next === null && every.get(last.applicationId) !== null)
      pending.push({ at: visit.endsAt + 12 * hour, item: last })
  })

  /** One round of two schedulers at once, and which runs they started. */
  const round = Effect.gen(function* () {
    const found: Array<{ readonly itemId: Item.ItemId; readonly executionId: Item.ExecutionId }> = []
    const told = Runs.Runs.of({
      start: (itemId, executionId) => Effect.sync(() => void found.push({ itemId, executionId })),
      nudge: () => Effect.void,
      cancel: () => Effect.void
    })
    const sleeps = yield* Effect.all([Scheduler.round(), Scheduler.round()], { concurrency: 2 }).pipe(
      Effect.provideService(Runs.Runs, told),
      Effect.provideService(Ids.Ids, ids),
      Effect.provideService(Scheduler.Places, places),
      Effect.provideService(Clock.Clock, clock)
    )
    const runs = found.flatMap(({ executionId, itemId }) => {
      const item = known.get(itemId)
      return item === undefined ? [] : [{ executionId, item }]
    })
    return { sleep: Math.min(...sleeps.map(Duration.toMillis)), runs }
  })

  const begins = Array.from({ length: count }, (_, index) => ({
    index,
    at: begin + Math.floor(draw() * day)
  })).toSorted((a, b) => a.at - b.at)
  const until = begin + days * day
  const still = { from: begin + Math.floor(days / 3) * day, to: begin + Math.floor(days / 3) * day + 6 * hour }
  const changesAt = begin + Math.floor((days * 2) / 3) * day
  let moved = 0
  let hasChanged = false
  let stood = false
  let nextRound = begin

  /** From 24 h to 8 h. */
  const change = Effect.fnUntraced(function* (at: number) {
    yield* applications.put({ ...changed, autoSyncEvery: 8 })
    const before = new Map((yield* items.list(changed.id, count)).map((item) => [item.id, item.nextAutoSyncAt]))
    yield* upkeep.replan(changed.id, utc(at))
    every.set(changed.id, 8)
    for (const { id, nextAutoSyncAt } of yield* items.list(changed.id, count)) {
      oracle.changed(id, at, 8)
      if (oracle.isActive(id)) continue
      oracle.planned(id, nextAutoSyncAt?.epochMilliseconds ?? null)
      const [was, is] = [before.get(id)?.epochMilliseconds, nextAutoSyncAt?.epochMilliseconds]
      if (was !== undefined && is !== undefined && is < was) moved++
    }
  })

  while (now < until) {
    const [creation] = begins
    const soonest = visits.reduce((least, { endsAt }) => Math.min(least, endsAt), Infinity)
    const mended = pending.reduce((least, { at }) => Math.min(least, at), Infinity)
    now = Math.min(nextRound, soonest, mended, creation?.at ?? Infinity, hasChanged ? Infinity : changesAt, until)
    const stands = now >= still.from && now < still.to
    if (stands) nextRound = Math.max(nextRound, still.to)

    const over = visits.filter(({ endsAt }) => endsAt <= now)
    visits = visits.filter(({ endsAt }) => endsAt > now)
    yield* Effect.forEach(over, end, { discard: true })
    const arriving = pending.filter(({ at }) => at <= now)
    pending = pending.filter(({ at }) => at > now)
    const at = now
    yield* Effect.forEach(arriving, ({ item }) => mend(item, at), { discard: true })
    while ((begins[0]?.at ?? Infinity) <= now) {
      const due = begins.shift()
      if (due !== undefined) yield* create(due.index, now)
    }
    if (!hasChanged && now >= changesAt) {
      hasChanged = true
      yield* change(now)
    }
    if (stands !== stood) oracle.standstill(now, stands)
    stood = stands
    if (now < nextRound || stands) continue
    const { runs, sleep } = yield* round
    for (const { executionId, item } of runs) begun(item, executionId, now, true)
    nextRound = now + Math.max(1, sleep)
  }
  oracle.close(now)
  const planned = (yield* items.list(development.id, count)).filter(({ nextAutoSyncAt }) => nextAutoSyncAt !== null)
  return { ...oracle.figures, moved, developmentPlanned: planned.length }
})
