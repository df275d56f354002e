// Applications and Items in memory.
import { type Consent, ItemLife } from "@tomada/core"
import { Effect, Option } from "effect"

import { ApplicationNotFound, ApplicationStore } from "../ApplicationStore.ts"
import { ItemNotFound, ItemStore } from "../ItemStore.ts"
import { activeOf, begin, itemOf, key, seal, type State } from "./MemoryState.ts"
import * as Runs from "./Runs.ts"

export const applications = (state: State) =>
  ApplicationStore.of({
    get: Effect.fn("ApplicationStore.get")(function* (id) {
      const application = state.applications.get(id)
      return application ?? (yield* new ApplicationNotFound())
    }),
    put: (application) => Effect.sync(() => void state.applications.set(application.id, application))
  })

export const items = (state: State) =>
  ItemStore.of({
    create: Effect.fn("ItemStore.create")(function* ({ item, execution, consent, credentials }) {
      if (!state.applications.has(item.applicationId)) return yield* Effect.die(new Error("no such application"))
      if (state.items.has(item.id) || state.executions.has(execution.id) || state.consents.has(consent.id)) {
        return yield* Effect.die(new Error("an id is taken"))
      }
      state.items.set(item.id, item)
      state.consents.set(consent.id, consent)
      begin(state, execution)
      seal(state, item.id, [credentials])
    }),
    get: Effect.fn("ItemStore.get")(function* (applicationId, id) {
      return itemOf(state, applicationId, id) ?? (yield* new ItemNotFound())
    }),
    update: Effect.fn("ItemStore.update")(function* (applicationId, id, update, now) {
      const held = itemOf(state, applicationId, id)
      if (held === undefined) return yield* new ItemNotFound()
      const item = yield* Effect.fromResult(Runs.update(held, update, now))
      if (activeOf(state, id) !== undefined) return yield* new ItemLife.AlreadyUpdating()
      if (state.executions.has(update.execution.id)) return yield* Effect.die(new Error("an id is taken"))
      begin(state, update.execution)
      if (update.credentials !== undefined) {
        for (const [at, { itemId, purpose }] of state.sealed) {
          if (itemId === id && (purpose === "credentials" || purpose === "session")) state.sealed.delete(at)
        }
        const { purpose, name, blob } = update.credentials
        seal(state, id, [{ purpose, name, blob }])
      }
      state.items.set(id, item)
      return item
    }),
    remove: Effect.fn("ItemStore.remove")(function* (applicationId, id) {
      const item = itemOf(state, applicationId, id)
      if (item === undefined) return yield* new ItemNotFound()
      forget(state, id)
      return item
    }),
    consent: Effect.fn("ItemStore.consent")(function* (applicationId, id) {
      let newest: Consent.Consent | undefined
      for (const consent of itemOf(state, applicationId, id) === undefined ? [] : state.consents.values()) {
        if (consent.itemId !== id) continue
        if (newest === undefined || consent.givenAt.epochMilliseconds > newest.givenAt.epochMilliseconds) {
          newest = consent
        }
      }
      return newest ?? (yield* new ItemNotFound())
    }),
    sealed: (id, purpose, name) =>
      Effect.sync(() => Option.fromUndefinedOr(state.sealed.get(key(id, purpose, name))?.blob)),
    holdsSealed: Effect.sync(() => state.sealed.size > 0 || state.answers.size > 0)
  })

/** What a cascade does in the database. */
const forget = (state: State, id: string): void => {
  const drop = <K, V>(from: Map<K, V>, belongs: (value: V, key: K) => boolean): void => {
    for (const [at, value] of from) if (belongs(value, at)) from.delete(at)
  }
  const ofItem = ({ itemId }: { readonly itemId: string }) => itemId === id
  drop(state.answers, (_blob, challengeId) => state.challenges.get(challengeId)?.itemId === id)
  drop(state.challenges, ofItem)
  drop(state.steps, (_steps, executionId) => state.executions.get(executionId)?.itemId === id)
  drop(state.executions, ofItem)
  drop(state.consents, ofItem)
  drop(state.sealed, ofItem)
  drop(state.identities, ofItem)
  drop(state.transactions, ({ accountId }) => state.accounts.get(accountId)?.itemId === id)
  drop(state.coverage, ({ accountId }) => state.accounts.get(accountId)?.itemId === id)
  drop(state.accounts, ofItem)
  drop(state.items, (item) => item.id === id)
}
