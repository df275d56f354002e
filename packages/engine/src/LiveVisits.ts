// A live visit: one question to an institution between executions, in the session that is held. It is no execution and leaves
// no trace but that session, which institutions renew at each use. An execution comes first: one that begins ends the visit
// and finds the session as it was. What refuses the person is not tried again before another execution, because nothing counts
// these logins and the institution would lock the account.
import { ConnectorHost, type Products } from "@tomada/connector-kit"
import {
  type Account,
  type AccountStatement,
  ConnectorError,
  Consent,
  CredentialVault,
  ExecutionStatus,
  Item,
  type Manifest,
  type Product
} from "@tomada/core"
import { AccountStatementStore, AccountStore, type BudgetStore, ItemStore } from "@tomada/store"
import {
  Cause,
  Context,
  DateTime,
  Deferred,
  Duration,
  Effect,
  Exit,
  Layer,
  MutableHashMap,
  Option,
  Semaphore
} from "effect"

import * as Budgets from "./Budgets.ts"
import * as Entrance from "./Entrance.ts"
import * as Defect from "./internal/Defect.ts"
import * as LiveRefusal from "./LiveRefusal.ts"
import * as Reader from "./Reader.ts"
import * as Sealing from "./Sealing.ts"

/** How long a live visit may take, its wait for another one included: two answers of an institution that is slow. */
export const deadline = ({ limits }: Pick<Manifest.Manifest, "limits">): Duration.Duration =>
  Duration.seconds(Math.min(limits.visitTimeoutSeconds, 2 * limits.requestTimeoutSeconds))

/** The live visits of one Item, one at a time. */
export interface Door {
  balance(
    applicationId: Item.ApplicationId,
    accountId: Account.AccountId
  ): Effect.Effect<Products.LiveBalance, LiveRefusal.OfBalance>
  statement(
    applicationId: Item.ApplicationId,
    statementId: AccountStatement.AccountStatementId
  ): Effect.Effect<Products.StatementFile, LiveRefusal.OfStatement>
  /** Ends the one under way; completes when what it took is freed. */
  readonly giveWay: Effect.Effect<void>
}

export class LiveVisits extends Context.Service<LiveVisits, { readonly door: Effect.Effect<Door> }>()(
  "@tomada/engine/LiveVisits"
) {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const context = yield* Effect.context<
        | AccountStore.AccountStore
        | AccountStatementStore.AccountStatementStore
        | BudgetStore.BudgetStore
        | ConnectorHost.ConnectorHost
        | CredentialVault.CredentialVault
        | ItemStore.ItemStore
      >()
      const refused: Refused = MutableHashMap.empty()
      return LiveVisits.of({
        door: Effect.sync(() => {
          const room: Room = { one: Semaphore.makeUnsafe(1), refused, current: null }
          return {
            balance: (applicationId, accountId) =>
              Effect.provideContext(balance(room, applicationId, accountId), context),
            statement: (applicationId, statementId) =>
              Effect.provideContext(statement(room, applicationId, statementId), context),
            giveWay: giveWay(room)
          }
        })
      })
    })
  )
}

/** What refused the person since the execution that was then the last. */
type Refused = MutableHashMap.MutableHashMap<
  Item.ItemId,
  { readonly executionId: Item.ExecutionId | null; readonly error: ConnectorError.ConnectorError }
>

interface Current {
  readonly stop: Deferred.Deferred<void>
  readonly over: Deferred.Deferred<void>
}

interface Room {
  readonly one: Semaphore.Semaphore
  readonly refused: Refused
  current: Current | null
}

const patience = Duration.seconds(5)

const giveWay = (room: Room): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (room.current === null) return Effect.void
    const { over, stop } = room.current
    const gone = Effect.timeoutOption(Deferred.await(over), patience)
    return Effect.asVoid(Effect.andThen(Deferred.succeed(stop, undefined), gone))
  })

interface Question<A> {
  readonly what: "balance" | "statement"
  readonly product: Product.Product
  readonly ask: (visit: ConnectorHost.Visit) => Effect.Effect<A, ConnectorError.FetchError>
}

const balance = Effect.fn("LiveVisits.balance")(function* (
  room: Room,
  applicationId: Item.ApplicationId,
  accountId: Account.AccountId
) {
  const account = yield* (yield* AccountStore.AccountStore).get(applicationId, accountId)
  const asked = answered(room, applicationId, account, {
    what: "balance",
    product: account.type === "CREDIT" ? "CREDIT_CARDS" : "ACCOUNTS",
    ask: (visit) => visit.balance(account)
  })
  return yield* Effect.catchTag(asked, "ItemNotFound", () => Effect.fail(new AccountStore.AccountNotFound()))
})

const statement = Effect.fn("LiveVisits.statement")(function* (
  room: Room,
  applicationId: Item.ApplicationId,
  statementId: AccountStatement.AccountStatementId
) {
  const unknown = () => Effect.fail(new AccountStatementStore.StatementNotFound())
  const held = yield* (yield* AccountStatementStore.AccountStatementStore).get(applicationId, statementId)
  const accounts = yield* AccountStore.AccountStore
  const account = yield* Effect.catchTag(accounts.get(applicationId, held.accountId), "AccountNotFound", unknown)
  const asked = answered(room, applicationId, account, {
    what: "statement",
    product: "ACCOUNT_STATEMENTS",
    ask: (visit) => visit.statement(held.handle)
  })
  return yield* Effect.catchTag(asked, "ItemNotFound", unknown)
})

