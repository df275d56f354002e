// Every fault at every place of a recording where it can strike, or as many of them as there is time for: each fault once before any
// strikes twice, and the places of one fault spread over the first, the last and the middle of each kind.
import * as Cassette from "../Cassette.ts"
import { type Fault, isHtml, isJson, isLogin, type Site } from "./Fault.ts"
import * as Lists from "./Lists.ts"
import * as Rows from "./Rows.ts"
import * as Transport from "./Transport.ts"

export const faults: ReadonlyArray<Fault> = [...Transport.faults, ...Lists.faults, ...Rows.faults]

export interface Case {
  readonly fault: Fault
  readonly site: Site
}

/** How many exchanges all trials together may take: what a connector with few of them is tried with everywhere. */
export const most = 12_000

const kindOf = ({ exchange }: Site): string => {
  const part = isLogin(exchange) || exchange.step === "resume" ? exchange.step : "reads"
  return `${part} ${isJson(exchange) ? "JSON" : isHtml(exchange) ? "HTML" : "other"}`
}

/** The middle, the first and the last before all others. */
const spread = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> => {
  const places = new Set([Math.floor(all.length / 2), 0, all.length - 1])
  return [
    ...[...places].flatMap((place) => all.slice(place, place + 1)),
    ...all.filter((_, place) => !places.has(place))
  ]
}

const sites = (cassette: Cassette.Cassette): ReadonlyArray<Site> =>
  Cassette.parts(cassette).flatMap((part) =>
    part.exchanges.map((exchange, position) => ({ cassette, part, position, exchange }))
  )

/** By turns: the first of each, then the second of each. */
const inTurn = <A>(lists: ReadonlyArray<ReadonlyArray<A>>): ReadonlyArray<A> => {
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1))).flat()
}

/** How many places of a kind are tried, and how many are looked at until so many are found. */
const perKind = 3
const looks = 12

/** At most so many of those to which the fault can happen. */
const possible = (fault: Fault, among: ReadonlyArray<Site>, most: number): ReadonlyArray<Case> => {
  const found: Array<Case> = []
  for (const site of spread(among).slice(0, looks)) {
    if (found.length === most) break
    if (fault.of(site) !== null) found.push({ fault, site })
  }
  return found
}

/** Where time is dear, a kind is looked at in the first sync that has it alone: a later one costs those before it too. */
const groupsOf = (among: ReadonlyArray<Site>, isDear: boolean): ReadonlyArray<ReadonlyArray<Site>> => {
  const groups = Map.groupBy(among, (site) => `${site.part.sync.sync} ${kindOf(site)}`)
  if (!isDear) return [...groups.values()]
  return [...Map.groupBy(groups.values(), ([first]) => first && kindOf(first)).values()].flatMap((alike) =>
    alike.slice(0, 1)
  )
}

/** Where the fault is tried, the most telling place first. `shift`: so that not every fault strikes the same place. */
const placesOf = (
  fault: Fault,
  all: ReadonlyArray<Site>,
  shift: number,
  { isDear, wanted }: { readonly wanted: number; readonly isDear: boolean }
): ReadonlyArray<Case> => {
  const { later = false, where = () => true } = fault
  const among = all.filter((site) => (!later || site.part.sync.sync > 1) && where(site))
  const groups = groupsOf(among, isDear)
  const first = shift % (groups.length || 1)
  const chosen: Array<ReadonlyArray<Case>> = []
  let count = 0
  for (const group of [...groups.slice(first), ...groups.slice(0, first)]) {
    if (count >= wanted) break
    const cases = possible(fault, group, Math.min(perKind, wanted - count))
    chosen.push(cases)
    count += cases.length
  }
  return inTurn(chosen)
}

/** What a sync costs beside its exchanges, counted in exchanges. */
const overhead = 20

const cost = ({ cassette }: Site, sync: number): number =>
  Cassette.parts(cassette)
    .filter((part) => part.sync.sync <= sync)
    .reduce((sum, { exchanges }) => sum + exchanges.length + overhead, 0)

/** The cases of one cassette; at least one of each fault that it can show, and no more where nothing is to be spent. */
export const cases = (cassette: Cassette.Cassette, all = faults, budget = most): ReadonlyArray<Case> => {
  const every = sites(cassette)
  const [any] = every
  if (any === undefined) return []
  const wanted = Math.max(1, Math.ceil(budget / (all.length * cost(any, Number.POSITIVE_INFINITY))))
  const places = all.map((fault, index) => placesOf(fault, every, index, { wanted, isDear: budget === 0 }))
  const chosen: Array<Case> = []
  let spent = 0
  for (const each of inTurn(places)) {
    const isFirst = !chosen.some(({ fault }) => fault === each.fault)
    const costs = cost(each.site, each.site.part.sync.sync)
    if (!isFirst && spent + costs > budget) continue
    spent += costs
    chosen.push(each)
  }
  return chosen
}
