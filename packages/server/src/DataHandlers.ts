// What was collected: accounts, transactions, identity. Days in a query are days in the institution's zone.
import { Account as WireAccount, Authorization, Page, type Query, Refusal } from "@tomada/api"
import { Account, Category, type CreditCardBill, Identity, Item, Transaction } from "@tomada/core"
import { CategoryRules, LiveReads } from "@tomada/engine"
import { AccountStatementStore, AccountStore, BillStore, IdentityStore, TransactionStore } from "@tomada/store"
import { DateTime, Effect, Option } from "effect"

import { Admission } from "./Admission.ts"
import { caller } from "./Authorized.ts"
import * as Cursor from "./Cursor.ts"
import { dayOf } from "./Days.ts"
import { group } from "./Group.ts"
import * as InstitutionZone from "./InstitutionZone.ts"
import * as Views from "./ProductViews.ts"
import { byTag, ofBalance, refuse } from "./Refusals.ts"
import * as StatementLinks from "./StatementLinks.ts"
import * as Written from "./Written.ts"

/** Fixed by the wire for the cursor list, the default and the largest for pages. */
const pageSize = 500

/** More statements than any account has: they come in one page. */
const allStatements = { number: 1, size: 10_000 }

const inFull = Written.json(WireAccount.AccountPage)
const inPart = Written.json(WireAccount.ReducedAccountPage)

interface Filtered {
  readonly accountId: string
  readonly from: Query.Bound | undefined
  readonly to: Query.Bound | undefined
  readonly createdAtFrom: DateTime.Utc | undefined
  readonly ids: ReadonlyArray<string> | undefined
  readonly billKey?: string
}

const filterOf = (asked: Filtered, zone: string): TransactionStore.TransactionFilter => {
  const from = dayOf(asked.from, zone)
  const to = dayOf(asked.to, zone)
  return {
    accountId: Account.AccountId.make(asked.accountId),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(asked.createdAtFrom === undefined ? {} : { createdAtFrom: asked.createdAtFrom }),
    ...(asked.ids === undefined ? {} : { ids: asked.ids }),
    ...(asked.billKey === undefined ? {} : { billKey: asked.billKey })
  }
}

export const accountsHandlers = group(
  "accounts",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* AccountStore.AccountStore
    const live = yield* LiveReads.LiveReads
    const statements = yield* AccountStatementStore.AccountStatementStore
    const linkOf = yield* StatementLinks.make
    const admission = yield* Admission
    const zones = yield* InstitutionZone.zones
    return handlers.handleAll({
      list: Effect.fn("accounts.list")(
        function* ({ query }) {
          const { applicationId, kind } = yield* Authorization.Caller
          const itemId = Item.ItemId.make(query.itemId)
          const held = yield* accounts.ofTheirs(Item.ApplicationId.make(applicationId), itemId)
          const isProven = kind === "api-key" && held.length > 0
          const zone = yield* isProven ? zones.known(itemId) : zones.proven(itemId)
          const shown = held
            .filter(({ type }) => query.type === undefined || type === query.type)
            .map((account) => Views.account(account, zone))
          return kind === "api-key" ? inFull(Page.single(shown)) : inPart(Page.single(shown.map(Views.reduced)))
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      get: Effect.fn("accounts.get")(
        function* ({ params }) {
          const account = yield* accounts.get(yield* caller, Account.AccountId.make(params.id))
          return Views.account(account, yield* zones.known(account.itemId))
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound, ItemNotFound: byTag.AccountNotFound })
      ),
      statements: Effect.fn("accounts.statements")(
        function* ({ params }) {
          const applicationId = yield* caller
          const account = yield* accounts.get(applicationId, Account.AccountId.make(params.id))
          const { rows } = yield* statements.page(account.id, allStatements)
          return Page.single(
            yield* Effect.forEach(rows, (row) =>
              Effect.map(linkOf(applicationId, row), (url) => ({ id: row.id, monthYear: row.monthYear, url }))
            )
          )
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound })
      ),
      balance: Effect.fn("accounts.balance")(function* ({ params }) {
        const id = Account.AccountId.make(params.id)
        yield* accounts.get(yield* caller, id)
        yield* admission.visit
        const found = yield* live.balance(yield* caller, id)
        return Views.balance(found, yield* DateTime.now)
      }, Effect.catchTags(ofBalance))
    })
  })
)

