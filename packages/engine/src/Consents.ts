// What happens when a consent ends: the connector is told where its session still lives, the credentials are shredded, what was
// collected is deleted. The keys go first and by name: those of credentials that a newer consent brought meanwhile stay.
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorError, CredentialVault, type Item } from "@tomada/core"
import { type BudgetStore, ConsentStore, ItemStore } from "@tomada/store"
import { Context, DateTime, Duration, Effect, Layer, Option, Redacted, Schedule } from "effect"

import * as Budgets from "./Budgets.ts"
import { Runs } from "./Runs.ts"
import * as Sealing from "./Sealing.ts"
import * as Telling from "./Telling.ts"

const batch = 100
const patience = Duration.seconds(30)

/** Tells the connector that it is over; a session that does not resume is over already. */
const revokeAt = Effect.fnUntraced(
  function* (item: Item.Item) {
    const host = yield* ConnectorHost.ConnectorHost
    const saved = yield* Sealing.saved(item)
    if (Option.isNone(saved.session) || !(yield* host.extras(item.connectorId)).includes("revoke")) return
    const visit = yield* host.open({
      connectorId: item.connectorId,
      parameters: Redacted.make({}),
      saved,
      ask: () => Effect.fail(new ConnectorError.ChallengeFailed({ why: "no-user-present" })),
      ...(yield* Budgets.spending(yield* host.manifest(item.connectorId), item.id))
    })
    yield* visit.resume
    yield* visit.revoke
  },
  (effect) =>
    Effect.scoped(effect).pipe(
      Effect.timeout(patience),
      Effect.catchCause(() => Effect.logInfo("a connector was not told of a consent's end"))
    )
)

/** Ends what the consent allowed. */
const end = Effect.fn("Consents.end")(function* (item: Item.Item) {
  const consents = yield* ConsentStore.ConsentStore
  const vault = yield* CredentialVault.CredentialVault
  const runs = yield* Runs
  yield* revokeAt(item)
  yield* Effect.uninterruptible(
    Effect.gen(function* () {
      const sealed = [
        Sealing.context(item, "credentials", String(item.credentialsVersion)),
        Sealing.context(item, "session", "session"),
        Sealing.context(item, "trust", "trust")
      ]
      yield* Effect.forEach(sealed, (context) => vault.destroy(context), { discard: true })
      if (!(yield* consents.clear(item.id, yield* DateTime.now))) return
      yield* vault.destroyItem(item.id)
      if (item.executionId !== null) yield* runs.cancel(item.id, item.executionId)
    })
  )
})

/** One round; answers how many consents were announced to end, and how many were ended. */
export const sweep = Effect.fn("Consents.sweep")(function* () {
  const consents = yield* ConsentStore.ConsentStore
  const now = yield* DateTime.now
  const announced = yield* consents.announce(now, batch, yield* Telling.consentExpiring(now))
  if (announced.length > 0) yield* Telling.nudge
  yield* Effect.forEach(
    announced,
    ({ expiresAt, itemId }) =>
      Effect.annotateLogs(Effect.logInfo("a consent will expire"), {
        itemId,
        expiresAt: expiresAt === null ? "never" : DateTime.formatIso(expiresAt)
      }),
    { discard: true }
  )
  const ended = yield* consents.ended(yield* DateTime.now, batch)
  yield* Effect.forEach(ended, end, { discard: true })
  return { announced: announced.length, ended: ended.length }
})

export class Consents extends Context.Service<
  Consents,
  {
    /** Withdraws the Item's consent and ends what it allowed; answers the Item after that. */
    revoke(applicationId: Item.ApplicationId, itemId: Item.ItemId): Effect.Effect<Item.Item, ItemStore.ItemNotFound>
  }
>()("@tomada/engine/Consents") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const context = yield* Effect.context<
        | BudgetStore.BudgetStore
        | ConsentStore.ConsentStore
        | ItemStore.ItemStore
        | CredentialVault.CredentialVault
        | ConnectorHost.ConnectorHost
        | Runs
      >()
      const revoke = Effect.fn("Consents.revoke")(function* (applicationId: Item.ApplicationId, itemId: Item.ItemId) {
        const consents = yield* ConsentStore.ConsentStore
        const items = yield* ItemStore.ItemStore
        yield* end(yield* consents.revoke(applicationId, itemId, yield* DateTime.now))
        return yield* items.get(applicationId, itemId)
      })
      return Consents.of({
        revoke: (applicationId, itemId) => Effect.provideContext(revoke(applicationId, itemId), context)
      })
    })
  )
}

/** The sweep, every minute. */
export const layerSweep = Layer.effectDiscard(
  sweep().pipe(
    Effect.catchCause((cause) => Effect.logError("a sweep of consents failed", cause)),
    Effect.repeat(Schedule.spaced(Duration.minutes(1))),
    Effect.forkScoped
  )
)
