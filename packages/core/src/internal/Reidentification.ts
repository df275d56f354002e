// The uncertain part of a merge: held rows that a complete coverage did not show, and collected rows that nothing explained.
// Solved as an assignment over all pairs; a pair is accepted only if every solution without it is worse by more than
// `margin`. Rows that differ in nothing but their day do not rival each other: of one place and one amount no one can tell
// them apart, so who kept the day comes first, then the nearest, in their order.
// What stays open is left apart and suggested: a wrong merge is silent, a suggestion is not.
import type { Suggestion } from "../MergeDecision.ts"
import * as Assignment from "./Assignment.ts"
import * as Doubts from "./Doubts.ts"
import { pair, pairEqual } from "./Matching.ts"
import { family, type FoundRow, type HeldRow, mayBeSameInstallment, type Rows } from "./MergeRow.ts"
import * as Resemblance from "./Resemblance.ts"

const margin = 0.05
const largestExact = 10
/** Orders equal scores without outweighing any: rows that kept their day first, the others without crossing. */
const distance = (days: number): number => (days === 0 ? 0 : 1e-3 + 1e-6 * days ** 2)

/** A pair that stays undecided, and is suggested. */
export interface Open {
  readonly why: Suggestion["why"]
  readonly pair: Resemblance.Resemblance
}

const twin = (row: HeldRow | FoundRow): string => `${row.day}|${family(row)}`

/** Rows that are connected by resemblance, so that one decision bears on the other. */
const components = (
  pairs: ReadonlyArray<Resemblance.Resemblance>
): ReadonlyArray<ReadonlyArray<Resemblance.Resemblance>> => {
  const ofHeld = Map.groupBy(pairs, ({ held }) => held)
  const ofFound = Map.groupBy(pairs, ({ found }) => found)
  const seen = new Set<Resemblance.Resemblance>()
  return pairs.flatMap((start) => {
    if (seen.has(start)) return []
    const component = new Set([start])
    for (const { found, held } of component) {
      for (const touching of [ofHeld.get(held), ofFound.get(found)]) touching?.forEach((next) => component.add(next))
    }
    for (const pair of component) seen.add(pair)
    return [[...component]]
  })
}

const distinct = <A>(items: Iterable<A>): ReadonlyArray<A> => [...new Set(items)]

const accept = (accepted: Resemblance.Resemblance, rivals: number): void => {
  const { score, similarity } = accepted
  pair(accepted.held, accepted.found, "re-identified", { score, similarity })
  accepted.found.rivals = rivals
}

const inOrder = (held: ReadonlyArray<HeldRow>, found: ReadonlyArray<FoundRow>) =>
  held.flatMap((row, index) => {
    const other = found[index]
    return other === undefined ? [] : [[row, other] as const]
  })

const sameDayFirst = (held: ReadonlyArray<HeldRow>, found: ReadonlyArray<FoundRow>) => {
  const byDay = Map.groupBy(found, ({ day }) => day)
  const kept = held.flatMap((row) => {
    const other = byDay.get(row.day)?.shift()
    return other === undefined ? [] : [[row, other] as const]
  })
  const [rows, others] = [new Set(kept.map(([row]) => row)), new Set(kept.map(([, other]) => other))]
  const moved = inOrder(
    held.filter((row) => !rows.has(row)),
    found.filter((row) => !others.has(row))
  )
  return [...kept, ...moved]
}

/** One family on each side, as many as went or twins in any number: who kept the day first, or all in their order. */
const settleFamily = (component: ReadonlyArray<Resemblance.Resemblance>): boolean => {
  const held = distinct(component.map((pair) => pair.held)).toSorted((a, b) => a.day - b.day)
  const found = distinct(component.map((pair) => pair.found)).toSorted((a, b) => a.day - b.day)
  if (distinct(held.map(family)).length > 1 || distinct(found.map(family)).length > 1) return false
  const areTwins = distinct(held.map(twin)).length === 1 && distinct(found.map(twin)).length === 1
  if (!areTwins && held.length !== found.length) return false
  const pairOf = Map.groupBy(component, (pair) => pair.held)
  for (const pairing of [sameDayFirst(held, found), inOrder(held, found)]) {
    const chosen = pairing.flatMap(([row, other]) => pairOf.get(row)?.find((pair) => pair.found === other) ?? [])
    if (chosen.length < pairing.length) continue
    for (const pair of chosen) accept(pair, 0)
    return true
  }
  return false
}

const settleExactly = (component: ReadonlyArray<Resemblance.Resemblance>): void => {
  const held = distinct(component.map((pair) => pair.held))
  const found = distinct(component.map((pair) => pair.found))
  const edges = component.map((pair) => ({
    pair,
    row: held.indexOf(pair.held),
    column: found.indexOf(pair.found),
    score: pair.score - distance(pair.days)
  }))
  const best = Assignment.solve(edges)
  const chosen = edges.filter((edge) => best.edges.includes(edge))
  const accepted = chosen.filter(({ pair }) => {
    const without = edges.filter(
      (edge) => family(edge.pair.held) !== family(pair.held) || family(edge.pair.found) !== family(pair.found)
    )
    return Assignment.solve(without).total < best.total - margin
  })
  for (const { pair } of accepted) {
    accept(pair, component.filter((other) => (other.held === pair.held) !== (other.found === pair.found)).length)
  }
}

/** Too many for the exact solution: only pairs without any rival near them. */
const settleStrictly = (component: ReadonlyArray<Resemblance.Resemblance>): void => {
  const ofHeld = Map.groupBy(component, ({ held }) => twin(held))
  const ofFound = Map.groupBy(component, ({ found }) => twin(found))
  for (const pair of component) {
    const touching = [...(ofHeld.get(twin(pair.held)) ?? []), ...(ofFound.get(twin(pair.found)) ?? [])].filter(
      (other) => twin(other.held) !== twin(pair.held) || twin(other.found) !== twin(pair.found)
    )
    const isFree = pair.held.pays === null && pair.found.paidBy === null
    if (isFree && touching.every((other) => other.score < pair.score - margin)) accept(pair, touching.length)
  }
}

/**
 * Pairs the absent held rows with the unexplained collected ones. Returns the pairs that stay open: with `rivals`, or
 * `weak` because only amount and days agree, or because it is doubted.
 */
export const settle = (
  rows: Rows,
  absent: ReadonlyArray<HeldRow>,
  unexplained: ReadonlyArray<FoundRow>
): ReadonlyArray<Open> => {
  if (absent.length === 0 || unexplained.length === 0) return []
  pairEqual(
    absent.filter(({ row }) => row.status === "POSTED"),
    unexplained,
    ({ content }) => content,
    (held, found) => mayBeSameInstallment(held.row, found.row),
    "re-identified"
  )
  const isOpen = ({ found, held }: Resemblance.Resemblance) => held.pays === null && found.paidBy === null
  const pairs = Resemblance.all(
    absent.filter(({ pays }) => pays === null),
    unexplained.filter(({ paidBy }) => paidBy === null),
    Doubts.learn(rows)
  )
  const strong = pairs.filter(({ weak }) => !weak)
  for (const component of components(strong)) {
    if (settleFamily(component)) continue
    if (distinct(component.map(({ found }) => found)).length <= largestExact) settleExactly(component)
    else settleStrictly(component)
  }
  return pairs.filter(isOpen).map((pair) => ({ why: pair.weak ? "weak" : "rivals", pair }))
}
