// Asks for what an institution says right now: a balance, a statement's document. The question goes to the runner that serves
// the Item, is kept nowhere, and is answered or refused in time.
import { ConnectorHost, type Products } from "@tomada/connector-kit"
import { type Account, type AccountStatement, Item } from "@tomada/core"
import { AccountStatementStore, AccountStore, ItemStore } from "@tomada/store"
import { Cause, Context, Duration, Effect, Layer } from "effect"

import { ItemEntity } from "./ItemEntity.ts"
import * as LiveRefusal from "./LiveRefusal.ts"
import { deadline } from "./LiveVisits.ts"

/** How much longer than a live visit its answer may take. */
const grace = Duration.seconds(5)

const unanswered = Effect.fail(new LiveRefusal.Unanswered())

const away = {
  MailboxFull: () => unanswered,
  AlreadyProcessingMessage: () => unanswered,
  PersistenceError: () => unanswered,
  EntityNotAssignedToRunner: () => unanswered
} as const

const make = Effect.gen(function* () {
  const accounts = yield* AccountStore.AccountStore
  const statements = yield* AccountStatementStore.AccountStatementStore
  const items = yield* ItemStore.ItemStore
  const host = yield* ConnectorHost.ConnectorHost
  const entity = yield* ItemEntity.client

  /** How long to wait for the Item's runner, which stops answering when it stops. */
  const inTime = Effect.fnUntraced(function* <A, E>(item: Pick<Item.Item, "connectorId">, asked: Effect.Effect<A, E>) {
    const manifest = yield* Effect.orDie(host.manifest(item.connectorId))
    return yield* asked.pipe(
      Effect.catchCauseIf(Cause.hasInterruptsOnly, () => unanswered),
      Effect.timeoutOrElse({ duration: Duration.sum(deadline(manifest), grace), orElse: () => unanswered })
    )
  })

  const balance = Effect.fn("LiveReads.balance")(function* (
    applicationId: Item.ApplicationId,
    accountId: Account.AccountId
  ) {
    const account = yield* accounts.get(applicationId, accountId)
    const item = yield* Effect.catchTag(
      items.get(applicationId, Item.ItemId.make(account.itemId)),
      "ItemNotFound",
      () => Effect.fail(new AccountStore.AccountNotFound())
    )
    return yield* Effect.catchTags(inTime(item, entity(item.id).Balance({ applicationId, accountId })), away)
  })

  const statement = Effect.fn("LiveReads.statement")(function* (
    applicationId: Item.ApplicationId,
    statementId: AccountStatement.AccountStatementId
  ) {
    const unknown = () => Effect.fail(new AccountStatementStore.StatementNotFound())
    const held = yield* statements.get(applicationId, statementId)
    const account = yield* Effect.catchTag(accounts.get(applicationId, held.accountId), "AccountNotFound", unknown)
    const item = yield* Effect.catchTag(
      items.get(applicationId, Item.ItemId.make(account.itemId)),
      "ItemNotFound",
      unknown
    )
    return yield* Effect.catchTags(inTime(item, entity(item.id).Statement({ applicationId, statementId })), away)
  })

  return LiveReads.of({ balance, statement })
})

export class LiveReads extends Context.Service<
  LiveReads,
  {
    /** What is on the account now; nothing is collected. A login happens only where it never asks. */
    balance(
      applicationId: Item.ApplicationId,
      accountId: Account.AccountId
    ): Effect.Effect<Products.LiveBalance, LiveRefusal.OfBalance | LiveRefusal.Unanswered>
    /** The document of a collected statement, as the institution gives it out. */
    statement(
      applicationId: Item.ApplicationId,
      statementId: AccountStatement.AccountStatementId
    ): Effect.Effect<Products.StatementFile, LiveRefusal.OfStatement | LiveRefusal.Unanswered>
  }
>()("@tomada/engine/LiveReads") {
  static readonly layer = Layer.effect(this, make)
}
