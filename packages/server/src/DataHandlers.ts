// What was collected: accounts, transactions, identity. Days in a query are days in the institution's zone.
import { Api, Page, type Query, Refusal } from "@tomada/api"
import { Account, CivilDate, Identity, Item, Transaction } from "@tomada/core"
import { LiveReads } from "@tomada/engine"
import { AccountStore, IdentityStore, TransactionStore } from "@tomada/store"
import { DateTime, Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { Admission } from "./Admission.ts"
import { caller } from "./Authorized.ts"
import * as Cursor from "./Cursor.ts"
import { zones } from "./InstitutionZone.ts"
import * as Views from "./ProductViews.ts"
import { byTag, ofBalance, refuse } from "./Refusals.ts"

/** Fixed by the wire for the cursor list, the default and the largest for pages. */
const pageSize = 500

const dayOf = (bound: Query.Bound | undefined, zone: string): CivilDate.CivilDate | undefined => {
  if (bound === undefined) return undefined
  return bound._tag === "Day" ? CivilDate.make(bound.day) : CivilDate.fromInstant(bound.at, zone)
}

interface Filtered {
  readonly accountId: string
  readonly from: Query.Bound | undefined
  readonly to: Query.Bound | undefined
  readonly createdAtFrom: DateTime.Utc | undefined
  readonly ids: ReadonlyArray<string> | undefined
}

const filterOf = (asked: Filtered, zone: string): TransactionStore.TransactionFilter => {
  const from = dayOf(asked.from, zone)
  const to = dayOf(asked.to, zone)
  return {
    accountId: Account.AccountId.make(asked.accountId),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(asked.createdAtFrom === undefined ? {} : { createdAtFrom: asked.createdAtFrom }),
    ...(asked.ids === undefined ? {} : { ids: asked.ids })
  }
}

export const accountsHandlers = HttpApiBuilder.group(
  Api.Api,
  "accounts",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* AccountStore.AccountStore
    const live = yield* LiveReads.LiveReads
    const admission = yield* Admission
    const zoneOf = yield* zones
    return handlers.handleAll({
      list: Effect.fn("accounts.list")(
        function* ({ query }) {
          const zone = yield* zoneOf(query.itemId)
          const held = yield* accounts.ofItem(Item.ItemId.make(query.itemId))
          return Page.single(
            held
              .filter(({ type }) => query.type === undefined || type === query.type)
              .map((account) => Views.account(account, zone))
          )
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      get: Effect.fn("accounts.get")(
        function* ({ params }) {
          const account = yield* accounts.get(yield* caller, Account.AccountId.make(params.id))
          return Views.account(account, yield* zoneOf(account.itemId))
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound, ItemNotFound: byTag.AccountNotFound })
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

export const transactionsHandlers = HttpApiBuilder.group(
  Api.Api,
  "transactions",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* AccountStore.AccountStore
    const transactions = yield* TransactionStore.TransactionStore
    const zoneOf = yield* zones
    const zoneOfAccount = Effect.fnUntraced(function* (accountId: string) {
      const account = yield* accounts.get(yield* caller, Account.AccountId.make(accountId))
      return yield* zoneOf(account.itemId)
    })
    return handlers.handleAll({
      listByPage: Effect.fn("transactions.listByPage")(
        function* ({ query }) {
          const zone = yield* zoneOfAccount(query.accountId)
          const size = query.pageSize ?? pageSize
          const number = query.page ?? 1
          const { rows, total } = yield* transactions.page(
            filterOf(
              {
                accountId: query.accountId,
                from: query.from,
                to: query.to,
                createdAtFrom: query.createdAtFrom,
                ids: query.ids
              },
              zone
            ),
            { number, size }
          )
          return {
            results: rows.map((row) => Views.transaction(row, zone)),
            page: number,
            total,
            totalPages: Math.ceil(total / size)
          }
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound, ItemNotFound: byTag.AccountNotFound })
      ),
      list: Effect.fn("transactions.list")(
        function* ({ query }) {
          const zone = yield* zoneOfAccount(query.accountId)
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
            results: rows.map((row) => Views.transaction(row, zone)),
            next: Option.match(next, { onNone: () => null, onSome: (cursor) => Cursor.next(query, cursor) })
          }
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound, ItemNotFound: byTag.AccountNotFound })
      ),
      get: Effect.fn("transactions.get")(
        function* ({ params }) {
          const row = yield* transactions.get(yield* caller, Transaction.TransactionId.make(params.id))
          return Views.transaction(row, yield* zoneOfAccount(row.accountId))
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

const cursorOf = (text: string) =>
  Option.match(Cursor.decode(text), {
    onNone: () => refuse(Refusal.invalidCursor),
    onSome: (cursor) => Effect.succeed(Option.some(cursor))
  })

export const identityHandlers = HttpApiBuilder.group(
  Api.Api,
  "identity",
  Effect.fnUntraced(function* (handlers) {
    const identities = yield* IdentityStore.IdentityStore
    const zoneOf = yield* zones
    return handlers.handleAll({
      findByItem: Effect.fn("identity.findByItem")(
        function* ({ query }) {
          const zone = yield* zoneOf(query.itemId)
          const found = yield* identities.ofItem(Item.ItemId.make(query.itemId))
          if (Option.isNone(found)) return yield* new IdentityStore.IdentityNotFound()
          return Views.identity(found.value, zone)
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound, IdentityNotFound: byTag.IdentityNotFound })
      ),
      get: Effect.fn("identity.get")(
        function* ({ params }) {
          const found = yield* identities.get(yield* caller, Identity.IdentityId.make(params.id))
          return Views.identity(found, yield* zoneOf(found.itemId))
        },
        Effect.catchTags({ IdentityNotFound: byTag.IdentityNotFound, ItemNotFound: byTag.IdentityNotFound })
      )
    })
  })
)
