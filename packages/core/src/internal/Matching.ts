// The certain part of a merge: which held row a collected one is by the institution's id, by an explicit link, or by equal
// content. Content is matched as multisets: a held row pays for one collected row, so two equal coffees stay two. Live rows
// pay first, then those that the person deleted (they swallow their match), then removed ones (they come back).
import type { Rule } from "../MergeDecision.ts"
import type { ProductPolicy } from "../Product.ts"
import * as LastingIds from "./LastingIds.ts"
import {
  type Evidence,
  type FoundRow,
  type HeldRow,
  isExactly,
  isPosting,
  likeness,
  mayBeSameInstallment,
  type Rows
} from "./MergeRow.ts"
import * as RowChange from "./RowChange.ts"

const states = ["live", "deleted", "removed"] as const

/** Says that the held row is the collected one; each row is paired once. */
export const pair = (held: HeldRow, found: FoundRow, rule: Rule, evidence?: Evidence): void => {
  held.pays = found
  found.paidBy = held
  found.rule = rule
  const days = found.row.date === held.row.date ? 0 : found.day - held.day
  found.evidence = { days, ...evidence }
}

type Key = string | null | undefined

/** The row that a key names, null where it names two. */
const unambiguous = (
  rows: ReadonlyArray<HeldRow>,
  keys: (held: HeldRow) => ReadonlyArray<Key>
): ReadonlyMap<Key, HeldRow | null> => {
  const named = new Map<Key, HeldRow | null>()
  for (const held of rows) {
    for (const key of keys(held)) named.set(key, named.has(key) ? null : held)
  }
  return named
}

/** Step 1: the id that names the row now, else one that it had before. */
export const byInstitutionId = ({ found, held }: Rows): void => {
  const named = [
    ...states.map((state) =>
      unambiguous(
        held.filter(({ row }) => row.state === state),
        ({ id }) => [id]
      )
    ),
    unambiguous(
      held.filter(({ isOfRecipe, row }) => isOfRecipe && row.state === "live"),
      ({ row }) => row.previousIds
    )
  ]
  const identified = found.filter(({ id }) => id !== null)
  for (const owners of named) {
    for (const row of identified) {
      const owner = row.paidBy === null ? owners.get(row.id) : null
      if (owner?.pays === null) pair(owner, row, "institution-id")
    }
  }
}

/** Step 2: a posted row that names the pending row which it posts. Of two that name the same, that of equal amount. */
export const byPendingLink = ({ found, held }: Rows): void => {
  const linked = found.filter(({ row }) => row.pendingId != null)
  const pending = held.filter(({ isOfRecipe, pays, row }) => isOfRecipe && pays === null && row.status !== "POSTED")
  const named = states.map((state) =>
    unambiguous(
      pending.filter(({ row }) => row.state === state),
      ({ row }) => [row.institutionId]
    )
  )
  for (const equalAmount of [true, false]) {
    for (const owners of named) {
      for (const row of linked) {
        const owner = row.paidBy === null ? owners.get(row.row.pendingId) : null
        if (owner?.pays !== null) continue
        if (!equalAmount || owner.amount === row.amount) pair(owner, row, "pending-link")
      }
    }
  }
}

/** Rows with different trusted ids are different rows, unless one is the posting of the other and ids change then. */
const idsAgree = (held: HeldRow, found: FoundRow, doubts: LastingIds.Doubt): boolean =>
  held.id === null ||
  found.id === null ||
  (held.row.state !== "deleted" && isPosting(held, found) && !doubts(held, found))

/** A posted row never goes back to pending by its content alone. */
const mayBe = (held: HeldRow, found: FoundRow, doubts: LastingIds.Doubt): boolean =>
  idsAgree(held, found, doubts) &&
  mayBeSameInstallment(held.row, found.row) &&
  (held.row.status === found.row.status || isPosting(held, found) || held.row.status === "SCHEDULED")

const isOpen = ({ paidBy }: FoundRow): boolean => paidBy === null

const isUnpaid = ({ pays }: HeldRow): boolean => pays === null

/** Pairs the rows that share a key, in their order; each row once. */
export const pairEqual = (
  held: ReadonlyArray<HeldRow>,
  found: ReadonlyArray<FoundRow>,
  key: (row: HeldRow | FoundRow) => string,
  may: (held: HeldRow, found: FoundRow) => boolean,
  rule: Rule
): void => {
  const open = found.filter(isOpen)
  if (open.length === 0) return
  const offers = Map.groupBy(held.filter(isUnpaid), key)
  for (const row of open) {
    const offered = offers.get(key(row)) ?? []
    const at = offered.findIndex((candidate) => may(candidate, row))
    for (const payer of at < 0 ? [] : offered.splice(at, 1)) pair(payer, row, rule)
  }
}

/** By its amount each row that shares it with no other, else null. */
const aloneByAmount = <Row extends HeldRow | FoundRow>(rows: ReadonlyArray<Row>): ReadonlyMap<string, Row | null> => {
  const named = new Map<string, Row | null>()
  for (const row of rows) named.set(row.amount, named.has(row.amount) ? null : row)
  return named
}

/** Pairs the rows of one day that are alone in their amount on both sides and say the same. */
const pairAlone = (
  held: ReadonlyArray<HeldRow>,
  found: ReadonlyArray<FoundRow>,
  may: (held: HeldRow, found: FoundRow) => boolean
): void => {
  const singles = aloneByAmount(found)
  for (const [amount, row] of aloneByAmount(held)) {
    const single = singles.get(amount) ?? null
    if (row !== null && single !== null && isExactly(row, single) && may(row, single)) pair(row, single, "content")
  }
}

/**
 * Step 3: equal content, the most alike first. Of twins each first takes the held row that says the same in every field,
 * or they would change places at every sync, and one that is shown alone would take the other's. Nearly every row has an
 * amount that no other of its day has, and is as it was: these are found first, without the long keys.
 */
export const byContent = ({ found, held }: Rows, policy: ProductPolicy): void => {
  const foundOn = Map.groupBy(found.filter(isOpen), ({ row }) => row.date)
  const unpaid = held.filter((row) => isUnpaid(row) && foundOn.has(row.row.date))
  if (unpaid.length === 0) return
  const lasting = LastingIds.learn({ found, held })
  const may = (row: HeldRow, other: FoundRow) => mayBe(row, other, lasting)
  const inTurn = states.flatMap((state) => unpaid.filter(({ row }) => row.state === state))
  const heldOn = Map.groupBy(inTurn, ({ row }) => row.date)
  for (const [day, rows] of foundOn) pairAlone(heldOn.get(day) ?? [], rows, may)
  const open = found.filter(isOpen)
  if (open.length === 0) return
  const left = inTurn.filter(isUnpaid)
  const isUnchanged = (row: HeldRow, twin: FoundRow) =>
    may(row, twin) && !RowChange.seen(row.row, twin.row, policy).hasChanged
  for (const is of [isUnchanged, may]) pairEqual(left, open, likeness.exact, is, "content")
  for (const key of [likeness.status, likeness.content]) pairEqual(left, open, key, may, "content")
}
