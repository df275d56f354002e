// Applications and Items in memory.
import { Consent, Item, UpdateRefusal } from "@tomada/core"
import { DateTime, Effect, Option } from "effect"

import { ApplicationNotFound, ApplicationStore } from "../ApplicationStore.ts"
import { entombed, ItemNotFound, ItemStore, type Login, LoginHeld } from "../ItemStore.ts"
import { fresh } from "../UpkeepStore.ts"
import {
  activeOf,
  begin,
  consent as keepConsent,
  itemOf,
  keep,
  key,
  seal,
  type State,
  surroundings,
  twinsOf
} from "./MemoryState.ts"
import { append, forgetEvents, outboxOf } from "./MemoryWebhooksState.ts"
import * as Slices from "./Slices.ts"
import * as Upkeeping from "./Upkeeping.ts"

export const applications = (state: State) =>
  ApplicationStore.of({
    get: Effect.fn("ApplicationStore.get")(function* (id) {
      const application = state.applications.get(id)
      return application ?? (yield* new ApplicationNotFound())
    }),
    put: (application) => Effect.sync(() => void state.applications.set(application.id, application)),
    all: Effect.sync(() =>
      [...state.applications.values()].toSorted((a, b) => a.createdAt.epochMilliseconds - b.createdAt.epochMilliseconds)
    )
  })

const newestFirst = (state: State, wanted: (item: Item.Item) => boolean): ReadonlyArray<Item.Item> =>
  [...state.items.values()]
    .filter(wanted)
    .toSorted((a, b) => b.createdAt.epochMilliseconds - a.createdAt.epochMilliseconds || (a.id < b.id ? -1 : 1))

const isInFlight = (state: State, ids: ReadonlyArray<Item.ItemId>): boolean =>
  ids.some((id) => activeOf(state, id) !== undefined)

/** An id that no Item has. */
const nobody = "00000000-0000-0000-0000-000000000000"

/** `login`: the one that the Item is to have, if it is to have another: then that one's runs count. */
const surrounded = (state: State, applicationId: Item.ApplicationId, id: Item.ItemId, login: Login | undefined) => {
  const found = itemOf(state, applicationId, id) === undefined ? undefined : surroundings(state, id)
  if (found === undefined || login === undefined) return found
  const sameCredentialsInFlight = isInFlight(state, twinsOf(state, found.kept.item, login))
  return { ...found, around: { ...found.around, sameCredentialsInFlight } }
}

export const items = (state: State) =>
  ItemStore.of({
    create: Effect.fn("ItemStore.create")(function* (created) {
      const { consent, credentials, execution, isAlone = false, item, login = [], sealed = [] } = created
      if (!state.applications.has(item.applicationId)) return yield* Effect.die(new Error("no such application"))
      if (state.items.has(item.id) || state.executions.has(execution.id) || state.consents.has(consent.id)) {
        return yield* Effect.die(new Error("an id is taken"))
      }
      const twins = twinsOf(state, item, login)
      if (isAlone && twins.length > 0) return yield* new LoginHeld({ items: twins })
      if (isInFlight(state, twins)) return yield* new UpdateRefusal.SameCredentialsUpdating()
      state.items.set(item.id, item)
      state.logins.set(item.id, login)
      state.upkeep.set(item.id, fresh(item))
      keepConsent(state, consent)
      begin(state, execution)
      seal(state, item.id, [credentials, ...sealed])
    }),
    get: Effect.fn("ItemStore.get")(function* (applicationId, id) {
      return itemOf(state, applicationId, id) ?? (yield* new ItemNotFound())
    }),
    ofLogin: (applicationId, login) =>
      Effect.sync(() => {
        const all = twinsOf(state, { applicationId, id: Item.ItemId.make(nobody) }, login)
        return { items: all, inFlight: isInFlight(state, all) }
      }),
    mayUpdate: Effect.fn("ItemStore.mayUpdate")(function* (applicationId, id, { login, ...request }, now) {
      const found = surrounded(state, applicationId, id, login)
      if (found === undefined) return yield* new ItemNotFound()
      yield* Effect.fromResult(Upkeeping.mayStart(found.kept, request, found.around, now))
      return found.kept.item
    }),
    update: Effect.fn("ItemStore.update")(function* (applicationId, id, update, now) {
      const found = surrounded(state, applicationId, id, update.login)
      if (found === undefined) return yield* new ItemNotFound()
      const after = yield* Effect.fromResult(Upkeeping.started(found.kept, update, found.around, now))
      if (activeOf(state, id) !== undefined) return yield* new UpdateRefusal.AlreadyUpdating()
      if (state.executions.has(update.execution.id)) return yield* Effect.die(new Error("an id is taken"))
      begin(state, update.execution)
      const newCredentials = update.credentials !== undefined
      if (newCredentials) state.newCredentials.set(id, update.execution.createdAt)
      if (after.passed) state.passed.add(update.execution.id)
      if (update.credentials !== undefined) {
        for (const [at, { itemId, purpose }] of state.sealed) {
          if (itemId === id && (purpose === "credentials" || purpose === "session")) state.sealed.delete(at)
        }
        const { purpose, name, blob } = update.credentials
        seal(state, id, [{ purpose, name, blob }])
      }
      if (update.login !== undefined) state.logins.set(id, update.login)
      seal(state, id, update.sealed ?? [])
      if (after.consent !== null) keepConsent(state, after.consent)
      keep(state, after)
      return after.item
    }),
    list: (applicationId, limit) =>
      Effect.sync(() =>
        newestFirst(state, (item) => applicationId === null || item.applicationId === applicationId).slice(0, limit)
      ),
    page: ({ applicationId, executionStatuses }, { number, size }) =>
      Effect.sync(() => {
        const found = newestFirst(
          state,
          (item) =>
            (applicationId === undefined || item.applicationId === applicationId) &&
            (executionStatuses === undefined || executionStatuses.includes(item.executionStatus))
        )
        return { rows: found.slice((number - 1) * size, number * size), total: found.length }
      }),
    after: (applicationId, { clientUserId, connectorId, executionStatuses, updatedAtFrom }, place, limit) =>
      Effect.sync(() => {
        const wanted = (item: Item.Item): boolean =>
          item.applicationId === applicationId &&
          (executionStatuses === undefined || executionStatuses.includes(item.executionStatus)) &&
          (connectorId === undefined || item.connectorId === connectorId) &&
          (clientUserId === undefined || item.clientUserId === clientUserId) &&
          (updatedAtFrom === undefined || !DateTime.isLessThan(item.updatedAt, updatedAtFrom))
        return Slices.after([...state.items.values()].filter(wanted), place, limit)
      }),
    find: (id) => Effect.sync(() => Option.fromUndefinedOr(state.items.get(id))),
    remove: Effect.fn("ItemStore.remove")(function* (applicationId, id, { at, by, events = () => [] }) {
      const item = itemOf(state, applicationId, id)
      if (item === undefined) return yield* new ItemNotFound()
      const told = [...outboxOf(state).events.values()].filter(({ itemId }) => itemId === id)
      append(state, events(item))
      forget(state, id)
      forgetEvents(state, told)
      state.tombstones.set(id, entombed(item, at, by))
      return item
    }),
    tombstone: (applicationId, id) =>
      Effect.sync(() =>
        Option.filter(
          Option.fromUndefinedOr(state.tombstones.get(id)),
          (tombstone) => tombstone.applicationId === applicationId
        )
      ),
    consent: Effect.fn("ItemStore.consent")(function* (applicationId, id) {
      const newest = itemOf(state, applicationId, id) === undefined ? undefined : state.newestConsents.get(id)
      return newest ?? (yield* new ItemNotFound())
    }),
    sealed: (id, purpose, name) =>
      Effect.sync(() => Option.fromUndefinedOr(state.sealed.get(key(id, purpose, name))?.blob)),
    resealAfter: ({ executionId, id }, sealed, now) =>
      Effect.sync(() => {
        const consent = state.newestConsents.get(id)
        if (state.items.get(id)?.executionId !== executionId || activeOf(state, id) !== undefined) return false
        if (consent === undefined || Consent.standing(consent, now) !== "given") return false
        seal(state, id, sealed)
        return true
      }),
    asked: (challengeId) =>
      Effect.sync(() => {
        const challenge = state.challenges.get(challengeId)
        return Option.fromUndefinedOr(challenge === undefined ? undefined : state.items.get(challenge.itemId))
      }),
    holdsSealed: Effect.sync(
      () =>
        state.sealed.size > 0 ||
        state.answers.size > 0 ||
        state.parameterKeys.size > 0 ||
        outboxOf(state).secrets.size > 0
    )
  })

