// What merges decided and left open, and whether the rows of an account explain its balances. The balance of an account is that of its
// last collection, so rows are read up to its day and it closes the statement; rows without `from` begin a year before.
import { BesideRefusal, type Merging } from "@tomada/api"
import { Connector, ConnectorHost } from "@tomada/connector-kit"
import { Account, BalanceOracle, CivilDate, Item, Transaction } from "@tomada/core"
import { AccountStore, DecisionStore, ItemStore, TransactionStore } from "@tomada/store"
import { DateTime, Effect, Option } from "effect"

import { caller } from "./Authorized.ts"
import { dayOf } from "./Days.ts"
import { group } from "./Group.ts"
import * as InstitutionZone from "./InstitutionZone.ts"
import * as Places from "./Places.ts"
import { byTag, refuse } from "./Refusals.ts"

const suggestionsUnlessAsked = 50
const daysUnlessAsked = 365
const rowsAtOnce = 1_000

const decision = ({ at, evidence, executionId, rivals, rule }: DecisionStore.Decision): Merging.Decision => ({
  executionId,
  rule,
  evidence,
  rivals,
  at
})

const suggestion = (held: DecisionStore.Suggested): Merging.Suggestion => ({
  id: held.id,
  accountId: held.accountId,
  executionId: held.executionId,
  why: held.why,
  held: held.held,
  created: held.created,
  evidence: held.evidence,
  state: held.state,
  createdAt: held.createdAt,
  updatedAt: held.updatedAt
})

const settled = {
  SuggestionNotFound: () => refuse(BesideRefusal.suggestionNotFound),
  SuggestionSettled: ({ state }: DecisionStore.SuggestionSettled) =>
    refuse((id) => BesideRefusal.suggestionSettled(id, state)),
  SuggestionOutdated: () => refuse(BesideRefusal.suggestionOutdated),
  AlreadyUpdating: () => refuse(BesideRefusal.suggestionOfRunningItem)
} as const

type Judged = Omit<Merging.BalanceCheck, "accountId" | "days" | "from" | "to">

const silent: Judged = {
  verdict: "NO_EVIDENCE",
  opening: null,
  closing: null,
  through: null,
  unproven: 0,
  divergesSince: null,
  by: null,
  inAll: null
}

const judged = ({ days, verdict }: ReturnType<typeof BalanceOracle.examine>): Judged => {
  const opening = days[0]?.opening ?? null
  const closing = days.at(-1)?.closing ?? null
  return BalanceOracle.Verdict.match(verdict, {
    Closes: ({ closing, opening, through, unproven }): Judged => ({
      ...silent,
      verdict: "CLOSES",
      opening,
      closing,
      through,
      unproven
    }),
    OpensAt: ({ balance, through, unproven }): Judged => ({
      ...silent,
      verdict: "CLOSES",
      opening: balance,
      closing,
      through,
      unproven
    }),
    DivergesSince: ({ by, date, inAll }): Judged => ({
      ...silent,
      verdict: "DIVERGES",
      opening,
      closing,
      divergesSince: date,
      by,
      inAll
    }),
    NoEvidence: () => silent
  })
}

const day = ({ date, ...rest }: BalanceOracle.DayVerdict): Merging.BalanceCheck["days"][number] => ({
  day: date,
  ...rest
})

export const mergingHandlers = group(
  "merging",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* AccountStore.AccountStore
    const decisions = yield* DecisionStore.DecisionStore
    const items = yield* ItemStore.ItemStore
    const transactions = yield* TransactionStore.TransactionStore
    const host = yield* ConnectorHost.ConnectorHost
    const zones = yield* InstitutionZone.zones

    /** What the connector says of the history of the rows that the suggestion is about. */
    const policyOf = Effect.fnUntraced(function* (id: DecisionStore.SuggestionId) {
      const applicationId = yield* caller
      const { accountId } = yield* decisions.suggestion(applicationId, id)
      const { itemId } = yield* accounts.get(applicationId, accountId)
      const { connectorId } = yield* items.get(applicationId, Item.ItemId.make(itemId))
      return Connector.policy(yield* Effect.orDie(host.manifest(connectorId)), "TRANSACTIONS")
    })
    const gone = () => refuse(BesideRefusal.suggestionNotFound)

    const rowsBetween = Effect.fnUntraced(function* (
      accountId: Account.AccountId,
      days: { readonly from: CivilDate.CivilDate; readonly to: CivilDate.CivilDate }
    ) {
      const rows: Array<BalanceOracle.OracleRow> = []
      let place: Option.Option<TransactionStore.TransactionCursor> = Option.none()
      do {
        const found: Effect.Success<ReturnType<typeof transactions.after>> = yield* transactions.after(
          { accountId, ...days },
          place,
          rowsAtOnce
        )
        rows.push(...found.rows.map(BalanceOracle.rowOf))
        place = found.next
      } while (Option.isSome(place))
      return rows
    })

    return handlers.handleAll({
      decisions: Effect.fn("merging.decisions")(
        function* ({ params }) {
          const { id } = yield* transactions.get(yield* caller, Transaction.TransactionId.make(params.id))
          return { results: (yield* decisions.ofTransaction(yield* caller, id)).map(decision), next: null }
        },
        Effect.catchTags({ TransactionNotFound: byTag.TransactionNotFound })
      ),
      suggestions: Effect.fn("merging.suggestions")(
        function* ({ params, query }) {
          const { after, pageSize = suggestionsUnlessAsked, state } = query
          const place = yield* Places.asked(after, Places.decode)
          const { id: accountId } = yield* accounts.get(yield* caller, Account.AccountId.make(params.id))
          const filter = { accountId, ...(state === undefined ? {} : { state }) }
          const { next, rows } = yield* decisions.suggestionsAfter(yield* caller, filter, place, pageSize)
          return { results: rows.map(suggestion), next: Places.next(query, Option.map(next, Places.encode)) }
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound })
      ),
      accept: Effect.fn("merging.accept")(
        function* ({ params }) {
          const id = DecisionStore.SuggestionId.make(params.id)
          const accepted = yield* decisions.accept(yield* caller, id, yield* policyOf(id), yield* DateTime.now)
          return suggestion(accepted.suggestion)
        },
        Effect.catchTags({ ...settled, AccountNotFound: gone, ItemNotFound: gone })
      ),
      undo: Effect.fn("merging.undo")(function* ({ params }) {
        const id = DecisionStore.SuggestionId.make(params.id)
        return suggestion((yield* decisions.undo(yield* caller, id, yield* DateTime.now)).suggestion)
      }, Effect.catchTags(settled)),
      balanceCheck: Effect.fn("merging.balanceCheck")(
        function* ({ params, query }) {
          const account = yield* accounts.get(yield* caller, Account.AccountId.make(params.id))
          const zone = yield* zones.known(account.itemId)
          const today = CivilDate.fromInstant(yield* DateTime.now, zone)
          const to = dayOf(query.to, zone) ?? today
          const from = dayOf(query.from, zone) ?? CivilDate.addDays(to, -daysUnlessAsked)
          const examined = BalanceOracle.examine({
            rows: yield* rowsBetween(account.id, { from, to }),
            closing: to < today ? null : account.balance
          })
          return { accountId: account.id, from, to, ...judged(examined), days: examined.days.map(day) }
        },
        Effect.catchTags({ AccountNotFound: byTag.AccountNotFound, ItemNotFound: byTag.AccountNotFound })
      )
    })
  })
)
