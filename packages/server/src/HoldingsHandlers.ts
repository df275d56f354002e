// What was collected beside accounts and their rows: investments, loans and bills; what was allowed; and the categories, which are
// the same for all.
import { Page, Refusal } from "@tomada/api"
import { Account, Category, Consent, CreditCardBill, Investment, Item, Loan } from "@tomada/core"
import { AccountStore, BillStore, ConsentStore, InvestmentStore, LoanStore } from "@tomada/store"
import { Effect, Option } from "effect"

import { caller } from "./Authorized.ts"
import { group } from "./Group.ts"
import * as Views from "./HoldingViews.ts"
import * as InstitutionZone from "./InstitutionZone.ts"
import { byTag, refuse } from "./Refusals.ts"

/** Fixed by the wire: the default and the largest of numbered pages. */
const pageSize = 500

/** More loans, bills or consents than anybody has: they come in one page. */
const inOnePage = { number: 1, size: 100_000 }

const numbered = <A>(
  found: { readonly rows: ReadonlyArray<A>; readonly total: number },
  number: number,
  size: number
) => ({
  results: found.rows,
  page: number,
  total: found.total,
  totalPages: Math.ceil(found.total / size)
})

export const investmentsHandlers = group(
  "investments",
  Effect.fnUntraced(function* (handlers) {
    const investments = yield* InvestmentStore.InvestmentStore
    const zones = yield* InstitutionZone.zones
    const found = Effect.fnUntraced(function* (id: string) {
      return yield* investments.get(yield* caller, Investment.InvestmentId.make(id))
    })
    return handlers.handleAll({
      list: Effect.fn("investments.list")(
        function* ({ query }) {
          const zone = yield* zones.proven(query.itemId)
          const { itemId, page = 1, pageSize: size = pageSize, type } = query
          const filter = { itemId: Item.ItemId.make(itemId), ...(type === undefined ? {} : { type }) }
          const { rows, total } = yield* investments.page(filter, { number: page, size })
          return numbered({ rows: rows.map((row) => Views.investment(row, zone)), total }, page, size)
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      get: Effect.fn("investments.get")(
        function* ({ params }) {
          const held = yield* found(params.id)
          return Views.investment(held, yield* zones.known(held.itemId))
        },
        Effect.catchTags({ InvestmentNotFound: byTag.InvestmentNotFound, ItemNotFound: byTag.InvestmentNotFound })
      ),
      transactions: Effect.fn("investments.transactions")(
        function* ({ params, query }) {
          const held = yield* found(params.id)
          const zone = yield* zones.known(held.itemId)
          const { page = 1, pageSize: size = pageSize } = query
          const { rows, total } = yield* investments.transactions({ investmentId: held.id }, { number: page, size })
          return numbered({ rows: rows.map((row) => Views.investmentTransaction(row, zone)), total }, page, size)
        },
        Effect.catchTags({ InvestmentNotFound: byTag.InvestmentNotFound, ItemNotFound: byTag.InvestmentNotFound })
      )
    })
  })
)

export const loansHandlers = group(
  "loans",
  Effect.fnUntraced(function* (handlers) {
    const loans = yield* LoanStore.LoanStore
    const zones = yield* InstitutionZone.zones
    return handlers.handleAll({
      list: Effect.fn("loans.list")(
        function* ({ query }) {
          const zone = yield* zones.proven(query.itemId)
          const { rows } = yield* loans.page(Item.ItemId.make(query.itemId), inOnePage)
          return Page.single(rows.map((row) => Views.loan(row, zone)))
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      get: Effect.fn("loans.get")(
        function* ({ params }) {
          const held = yield* loans.get(yield* caller, Loan.LoanId.make(params.id))
          return Views.loan(held, yield* zones.known(held.itemId))
        },
        Effect.catchTags({ LoanNotFound: byTag.LoanNotFound, ItemNotFound: byTag.LoanNotFound })
      )
    })
  })
)

export const billsHandlers = group(
  "bills",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* AccountStore.AccountStore
    const bills = yield* BillStore.BillStore
    const zones = yield* InstitutionZone.zones
    const zoneOfAccount = Effect.fnUntraced(function* (accountId: string) {
      const account = yield* accounts.get(yield* caller, Account.AccountId.make(accountId))
      return yield* zones.known(account.itemId)
    })
    return handlers.handleAll({
      list: Effect.fn("bills.list")(
        function* ({ query }) {
          const zone = yield* zoneOfAccount(query.accountId)
          const { rows } = yield* bills.page(Account.AccountId.make(query.accountId), inOnePage)
          return Page.single(rows.map((row) => Views.bill(row, zone)))
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound, ItemNotFound: byTag.AccountNotFound })
      ),
      get: Effect.fn("bills.get")(
        function* ({ params }) {
          const held = yield* bills.get(yield* caller, CreditCardBill.BillId.make(params.id))
          return Views.bill(held, yield* zoneOfAccount(held.accountId))
        },
        Effect.catchTags({
          BillNotFound: byTag.BillNotFound,
          AccountNotFound: byTag.BillNotFound,
          ItemNotFound: byTag.BillNotFound
        })
      )
    })
  })
)

export const consentsHandlers = group(
  "consents",
  Effect.fnUntraced(function* (handlers) {
    const consents = yield* ConsentStore.ConsentStore
    const zones = yield* InstitutionZone.zones
    return handlers.handleAll({
      list: Effect.fn("consents.list")(
        function* ({ query }) {
          yield* zones.proven(query.itemId)
          return Page.single((yield* consents.ofItem(Item.ItemId.make(query.itemId))).map(Views.consent))
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      get: Effect.fn("consents.get")(
        function* ({ params }) {
          return Views.consent(yield* consents.get(yield* caller, Consent.ConsentId.make(params.id)))
        },
        Effect.catchTags({ ConsentNotFound: byTag.ConsentNotFound })
      )
    })
  })
)

export const categoriesHandlers = group(
  "categories",
  Effect.fnUntraced(function* (handlers) {
    return handlers.handleAll({
      list: ({ query }) =>
        Effect.succeed(
          Page.single(
            (query.parentId === undefined ? Category.all : Category.below(query.parentId)).map(Views.category)
          )
        ),
      get: ({ params }) =>
        Option.match(Category.get(params.id), {
          onNone: () => refuse(Refusal.categoryNotFound),
          onSome: (found) => Effect.succeed(Views.category(found))
        })
    })
  })
)