export const transactionsHandlers = group(
  "transactions",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* AccountStore.AccountStore
    const bills = yield* BillStore.BillStore
    const transactions = yield* TransactionStore.TransactionStore
    const categories = yield* CategoryRules.CategoryRules
    const zones = yield* InstitutionZone.zones
    /** What the rows of an account are shown with: the zone of its institution and, of a card, its bills. */
    const surroundings = Effect.fnUntraced(function* (accountId: string) {
      const account = yield* accounts.get(yield* caller, Account.AccountId.make(accountId))
      const zone = yield* zones.known(account.itemId)
      const held = account.type === "CREDIT" ? yield* bills.ofAccount(account.id) : []
      const ids = new Map(held.flatMap(({ id, key, state }) => (state === "live" ? [[key, id] as const] : [])))
      return {
        zone,
        held,
        show: (row: Transaction.Transaction) => Views.transaction(row, zone, (key) => ids.get(key) ?? null)
      }
    })
    return handlers.handleAll({
      listByPage: Effect.fn("transactions.listByPage")(
        function* ({ query }) {
          const { held, show, zone } = yield* surroundings(query.accountId)
          const size = query.pageSize ?? pageSize
          const number = query.page ?? 1
          const billKey = query.billId === undefined ? undefined : keyOf(held, query.billId)
          if (billKey === null) return { results: [], page: number, total: 0, totalPages: 0 }
          const { rows, total } = yield* transactions.page(
            filterOf(
              {
                accountId: query.accountId,
                from: query.from,
                to: query.to,
                createdAtFrom: query.createdAtFrom,
                ids: query.ids,
                ...(billKey === undefined ? {} : { billKey })
              },
              zone
            ),
            { number, size }
          )
          return { results: rows.map(show), page: number, total, totalPages: Math.ceil(total / size) }
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound, ItemNotFound: byTag.AccountNotFound })
      ),
      list: Effect.fn("transactions.list")(
        function* ({ query }) {
          const { show, zone } = yield* surroundings(query.accountId)
          const after = query.after === undefined ? Option.none() : yield* cursorOf(query.after)
          const { next, rows } = yield* transactions.after(
            filterOf(
              {
                accountId: query.accountId,
                from: query.dateFrom,
                to: query.dateTo,
                createdAtFrom: query.createdAtFrom,
                ids: query.ids
              },
              zone
            ),
            after,
            pageSize
          )
          return {
            results: rows.map(show),
            next: Option.match(next, { onNone: () => null, onSome: (cursor) => Cursor.next(query, cursor) })
          }
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound, ItemNotFound: byTag.AccountNotFound })
      ),
      get: Effect.fn("transactions.get")(
        function* ({ params }) {
          const row = yield* transactions.get(yield* caller, Transaction.TransactionId.make(params.id))
          return (yield* surroundings(row.accountId)).show(row)
        },
        Effect.catchTags({
          TransactionNotFound: byTag.TransactionNotFound,
          AccountNotFound: byTag.TransactionNotFound,
          ItemNotFound: byTag.TransactionNotFound
        })
      ),
      update: Effect.fn("transactions.update")(
        function* ({ params, payload: { categoryId } }) {
          const known = categoryId === null || Option.isSome(Category.get(categoryId))
          if (!known) return yield* refuse(Refusal.categoryNotFound)
          const row = yield* categories.pin(yield* caller, Transaction.TransactionId.make(params.id), categoryId)
          return (yield* surroundings(row.accountId)).show(row)
        },
        Effect.catchTags({
          TransactionNotFound: byTag.TransactionNotFound,
          AccountNotFound: byTag.TransactionNotFound,
          ItemNotFound: byTag.TransactionNotFound
        })
      )
    })
  })
)

/** What the rows of a bill name it by; null where it is none of the account's. */
const keyOf = (bills: ReadonlyArray<CreditCardBill.Bill>, id: string): string | null =>
  bills.find((bill) => bill.state === "live" && bill.id === id.toLowerCase())?.key ?? null

const cursorOf = (text: string) =>
  Option.match(Cursor.decode(text), {
    onNone: () => refuse(Refusal.invalidCursor),
    onSome: (cursor) => Effect.succeed(Option.some(cursor))
  })

export const identityHandlers = group(
  "identity",
  Effect.fnUntraced(function* (handlers) {
    const identities = yield* IdentityStore.IdentityStore
    const zones = yield* InstitutionZone.zones
    return handlers.handleAll({
      findByItem: Effect.fn("identity.findByItem")(
        function* ({ query }) {
          const zone = yield* zones.proven(query.itemId)
          const found = yield* identities.ofItem(Item.ItemId.make(query.itemId))
          if (Option.isNone(found)) return yield* new IdentityStore.IdentityNotFound()
          return Views.identity(found.value, zone)
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound, IdentityNotFound: byTag.IdentityNotFound })
      ),
      get: Effect.fn("identity.get")(
        function* ({ params }) {
          const found = yield* identities.get(yield* caller, Identity.IdentityId.make(params.id))
          return Views.identity(found, yield* zones.known(found.itemId))
        },
        Effect.catchTags({ IdentityNotFound: byTag.IdentityNotFound, ItemNotFound: byTag.IdentityNotFound })
      )
    })
  })
)
