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

const onItsDay: Evidence = { days: 0 }

/** Says that the held row is the collected one; each row is paired once. */
export const pair = (held: HeldRow, found: FoundRow, rule: Rule, evidence?: Evidence): void => {
  held.pays = found
  found.paidBy = held
  found.rule = rule
  const keptDay = found.row.date === held.row.date
  found.evidence =
    keptDay && evidence === undefined ? onItsDay : { days: keptDay ? 0 : found.day - held.day, ...evidence }
}

/** The row that a key names, null where it names two. */
const unambiguous = (
  rows: ReadonlyArray<HeldRow>,
  keys: (held: HeldRow) => ReadonlyArray<string>
): ReadonlyMap<string, HeldRow | null> => {
  const named = new Map<string, HeldRow | null>()
  for (const held of rows) {
    for (const key of keys(held)) {
      const other = named.get(key)
      if (other !== held) named.set(key, other === undefined ? held : null)
    }
  }
  return named
}

const ownId = ({ id }: HeldRow): ReadonlyArray<string> => (id === null ? [] : [id])

/** Step 1: the id that names the row now, else one that it had before. */
export const byInstitutionId = ({ found, held }: Rows): void => {
  if (!found.some(({ id }) => id !== null)) return
  const named = [
    ...states.map((state) =>
      unambiguous(
        held.filter(({ row }) => row.state === state),
        ownId
      )
    ),
    unambiguous(
      held.filter(({ row }) => row.state === "live"),
      ({ isOfRecipe, row }) => (isOfRecipe ? row.previousIds : [])
    )
  ]
  for (const owners of named) {
    for (const row of found) {
      const owner = row.id === null || row.paidBy !== null ? undefined : owners.get(row.id)
      if (owner?.pays === null) pair(owner, row, "institution-id")
    }
  }
}

/** Step 2: a posted row that names the pending row which it posts. Of two that name the same, that of equal amount. */
export const byPendingLink = ({ found, held }: Rows): void => {
  const linked = found.filter(({ paidBy, row }) => paidBy === null && row.pendingId != null)
  if (linked.length === 0) return
  const pending = held.filter(({ isOfRecipe, pays, row }) => isOfRecipe && pays === null && row.status !== "POSTED")
  const named = states.map((state) =>
    unambiguous(
      pending.filter(({ row }) => row.state === state),
      ({ row }) => (row.institutionId == null ? [] : [row.institutionId])
    )
  )
  for (const equalAmount of [true, false]) {
    for (const owners of named) {
      for (const row of linked) {
        const owner = row.paidBy !== null || row.row.pendingId == null ? undefined : owners.get(row.row.pendingId)
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

/** Pairs the rows that share a key, in their order; each row once. */
export const pairEqual = (
  held: Iterable<HeldRow>,
  found: ReadonlyArray<FoundRow>,
  key: (row: HeldRow | FoundRow) => string,
  may: (held: HeldRow, found: FoundRow) => boolean,
  rule: Rule
): void => {
  if (found.every(({ paidBy }) => paidBy !== null)) return
  const offers = new Map<string, Array<HeldRow>>()
  for (const row of held) {
    if (row.pays !== null) continue
    const name = key(row)
    const offered = offers.get(name)
    if (offered === undefined) offers.set(name, [row])
    else offered.push(row)
  }
  if (offers.size === 0) return
  for (const row of found) {
    if (row.paidBy !== null) continue
    const offered = offers.get(key(row))
    const at = offered?.findIndex((candidate) => may(candidate, row)) ?? -1
    const [payer] = at < 0 || offered === undefined ? [] : offered.splice(at, 1)
    if (payer !== undefined) pair(payer, row, rule)
  }
}

/** By its key each row that shares it with no other, else null. */
const alone = (rows: ReadonlyArray<FoundRow>, key: (row: FoundRow) => string): ReadonlyMap<string, FoundRow | null> => {
  const named = new Map<string, FoundRow | null>()
  for (const row of rows) {
    const name = key(row)
    named.set(name, named.has(name) ? null : row)
  }
  return named
}

/** Pairs each collected row that is alone under its key with the first held row that may be it. */
const pairAlone = (
  held: ReadonlyArray<HeldRow>,
  singles: ReadonlyMap<string, FoundRow | null>,
  key: (row: HeldRow) => string,
  may: (held: HeldRow, found: FoundRow) => boolean
): void => {
  for (const row of held) {
    const single = row.pays === null ? singles.get(key(row)) : null
    if (single?.paidBy === null && may(row, single)) pair(row, single, "content")
  }
}

/**
 * Step 3: equal content, the most alike first. Of twins each first takes the held row that says the same in every field,
 * or they would change places at every sync. Nearly every row has an amount that no other of its day has, and is as it
 * was: these are found first, without the long keys.
 */
export const byContent = ({ found, held }: Rows, policy: ProductPolicy): void => {
  const isOpen = ({ paidBy }: FoundRow) => paidBy === null
  const all = found.filter(isOpen)
  const foundOn = Map.groupBy(all, ({ row }) => row.date)
  const unpaid = held.filter(({ pays, row }) => pays === null && foundOn.has(row.date))
  if (unpaid.length === 0) return
  const lasting = LastingIds.learn({ found, held })
  const may = (row: HeldRow, other: FoundRow) => mayBe(row, other, lasting)
  const inTurn = states.flatMap((state) => unpaid.filter(({ row }) => row.state === state))
  for (const [day, rows] of Map.groupBy(inTurn, ({ row }) => row.date)) {
    const singles = alone(foundOn.get(day) ?? [], likeness.amount)
    pairAlone(rows, singles, likeness.amount, (row, other) => isExactly(row, other) && may(row, other))
  }
  const open = all.filter(isOpen)
  if (open.length === 0) return
  const singles = alone(open, likeness.exact)
  pairAlone(inTurn, singles, likeness.exact, may)
  const hasTwin = (row: HeldRow | FoundRow) => singles.get(likeness.exact(row)) === null
  const isUnchanged = (row: HeldRow, twin: FoundRow) =>
    may(row, twin) && !RowChange.seen(row.row, twin.row, policy).hasChanged
  const offers = states.map((state) => inTurn.filter(({ pays, row }) => pays === null && row.state === state))
  const twins = open.filter(hasTwin)
  const twinOffers = twins.length === 0 ? [] : offers.map((rows) => rows.filter(hasTwin))
  for (const is of [isUnchanged, may]) {
    for (const rows of twinOffers) pairEqual(rows, twins, likeness.exact, is, "content")
  }
  for (const key of [likeness.status, likeness.content]) {
    for (const rows of offers) pairEqual(rows, open, key, may, "content")
  }
}
