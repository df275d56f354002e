// Upkeep, consents and connectors in memory.
import { Consent, Item } from "@tomada/core"
import { DateTime, Effect, Option } from "effect"

import { ConnectorStore, sliceMinutes, unknown } from "../ConnectorStore.ts"
import { ConsentNotFound, ConsentStore } from "../ConsentStore.ts"
import { ItemNotFound } from "../ItemStore.ts"
import { type Due, type DueRequest, UpkeepStore } from "../UpkeepStore.ts"
import * as MemoryBudgets from "./MemoryBudgets.ts"
import * as MemoryItems from "./MemoryItems.ts"
import { activeOf, begin, consent as keepConsent, isOf, itemOf, keep, type State, surroundings } from "./MemoryState.ts"
import { append } from "./MemoryWebhooksState.ts"
import * as Runs from "./Runs.ts"
import * as Upkeeping from "./Upkeeping.ts"

const of = Effect.fnUntraced(function* (state: State, applicationId: Item.ApplicationId, id: Item.ItemId) {
  const found = itemOf(state, applicationId, id) === undefined ? undefined : surroundings(state, id)
  return found ?? (yield* new ItemNotFound())
})

/** Free places of each connector, and of all. */
const free = (state: State, request: DueRequest) => {
  const places = new Map(request.connectors.map(({ atOnce, id }) => [id, atOnce]))
  let left = request.atOnce
  for (const { itemId, trigger } of state.executions.active()) {
    const connectorId = trigger === "SYNC" ? state.items.get(itemId)?.connectorId : undefined
    if (connectorId === undefined) continue
    left--
    places.set(connectorId, (places.get(connectorId) ?? 0) - 1)
  }
  for (const [id, count] of places) if (count <= 0) places.delete(id)
  return { left, places }
}

export const upkeep = (state: State) => {
  const change =
    (decide: (kept: Upkeeping.Kept, around: Upkeeping.Around, now: DateTime.Utc) => Upkeeping.Kept) =>
    (applicationId: Item.ApplicationId, id: Item.ItemId, now: DateTime.Utc) =>
      Effect.map(of(state, applicationId, id), ({ around, kept }) => {
        const after = decide(kept, around, now)
        keep(state, after)
        return after.item
      })

  return UpkeepStore.of({
    get: (applicationId, id) => Effect.map(of(state, applicationId, id), ({ kept }) => kept.upkeep),
    nextDue: Effect.sync(() => Option.fromNullishOr(state.upkeep.first()?.autoSyncAt)),
    due: (request, now) =>
      Effect.sync((): Due => {
        const { left, places } = free(state, request)
        const started: Array<Due["started"][number]> = []
        let postponed = 0
        for (let taken = 0; taken < left; taken++) {
          const first = state.upkeep.first(places.keys())
          const found = first === undefined ? undefined : surroundings(state, first.itemId)
          if (first?.autoSyncAt == null || DateTime.isGreaterThan(first.autoSyncAt, now) || found === undefined) break
          const { connectorId, itemId } = first
          const count = (places.get(connectorId) ?? 0) - 1
          if (count > 0) places.set(connectorId, count)
          else places.delete(connectorId)
          const execution = Upkeeping.unasked(found.kept.item, Item.ExecutionId.make(request.newId()), now)
          const isCounted = request.connectors.some(({ id, ownBudgets }) => id === connectorId && ownBudgets === true)
          const emptyUntil = isCounted ? MemoryBudgets.emptyUntil(state, itemId, now) : null
          const after = Upkeeping.taken(found.kept, execution, found.around, now, emptyUntil)
          keep(state, after)
          if (after.starts) {
            begin(state, execution)
            started.push({ itemId, executionId: execution.id })
          } else postponed++
        }
        return { started, postponed }
      }),
    replan: (applicationId, now) =>
      Effect.sync(() => {
        const own = [...state.items.values()].filter((item) => item.applicationId === applicationId)
        for (const { id } of own) {
          const found = surroundings(state, id)
          if (found !== undefined) keep(state, Upkeeping.replanned(found.kept, found.around, now))
        }
        return own.length
      }),
    disableAutoSync: change(Upkeeping.disabled),
    unblock: change((kept, _around, now) => Upkeeping.unblocked(kept, now))
  })
}

