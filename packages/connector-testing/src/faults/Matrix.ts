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

/** The middle, the first and the last, and nothing twice. */
const spread = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> => {
  const places = [Math.floor(all.length / 2), 0, all.length - 1]
  return [...new Set(places)].flatMap((place) => all.slice(place, place + 1))
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

/** Where the fault is tried, the most telling place first. `shift`: so that not every fault strikes the same place. */
const placesOf = (fault: Fault, all: ReadonlyArray<Site>, shift: number): ReadonlyArray<Case> => {
  const possible = all.filter((site) => (fault.later !== true || site.part.sync.sync > 1) && fault.of(site) !== null)
  const groups = Map.groupBy(possible, (site) => `${site.part.sync.sync} ${kindOf(site)}`)
  const chosen = [...groups.values()].map(spread)
  const turned = [...chosen.slice(shift % (chosen.length || 1)), ...chosen.slice(0, shift % (chosen.length || 1))]
  return inTurn(turned).map((site) => ({ fault, site }))
}

const cost = ({ site: { cassette, part } }: Case): number =>
  Cassette.parts(cassette)
    .filter(({ sync }) => sync.sync <= part.sync.sync)
    .reduce((sum, { exchanges }) => sum + exchanges.length + overhead, 0)

/** What a sync costs beside its exchanges, counted in exchanges. */
const overhead = 20

/** The cases of one cassette; at least one of each fault that it can show. */
export const cases = (cassette: Cassette.Cassette, all = faults, budget = most): ReadonlyArray<Case> => {
  const places = all.map((fault, index) => placesOf(fault, sites(cassette), index))
  const chosen: Array<Case> = []
  let spent = 0
  for (const each of inTurn(places)) {
    const isFirst = !chosen.some(({ fault }) => fault === each.fault)
    if (!isFirst && spent + cost(each) > budget) continue
    spent += cost(each)
    chosen.push(each)
  }
  return chosen
}
