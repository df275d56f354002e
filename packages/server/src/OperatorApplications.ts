// The operator's applications. A secret is told once, in the answer that makes it. That of the first application also stands in
// `client.json`, which the next start reads: there it is written first, so that a crash between the two leaves the new one in force.
import { type Operator, OperatorApi, OperatorRefusal } from "@tomada/api"
import { Item } from "@tomada/core"
import { ParameterKeys } from "@tomada/engine"
import { ApplicationStore, UpkeepStore } from "@tomada/store"
import { SecretHash } from "@tomada/vault"
import { DateTime, Effect, Redacted } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { Entropy } from "./Entropy.ts"
import { FirstApplication } from "./FirstApplication.ts"
import { refuse } from "./Refusals.ts"

const pageSize = 50

const view = (application: ApplicationStore.Application): Operator.Application => ({
  id: application.id,
  name: application.name,
  environment: application.kind,
  autoSyncEveryHours: application.autoSyncEvery,
  minUpdateFrequencyHours: application.minUpdateFrequencyHours,
  allowedOrigins: application.allowedOrigins,
  disabledAt: application.disabledAt,
  createdAt: application.createdAt
})

const newSecret = Effect.gen(function* () {
  const entropy = yield* Entropy
  return Redacted.make(`tmd_sk_${yield* entropy.base64Url(32)}`)
})

/** The settings of the application after the change; what was left out stays. */
const changed = (
  held: ApplicationStore.Application,
  change: Omit<Operator.ApplicationChange, "enabled">
): ApplicationStore.Application => ({
  ...held,
  name: change.name ?? held.name,
  kind: change.environment ?? held.kind,
  autoSyncEvery: change.autoSyncEveryHours === undefined ? held.autoSyncEvery : change.autoSyncEveryHours,
  minUpdateFrequencyHours:
    change.minUpdateFrequencyHours === undefined ? held.minUpdateFrequencyHours : change.minUpdateFrequencyHours,
  allowedOrigins: change.allowedOrigins === undefined ? held.allowedOrigins : [...new Set(change.allowedOrigins)]
})

const notFound = { ApplicationNotFound: () => refuse(OperatorRefusal.applicationNotFound) }

export const operatorApplicationsHandlers = HttpApiBuilder.group(
  OperatorApi.OperatorApi,
  "operatorApplications",
  Effect.fnUntraced(function* (handlers) {
    const applications = yield* ApplicationStore.ApplicationStore
    const upkeep = yield* UpkeepStore.UpkeepStore
    const hashes = yield* SecretHash.SecretHash
    const first = yield* FirstApplication
    const keys = yield* ParameterKeys.ParameterKeys
    return handlers.handleAll({
      list: Effect.fn("operator.applications.list")(function* ({ query }) {
        const { page = 1, pageSize: size = pageSize } = query
        const all = yield* applications.all
        return {
          results: all.slice((page - 1) * size, page * size).map(view),
          page,
          total: all.length,
          totalPages: Math.ceil(all.length / size)
        }
      }),
      create: Effect.fn("operator.applications.create")(function* ({ payload }) {
        const { environment = "production", ...settings } = payload
        const secret = yield* newSecret
        const fresh: ApplicationStore.Application = {
          id: Item.ApplicationId.make(yield* (yield* Entropy).uuid),
          name: payload.name,
          secretHash: yield* hashes.hash(secret),
          ...ApplicationStore.defaults(environment),
          disabledAt: null,
          createdAt: yield* DateTime.now
        }
        const application = changed(fresh, settings)
        yield* applications.put(application)
        return { ...view(application), clientSecret: Redacted.value(secret) }
      }),
      change: Effect.fn("operator.applications.change")(function* ({ params, payload }) {
        const { enabled, ...change } = payload
        const id = Item.ApplicationId.make(params.id)
        const held = yield* applications.get(id)
        const now = yield* DateTime.now
        const disabledAt = enabled === undefined ? held.disabledAt : enabled ? null : (held.disabledAt ?? now)
        const application = { ...changed(held, change), disabledAt }
        yield* applications.put(application)
        return { ...view(application), itemsReplanned: yield* upkeep.replan(id, now) }
      }, Effect.catchTags(notFound)),
      rotateSecret: Effect.fn("operator.applications.rotateSecret")(function* ({ params }) {
        const held = yield* applications.get(Item.ApplicationId.make(params.id))
        const isFirst = held.id === first.clientId
        if (isFirst && first.source === "environment") return yield* refuse(OperatorRefusal.secretIsSetting)
        const secret = yield* newSecret
        const secretHash = yield* hashes.hash(secret)
        yield* Effect.uninterruptible(
          Effect.andThen(
            isFirst ? Effect.orDie(first.keep(secret)) : Effect.void,
            applications.put({ ...held, secretHash })
          )
        )
        return { ...view(held), clientSecret: Redacted.value(secret) }
      }, Effect.catchTags(notFound)),
      encryptionKey: Effect.fn("operator.applications.encryptionKey")(function* ({ params, payload }) {
        const { id } = yield* applications.get(Item.ApplicationId.make(params.id))
        return yield* payload.rotate === true ? keys.rotate(id) : keys.publicKey(id)
      }, Effect.catchTags(notFound))
    })
  })
)