export const consents = (state: State) =>
  ConsentStore.of({
    get: Effect.fn("ConsentStore.get")(function* (applicationId, id) {
      const consent = state.consents.get(id)
      if (consent === undefined || !isOf(state, applicationId, consent.itemId)) return yield* new ConsentNotFound()
      return consent
    }),
    ofItem: (itemId) =>
      Effect.sync(() =>
        [...state.consents.values()]
          .filter((consent) => consent.itemId === itemId)
          .toSorted((a, b) => b.givenAt.epochMilliseconds - a.givenAt.epochMilliseconds)
      ),
    revoke: (applicationId, id, now) =>
      Effect.map(of(state, applicationId, id), ({ around, kept }) => {
        const consent = Consent.revoke(around.consent, now)
        keepConsent(state, consent)
        const after = Upkeeping.replanned(kept, { ...around, consent }, now)
        keep(state, after)
        return after.item
      }),
    announce: (now, limit, events = () => []) =>
      Effect.sync(() => {
        const due = [...state.newestConsents.values()]
          .filter((consent) =>
            Consent.isAnnouncementDue(consent, state.consentMarks.get(consent.id)?.announcedAt ?? null, now)
          )
          .slice(0, limit)
        const told = due.flatMap((consent) => {
          const item = state.items.get(consent.itemId)
          return item === undefined ? [] : events(consent, item)
        })
        for (const { id } of due) {
          state.consentMarks.set(id, { clearedAt: null, ...state.consentMarks.get(id), announcedAt: now })
        }
        append(state, told)
        return due
      }),
    ended: (now, limit) =>
      Effect.sync(() =>
        [...state.newestConsents.values()]
          .filter(
            (consent) =>
              Consent.standing(consent, now) !== "given" &&
              (state.consentMarks.get(consent.id)?.clearedAt ?? null) === null
          )
          .slice(0, limit)
          .flatMap(({ itemId }) => state.items.get(itemId) ?? [])
      ),
    clear: Effect.fn("ConsentStore.clear")(function* (id, now) {
      const found = surroundings(state, id)
      if (found === undefined || Consent.standing(found.around.consent, now) === "given") return false
      const around = { ...found.around, holdsCredentials: false }
      const execution = activeOf(state, id)
      let { kept } = found
      if (execution !== undefined) {
        const advanced = yield* Effect.orDie(
          Effect.fromResult(Runs.advance({ execution, item: kept.item }, Runs.revoked, now))
        )
        const ended = { ...advanced.execution, fence: execution.fence + 1 }
        state.executions.set(ended.id, ended)
        state.steps.set(ended.id, [...(state.steps.get(ended.id) ?? []), { status: ended.status, at: now }])
        kept = Upkeeping.ended({ item: advanced.item, upkeep: kept.upkeep }, ended, around, now)
      }
      MemoryItems.empty(state, id)
      const marks = { announcedAt: null, ...state.consentMarks.get(around.consent.id), clearedAt: now }
      state.consentMarks.set(around.consent.id, marks)
      keep(state, Upkeeping.replanned(kept, around, now))
      return true
    })
  })

export const connectors = (state: State) =>
  ConnectorStore.of({
    announce: (facts) =>
      Effect.sync(() => {
        for (const fact of facts) {
          const { pausedUntil, status } = state.connectors.get(fact.id) ?? unknown(fact.id)
          state.connectors.set(fact.id, { ...fact, pausedUntil, status })
        }
      }),
    get: (id) => Effect.sync(() => state.connectors.get(id) ?? unknown(id)),
    all: Effect.sync(() => [...state.connectors.values()].toSorted((a, b) => a.id - b.id)),
    count: (id, end, now) =>
      Effect.sync(() => void state.ends.set(id, [...(state.ends.get(id) ?? []), { end, at: now }])),
    ends: (id, since) =>
      Effect.sync(() => {
        const length = sliceMinutes * 60_000
        const from = Math.floor(since.epochMilliseconds / length) * length
        const rows = (state.ends.get(id) ?? []).filter(({ at }) => at.epochMilliseconds >= from)
        state.ends.set(id, rows)
        const of = (wanted: string) => rows.filter(({ end }) => end === wanted).length
        return { succeeded: of("succeeded"), failed: of("failed"), changed: of("changed") }
      }),
    judge: (id, health) =>
      Effect.sync(() => {
        const before = state.connectors.get(id)
        if (before !== undefined) state.connectors.set(id, { ...before, ...health })
        return before ?? unknown(id)
      }),
    applications: (id) =>
      Effect.sync(() => [
        ...new Set([...state.items.values()].flatMap((item) => (item.connectorId === id ? [item.applicationId] : [])))
      ])
  })