const drop = <K, V>(from: Map<K, V>, belongs: (value: V, key: K) => boolean): void => {
  for (const [at, value] of from) if (belongs(value, at)) from.delete(at)
}

/** Deletes what was collected for the Item and what is sealed for it. */
export const empty = (state: State, id: string): void => {
  const ofItem = ({ itemId }: { readonly itemId: string }) => itemId === id
  drop(state.answers, (_blob, challengeId) => state.challenges.get(challengeId)?.itemId === id)
  drop(state.challenges, ofItem)
  drop(state.stagedPages, ({ executionId }) => state.executions.get(executionId)?.itemId === id)
  drop(state.sealed, ofItem)
  state.logins.delete(id as Item.ItemId) // no Item has another kind of id
  drop(state.screenshots, ofItem)
  drop(state.identities, ofItem)
  drop(state.transactions, ({ accountId }) => state.accounts.get(accountId)?.itemId === id)
  drop(state.coverage, ({ accountId }) => state.accounts.get(accountId)?.itemId === id)
  const ofAccount = ({ accountId }: { readonly accountId: string }) =>
    [...state.accounts.values()].some((account) => account.id === accountId && account.itemId === id)
  drop(state.bills, ofAccount)
  drop(state.statements, ofAccount)
  drop(state.suggestions, ofAccount)
  state.decisions.splice(0, Infinity, ...state.decisions.filter((decision) => !ofAccount(decision)))
  drop(state.investmentTransactions, ({ investmentId }) => state.investments.get(investmentId)?.itemId === id)
  drop(state.investmentCoverage, (_proven, investmentId) => state.investments.get(investmentId)?.itemId === id)
  drop(state.investments, ofItem)
  drop(state.loans, ofItem)
  drop(state.accounts, ofItem)
}

/** What a cascade does in the database. */
const forget = (state: State, id: Item.ItemId): void => {
  empty(state, id)
  const ofItem = ({ itemId }: { readonly itemId: string }) => itemId === id
  const ofRun = (_value: unknown, executionId: Item.ExecutionId) => state.executions.get(executionId)?.itemId === id
  drop(state.steps, ofRun)
  drop(state.counts, ofRun)
  for (const executionId of state.passed) if (ofRun(undefined, executionId)) state.passed.delete(executionId)
  drop(state.executions, ofItem)
  drop(state.consentMarks, (_marks, consentId) => state.consents.get(consentId)?.itemId === id)
  drop(state.consents, ofItem)
  drop(state.budgets, ({ share }) => share.itemId === id)
  state.newestConsents.delete(id)
  state.newCredentials.delete(id)
  state.upkeep.delete(id)
  state.items.delete(id)
}
