// A month of the scheduler. Time is a number that jumps from event to event: a round of the scheduler, the end of a visit, a person
// who mends an Item. The stores and the scheduler are the product's; visits are scripted, and an oracle watches.
import { ConnectorHost } from "@tomada/connector-kit"
import { connectors as sandbox } from "@tomada/connector-sandbox"
import { Consent, Execution, Item, ItemLife, type Manifest } from "@tomada/core"
import { Ids, Runs, Scheduler } from "@tomada/engine"
import { ApplicationStore, ConnectorStore, ExecutionStore, ItemStore, UpkeepStore } from "@tomada/store"
import { DateTime, Duration, Effect, Layer } from "effect"

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
  readonly startedAt: number
  readonly endsAt: number
  readonly outcome: Script.Outcome
  readonly unasked: boolean
}

const utc = (at: number): DateTime.Utc => DateTime.makeUnsafe(at)
const succeeded = Execution.Event.cases.Succeeded.make({ statusDetail: null, partial: false })
const nothing = { accounts: [], transactions: [], identity: null, coverage: [], sealed: [] }

/** What the month needs beside the stores. */
export const layer = Layer.mergeAll(Ids.Ids.layer, ConnectorHost.ConnectorHost.layerInProcess(sandbox))

export const live = Effect.fn("Month.live")(function* ({ days, items: count, seed }: Options) {
  const draw = Script.random(seed)
  const oracle = Oracle.make()
  const applications = yield* ApplicationStore.ApplicationStore
  const connectors = yield* ConnectorStore.ConnectorStore
  const executions = yield* ExecutionStore.ExecutionStore
  const items = yield* ItemStore.ItemStore
  const upkeep = yield* UpkeepStore.UpkeepStore
  const ids = yield* Ids.Ids
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

  const begun = (item: Item.Item, executionId: Item.ExecutionId, at: number, unasked: boolean, calm: boolean) => {
    const { outcome, takes } = (unasked ? scripts.get(item.id)?.next() : undefined) ?? {
      outcome: "success",
      takes: minute
    }
    oracle.started(item.id, at, { calm, unasked })
    visits.push({ item, executionId, startedAt: at, endsAt: at + takes, outcome, unasked })
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
      open[index % open.length] ?? manifests[0]?.id ?? (0 as Manifest.ConnectorId) // there are four
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
    begun(item, executionId, at, false, true)
  })

  /** A person comes with new credentials. */
  const mend = Effect.fnUntraced(function* (item: Item.Item, at: number) {
    const held = yield* items.get(item.applicationId, item.id)
    const executionId = Item.ExecutionId.make(yield* ids.next)
    const version = held.credentialsVersion + 1
    const credentials = { purpose: "credentials" as const, name: String(version), blob: new Uint8Array(1), version }
    const execution = newExecution(held, executionId, at)
    yield* items.update(held.applicationId, held.id, { execution, credentials }, utc(at))
    begun(held, executionId, at, false, true)
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
    const hours = every.get(last.applicationId) ?? null
    oracle.ended(last.id, { ...visit, endedAt: visit.endsAt, every: hours, next })
    if (next === null && hours !== null) pending.push({ at: visit.endsAt + 12 * hour, item: last })
  })

  /** One round of the scheduler, and which runs it started. */
  const round = Effect.fnUntraced(function* (at: number) {
    const found: Array<{ readonly itemId: Item.ItemId; readonly executionId: Item.ExecutionId }> = []
    const told = Runs.Runs.of({
      start: (itemId, executionId) => Effect.sync(() => void found.push({ itemId, executionId })),
      nudge: () => Effect.void,
      cancel: () => Effect.void
    })
    const sleep = yield* Scheduler.roundAt(utc(at)).pipe(Effect.provideService(Runs.Runs, told))
    return { sleep, runs: found.flatMap(({ executionId, itemId }) => ({ executionId, item: known.get(itemId) })) }
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
  let now = begin
  let nextRound = begin

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
      yield* applications.put({ ...changed, autoSyncEvery: 8 })
      yield* upkeep.replan(changed.id, utc(now))
      every.set(changed.id, 8)
      for (const item of yield* items.list(changed.id, count)) {
        const next = item.nextAutoSyncAt?.epochMilliseconds ?? null
        if (visits.some((visit) => visit.item.id === item.id)) continue
        if (next !== null && next <= now + 8 * hour) moved++
        oracle.replanned(item.id, next)
      }
    }
    if (now < nextRound || stands) continue
    const { runs, sleep } = yield* round(now)
    const calm = now < still.from || now > still.to + 4 * hour
    for (const { executionId, item } of runs) if (item !== undefined) begun(item, executionId, now, true, calm)
    nextRound = now + Math.max(1, Duration.toMillis(sleep))
  }
  oracle.close(now, hour)
  const planned = (yield* items.list(development.id, count)).filter(({ nextAutoSyncAt }) => nextAutoSyncAt !== null)
  return { ...oracle.figures, moved, developmentPlanned: planned.length }
})
