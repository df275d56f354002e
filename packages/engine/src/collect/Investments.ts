// Investments, and the movements of each. Which held position each is, is decided when the list has been read, because its
// movements are read by what is proven of it; what changed bears the instant of the merge all the same.
import { Connector } from "@tomada/connector-kit"
import {
  CivilDate,
  type ConnectorError,
  Coverage,
  DateInterval,
  type Investment,
  type InvestmentTransaction,
  Investments,
  InvestmentTransactions,
  PlannedReads,
  type Product,
  type Upsert
} from "@tomada/core"
import { InvestmentStore } from "@tomada/store"
import { DateTime, Effect } from "effect"

import type { Gathered } from "../Gather.ts"
import { Ids } from "../Ids.ts"
import type { Lot } from "../Staging.ts"
import { idsOf, type Merging, part, resultOf, type Task } from "./Task.ts"

export type PositionChanges = Upsert.Changes<Investment.Investment>

const seenOf = (
  { created, revived, touched, unchanged, updated }: PositionChanges,
  records: ReadonlyArray<Investment.CollectedInvestment>
): ReadonlyArray<Investment.Investment> => {
  const keys = new Set(records.map(({ key }) => key))
  return [...created, ...updated, ...revived, ...touched, ...unchanged].filter(
    ({ key, state }) => state === "live" && keys.has(key)
  )
}

export const collect = Effect.fn("Investments.collect")(function* (task: Task) {
  yield* task.step("INVESTMENTS_IN_PROGRESS")
  const store = yield* InvestmentStore.InvestmentStore
  const { supply } = yield* Ids
  const gathered = yield* task.reader.read("INVESTMENTS", null)
  const changes = Investments.merge({
    itemId: task.item.id,
    held: yield* store.ofItem(task.item.id),
    collected: gathered,
    executionId: task.item.executionId ?? "",
    now: yield* DateTime.now,
    newId: idsOf<Investment.InvestmentId>(yield* supply)
  })
  const result = resultOf("INVESTMENTS", [part(gathered)])
  return { changes, seen: seenOf(changes, gathered.records), result }
})

/** The changes with the instant of the merge. */
export const stamped = (
  { created, removed, revived, updated, ...others }: PositionChanges,
  now: DateTime.Utc
): PositionChanges => {
  const changed = (row: Investment.Investment) => ({ ...row, updatedAt: now })
  return {
    ...others,
    created: created.map((row) => ({ ...row, createdAt: now, updatedAt: now })),
    updated: updated.map(changed),
    removed: removed.map(changed),
    revived: revived.map(changed)
  }
}

/** The movements of one investment, with all that a merge of them needs. */
export interface Movements {
  readonly investment: Investment.Investment
  readonly policy: Product.ProductPolicy
  readonly lot: Lot<InvestmentTransaction.CollectedInvestmentTransaction>
  readonly coverage: ReadonlyArray<Coverage.Coverage>
  readonly proven: Coverage.ProvenCoverage
  readonly plan: PlannedReads.Plan
  readonly began: DateTime.Utc
  readonly zone: string
  readonly error: ConnectorError.ConnectorError | null
  readonly warnings: Gathered<unknown>["warnings"]
}

const readOne = Effect.fn("Investments.readOne")(function* (task: Task, investment: Investment.Investment) {
  const store = yield* InvestmentStore.InvestmentStore
  const { zone } = task.manifest.institution
  const policy = Connector.policy(task.manifest, "INVESTMENTS_TRANSACTIONS")
  const began = yield* DateTime.now
  const today = CivilDate.fromInstant(began, zone)
  const proven = yield* store.proven(investment.id)
  const unsettled = InvestmentTransactions.unsettled(yield* store.unsettled(investment.id))
  const plan = PlannedReads.plan({ policy, zone, now: began, proven, unsettled })
  const parts = yield* Effect.forEach(plan.windows, (window) =>
    task.reader.read("INVESTMENTS_TRANSACTIONS", { investment, window: { ...window, today } })
  )
  const movements: Movements = {
    investment,
    policy,
    lot: yield* task.staging.keep(parts.flatMap(({ records }) => records)),
    coverage: parts.flatMap(({ coverage }) => coverage),
    proven,
    plan,
    began,
    zone,
    error: parts.find(({ error }) => error !== null)?.error ?? null,
    warnings: parts.flatMap(({ warnings }) => warnings)
  }
  return movements
})

/** Of every investment that was seen; `listing`: how their list failed, which leaves some unread. */
export const collectMovements = Effect.fn("Investments.collectMovements")(function* (
  task: Task,
  seen: ReadonlyArray<Investment.Investment>,
  listing: ConnectorError.ConnectorError | null
) {
  yield* task.step("INVESTMENTS_TRANSACTIONS_IN_PROGRESS")
  const movements = yield* Effect.forEach(seen, (investment) => readOne(task, investment))
  const { error, ...result } = resultOf(
    "INVESTMENTS_TRANSACTIONS",
    movements.map((of) => ({ error: of.error, warnings: of.warnings, count: of.lot.count }))
  )
  return { movements, result: { ...result, error: error ?? listing } }
})

/** The days of which held movements are needed; null when nothing was collected or claimed. */
const spanOf = (
  records: ReadonlyArray<InvestmentTransaction.CollectedInvestmentTransaction>,
  coverage: ReadonlyArray<Coverage.Coverage>
): DateInterval.DateInterval | null => {
  const days = DateInterval.normalise([...coverage, ...records.map(({ date }) => DateInterval.make(date, date))])
  const [first, last] = [days.at(0), days.at(-1)]
  return first === undefined || last === undefined ? null : DateInterval.make(first.from, last.to)
}

export const mergeMovements = Effect.fn("Investments.mergeMovements")(function* (
  { coverage, investment, lot, policy }: Movements,
  { executionId, newId, now }: Merging
) {
  const store = yield* InvestmentStore.InvestmentStore
  const records = yield* lot.records
  const span = spanOf(records, coverage)
  const ids = records.flatMap(({ institutionId }) => (institutionId == null ? [] : [institutionId]))
  return InvestmentTransactions.merge({
    investmentId: investment.id,
    held: span === null ? [] : yield* store.forMerge(investment.id, span, ids),
    // As with transactions: a stream that failed has claimed nothing.
    collected: { records, coverage, complete: true },
    policy,
    executionId,
    now,
    newId: idsOf<InvestmentTransaction.InvestmentTransactionId>(newId)
  })
})

/** What is proven of each investment now; nothing new where its reading failed. */
export const coverage = (all: ReadonlyArray<Movements>) =>
  all
    .filter(({ error }) => error === null)
    .map(({ began, coverage, investment, plan, proven, zone }) => ({
      investmentId: investment.id,
      proven: Coverage.advance(proven, {
        planned: plan.windows,
        proven: Coverage.provenDays({ coverage, complete: true }, "POSTED"),
        began,
        zone,
        deepRescan: plan.deepRescan
      })
    }))
