// The rules of categories of an application, and what a person pins. Rows are given their category as they are merged; the rows that
// are held follow a change of the rules in a recast of its own, some accounts at a time, which any process can go on with. No
// recast and no merge writes over a pin, and none counts as a change of the row by the institution.
import { type Account, CategoryRule, type Item, Owned, type Transaction } from "@tomada/core"
import { AccountStore, CategoryRuleStore, TransactionStore } from "@tomada/store"
import { Context, DateTime, Duration, Effect, Latch, Layer, Option } from "effect"

import { Ids } from "./Ids.ts"

export interface NewRule extends Pick<
  CategoryRule.CategoryRule,
  "accountType" | "categoryId" | "description" | "matchType" | "transactionType"
> {}

/** For how long a process has a recast that it took. */
export const lease = Duration.minutes(5)

/** How often a recast that waits for runs looks whether they have ended. */
export const patience = Duration.seconds(2)

/** The longest sleep: another process may have asked for a recast and stopped. */
export const longest = Duration.seconds(30)

const accountsAtOnce = 20
const rowsAtOnce = 1_000

/** What the rules change of these rows. */
export const ruled = (
  book: CategoryRule.Book,
  rows: ReadonlyArray<Transaction.Transaction>,
  accountType: Account.Account["type"],
  now: DateTime.Utc
): ReadonlyArray<TransactionStore.Ruled> =>
  rows.flatMap((row) => {
    const next = CategoryRule.apply(book, row, accountType, now)
    return next === row ? [] : [{ id: row.id, category: Owned.get(next, "category") }]
  })

const make = Effect.gen(function* () {
  const store = yield* CategoryRuleStore.CategoryRuleStore
  const transactions = yield* TransactionStore.TransactionStore
  const accounts = yield* AccountStore.AccountStore
  const ids = yield* Ids
  const news = Latch.makeUnsafe()

  const bookOf = (applicationId: Item.ApplicationId) => Effect.map(store.list(applicationId), CategoryRule.book)

  const recategorise = Effect.fnUntraced(function* (
    { applicationId }: Pick<CategoryRuleStore.Recast, "applicationId">,
    book: CategoryRule.Book,
    { id: accountId, type }: Account.Account
  ) {
    let cursor = Option.none<TransactionStore.TransactionCursor>()
    do {
      const { next, rows } = yield* transactions.after({ accountId }, cursor, rowsAtOnce)
      const now = yield* DateTime.now
      yield* transactions.rule(applicationId, ruled(book, rows, type, now), now)
      cursor = next
    } while (Option.isSome(cursor))
  })

  const until = (wait: Duration.Duration) => Effect.map(DateTime.now, DateTime.addDuration(wait))

  const go = Effect.fnUntraced(function* (taken: CategoryRuleStore.Recast) {
    const book = yield* bookOf(taken.applicationId)
    let { after } = taken
    for (;;) {
      const some = yield* store.accounts({ ...taken, after }, accountsAtOnce)
      const last = some.at(-1)
      if (last === undefined) break
      yield* Effect.forEach(some, (account) => recategorise(taken, book, account), { discard: true })
      after = last.id
      if (!(yield* store.keepRecast({ ...taken, after }, yield* until(lease)))) return Duration.zero
    }
    const recast = { ...taken, after }
    const running = yield* store.running(recast.waiting)
    const active = new Set(running.map(({ executionId }) => executionId))
    const ended = new Set(recast.waiting.flatMap((one) => (active.has(one.executionId) ? [] : [one.itemId])))
    for (const itemId of ended) {
      const some = yield* accounts.ofItem(itemId)
      yield* Effect.forEach(some, (account) => recategorise(recast, book, account), { discard: true })
    }
    if (running.length === 0) return yield* Effect.as(store.endRecast(recast), Duration.zero)
    yield* store.keepRecast({ ...recast, waiting: running }, yield* until(patience))
    return patience
  })

  const change = Effect.gen(function* () {
    return { recastId: yield* ids.next, now: yield* DateTime.now }
  })

  const round = Effect.gen(function* () {
    yield* news.close
    const taken = yield* store.takeRecast(yield* DateTime.now, yield* until(lease))
    return Option.isNone(taken) ? longest : yield* go(taken.value)
  })

  return {
    /** The newest first. */
    list: store.list,
    /** Keeps a rule; the rows that are held follow in a moment. */
    create: Effect.fn("CategoryRules.create")(function* (applicationId: Item.ApplicationId, rule: NewRule) {
      const asked = yield* change
      const id = CategoryRule.CategoryRuleId.make(yield* ids.next)
      const made: CategoryRule.CategoryRule = { id, applicationId, ...rule, createdAt: asked.now }
      yield* store.create(made, asked)
      yield* news.open
      return made
    }),
    /** Takes it back from the rows that are held, in a moment. */
    remove: Effect.fn("CategoryRules.remove")(function* (
      applicationId: Item.ApplicationId,
      id: CategoryRule.CategoryRuleId
    ) {
      yield* store.remove(applicationId, id, yield* change)
      yield* news.open
    }),
    /** The category that a person gives a row; null leaves the row to the rules and the institution again. */
    pin: Effect.fn("CategoryRules.pin")(function* (
      applicationId: Item.ApplicationId,
      id: Transaction.TransactionId,
      category: string | null
    ) {
      const now = yield* DateTime.now
      const row = yield* transactions.own(applicationId, id, "category", category, now)
      if (category !== null) return row
      const account = yield* Effect.orDie(accounts.get(applicationId, row.accountId))
      const next = CategoryRule.apply(yield* bookOf(applicationId), row, account.type, now)
      if (next !== row) yield* transactions.rule(applicationId, [{ id, category: Owned.get(next, "category") }], now)
      return next
    }),
    /** Goes on with a recast that is due; answers how long to sleep until the next look. */
    round: Effect.withSpan(round, "CategoryRules.round"),
    /** Until there is news of this process. */
    news: news.await
  }
})

export class CategoryRules extends Context.Service<CategoryRules, Effect.Success<typeof make>>()(
  "@tomada/engine/CategoryRules"
) {
  static readonly layer = Layer.effect(this, make)
}

/** The recasts, for as long as the scope lasts. */
export const layerRecasts = Layer.effectDiscard(
  Effect.flatMap(CategoryRules, ({ news, round }) =>
    round.pipe(
      Effect.catchCause((cause) =>
        Effect.as(Effect.logError("a recast over categories failed", cause), Duration.seconds(1))
      ),
      Effect.flatMap((sleep) => Effect.timeoutOption(news, sleep)),
      Effect.forever,
      Effect.forkScoped
    )
  )
)
