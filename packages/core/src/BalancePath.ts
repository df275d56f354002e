// Whether the rows of one day, in some order, pass through every balance that they state. Where each row states one the rows are
// edges between balances and the question is Euler's; rows without a balance may stand anywhere, and only so many are tried.

/** In the smallest unit. `balance`: after the row, null where it is not stated. */
export interface DayRow {
  readonly amount: bigint
  readonly balance: bigint | null
}

/** Rows of a day without a balance beyond which only the given order and its reverse are tried. */
const mostFree = 12
/** Rows without a balance on the first day beyond which its opening is not guessed; and openings that are tried. */
const mostGuessed = 5
const mostOpenings = 128
/** Steps of one search. */
const mostSteps = 20_000

const follows = (rows: ReadonlyArray<DayRow>, opening: bigint): boolean => {
  let at = opening
  for (const { amount, balance } of rows) {
    at += amount
    if (balance !== null && balance !== at) return false
  }
  return true
}

/** A trail over all edges exists: what goes into each balance comes out of it, and all hang together. */
const isTrail = (rows: ReadonlyArray<{ readonly amount: bigint; readonly balance: bigint }>, opening: bigint) => {
  const surplus = new Map<bigint, number>()
  const neighbours = new Map<bigint, Set<bigint>>()
  const count = (at: bigint, by: number) => surplus.set(at, (surplus.get(at) ?? 0) + by)
  const link = (from: bigint, to: bigint) => neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to))
  let end = opening
  for (const { amount, balance } of rows) {
    const from = balance - amount
    count(from, 1)
    count(balance, -1)
    link(from, balance)
    link(balance, from)
    end += amount
  }
  count(opening, -1)
  count(end, 1)
  if ([...surplus.values()].some((value) => value !== 0)) return false
  const reached = new Set([opening])
  for (const at of reached) for (const next of neighbours.get(at) ?? []) reached.add(next)
  return [...neighbours.keys()].every((at) => reached.has(at))
}

const search = (rows: ReadonlyArray<DayRow>, opening: bigint): boolean => {
  const tried = new Set<bigint>()
  const all = (1n << BigInt(rows.length)) - 1n
  const open: Array<{ readonly used: bigint; readonly at: bigint }> = [{ used: 0n, at: opening }]
  for (let steps = 0; steps < mostSteps; steps++) {
    const state = open.pop()
    if (state === undefined) return false
    if (state.used === all) return true
    if (tried.has(state.used)) continue
    tried.add(state.used)
    for (const [index, { amount, balance }] of rows.entries()) {
      const bit = 1n << BigInt(index)
      const at = state.at + amount
      if ((state.used & bit) === 0n && (balance === null || balance === at)) open.push({ used: state.used | bit, at })
    }
  }
  return false
}

const isStated = (row: DayRow): row is { readonly amount: bigint; readonly balance: bigint } => row.balance !== null

/** Whether some order of the rows, from `opening`, passes through all their balances. */
export const passes = (rows: ReadonlyArray<DayRow>, opening: bigint): boolean => {
  if (follows(rows, opening) || follows(rows.toReversed(), opening)) return true
  const stated = rows.filter(isStated)
  if (stated.length === rows.length) return isTrail(stated, opening)
  return rows.length - stated.length <= mostFree && search(rows, opening)
}

/** Balances that more rows leave than reach: where every row states its balance, a day that moved opened there. */
const sources = (rows: ReadonlyArray<DayRow>): ReadonlyArray<bigint> => {
  const surplus = new Map<bigint, number>()
  for (const { amount, balance } of rows.filter(isStated)) {
    surplus.set(balance - amount, (surplus.get(balance - amount) ?? 0) + 1)
    surplus.set(balance, (surplus.get(balance) ?? 0) - 1)
  }
  return [...surplus].filter(([, value]) => value > 0).map(([at]) => at)
}

/** What any of the rows without a balance may have added before the first stated one; zero where there are too many. */
const sumsBefore = (rows: ReadonlyArray<DayRow>): ReadonlyArray<bigint> => {
  const free = rows.filter((row) => !isStated(row))
  const sums = [0n]
  if (free.length <= mostGuessed) {
    for (const { amount } of free) sums.push(...sums.map((sum) => sum + amount))
  }
  return sums
}

/**
 * What the day may have opened at, the likeliest first and at most 128: as its first stated balance says, in either order, or
 * in any other one. Zero for a day that states none.
 */
export const mayOpenAt = (rows: ReadonlyArray<DayRow>): ReadonlyArray<bigint> => {
  const given = (ordered: ReadonlyArray<DayRow>): ReadonlyArray<bigint> => {
    let sum = 0n
    for (const { amount, balance } of ordered) {
      sum += amount
      if (balance !== null) return [balance - sum]
    }
    return []
  }
  const openings = new Set([...given(rows), ...given(rows.toReversed()), ...sources(rows)])
  for (const before of sumsBefore(rows)) {
    for (const { amount, balance } of rows.filter(isStated)) {
      if (openings.size < mostOpenings) openings.add(balance - amount - before)
    }
  }
  return openings.size === 0 ? [0n] : [...openings]
}

/** Stated minus computed at the end of the day's stated balances, in that of the two orders that breaks less often. */
export const jump = (rows: ReadonlyArray<DayRow>, opening: bigint): bigint => {
  const measure = (ordered: ReadonlyArray<DayRow>) => {
    let at = opening
    let breaks = 0
    let by = 0n
    for (const { amount, balance } of ordered) {
      at += amount
      if (balance === null || balance === at) continue
      breaks += 1
      by += balance - at
      at = balance
    }
    return { breaks, by }
  }
  const [given, reversed] = [measure(rows), measure(rows.toReversed())]
  return (reversed.breaks < given.breaks ? reversed : given).by
}