/** One at a time, within the deadline, until an execution begins. */
const answered = Effect.fnUntraced(function* <A>(
  room: Room,
  applicationId: Item.ApplicationId,
  account: Pick<Account.Account, "itemId">,
  question: Question<A>
) {
  const itemId = Item.ItemId.make(account.itemId)
  const { manifest } = yield* allowed(applicationId, itemId, question)
  const once = Effect.gen(function* () {
    const current: Current = { stop: Deferred.makeUnsafe(), over: Deferred.makeUnsafe() }
    room.current = current
    // Whoever begins an execution from here on finds this visit; one that has begun is found by it.
    const answer = yield* visiting(room, applicationId, itemId, question).pipe(
      Effect.asSome,
      Effect.raceFirst(Effect.as(Deferred.await(current.stop), Option.none<A>())),
      Effect.ensuring(
        Effect.suspend(() => {
          room.current = null
          return Deferred.succeed(current.over, undefined)
        })
      )
    )
    if (Option.isSome(answer)) return answer.value
    yield* allowed(applicationId, itemId, question)
    return yield* new LiveRefusal.ExecutionActive()
  })
  return yield* room.one
    .withPermits(1)(once)
    .pipe(
      Effect.timeoutOrElse({
        duration: deadline(manifest),
        orElse: () => Effect.fail(new ConnectorError.InstitutionDown({ how: "no-answer" }))
      })
    )
})

/** The Item and its connector, when the question may be asked now. */
const allowed = Effect.fnUntraced(function* (
  applicationId: Item.ApplicationId,
  itemId: Item.ItemId,
  { product, what }: Pick<Question<unknown>, "product" | "what">
) {
  const items = yield* ItemStore.ItemStore
  const host = yield* ConnectorHost.ConnectorHost
  const item = yield* items.get(applicationId, itemId)
  const manifest = yield* Effect.orDie(host.manifest(item.connectorId))
  const extras = yield* Effect.orDie(host.extras(item.connectorId))
  if (!extras.includes(what)) return yield* new LiveRefusal.NotOffered({ what })
  const consent = yield* items.consent(applicationId, itemId)
  if (!Consent.allows(consent, product, yield* DateTime.now)) return yield* new LiveRefusal.ConsentEnded()
  if (!ExecutionStatus.isFinal(item.executionStatus)) return yield* new LiveRefusal.ExecutionActive()
  return { item, manifest }
})

const nobody = () => Effect.fail(new ConnectorError.ChallengeFailed({ why: "no-user-present" }))

const visiting = <A>(room: Room, applicationId: Item.ApplicationId, itemId: Item.ItemId, question: Question<A>) =>
  Effect.gen(function* () {
    const { item, manifest } = yield* allowed(applicationId, itemId, question)
    const before = Option.getOrUndefined(MutableHashMap.get(room.refused, itemId))
    if (before !== undefined && before.executionId === item.executionId) return yield* before.error
    if (ExecutionStatus.isLoginError(item.executionStatus)) {
      return yield* new ConnectorError.InvalidCredentials({ fields: [] })
    }
    MutableHashMap.remove(room.refused, itemId)
    return yield* visit(item, manifest, question).pipe(
      Effect.tapError((error) =>
        Effect.sync(() => {
          if (!Reader.refuses(error)) return
          MutableHashMap.set(room.refused, itemId, { executionId: item.executionId, error })
        })
      )
    )
  })

const visit = Effect.fnUntraced(
  function* <A>(item: Item.Item, manifest: Manifest.Manifest, { ask }: Question<A>) {
    const host = yield* ConnectorHost.ConnectorHost
    const saved = yield* Sealing.saved(item)
    const parameters = yield* Sealing.parameters(item)
    if (Option.isNone(parameters)) return yield* new ConnectorError.InvalidCredentials({ fields: [] })
    const opened = yield* Effect.orDie(
      host.open({
        connectorId: item.connectorId,
        parameters: parameters.value,
        saved,
        ask: nobody,
        ...(yield* Budgets.spending(manifest, item.id))
      })
    )
    const keeping = Effect.flatMap(opened.saved, (now) => Effect.uninterruptible(keep(item, now)))
    yield* Entrance.enter(opened, manifest, "INTERNAL", Option.isSome(saved.session))
    const isOurs = yield* keeping
    const answer = yield* ask(opened)
    if (isOurs) yield* keeping
    return answer
  },
  Effect.scoped,
  (effect) => Effect.flatMap(Effect.exit(effect), typed)
)

/** What a connector's code throws is a defect of this visit alone. */
const typed = <A, E>(exit: Exit.Exit<A, E>): Effect.Effect<A, E | ConnectorError.ConnectorDefect> => {
  if (Exit.isSuccess(exit)) return Effect.succeed(exit.value)
  const { cause } = exit
  if (Option.isSome(Cause.findErrorOption(cause)) || !Cause.hasDies(cause) || Defect.isOutage(cause)) return exit
  return Effect.logError("a live visit ended in a defect").pipe(
    Effect.annotateLogs({ defects: Defect.places(cause) }),
    Effect.andThen(Effect.fail(new ConnectorError.ConnectorDefect({ what: "a defect" })))
  )
}

/** Seals what to keep and answers whether it may: not once an execution has begun. Of an Item that is gone not even a key stays. */
const keep = Effect.fnUntraced(function* (item: Item.Item, saved: ConnectorHost.Saved) {
  const items = yield* ItemStore.ItemStore
  const vault = yield* CredentialVault.CredentialVault
  const kept = yield* items.resealAfter(item, yield* Sealing.seal(item, saved), yield* DateTime.now)
  if (!kept && Option.isNone(yield* items.find(item.id))) yield* vault.destroyItem(item.id)
  return kept
})
