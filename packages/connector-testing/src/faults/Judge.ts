// What may come of a fault, beside what a visit without it came to: an error that says what happened, or all that was there to be read. Never
// a defect, a visit without an end, a loss that nobody is told of, or the loss of what was held.
import { Coverage, DateInterval, ExecutionStatus, type Transaction } from "@tomada/core"

import { type Call } from "../Observed.ts"
import { likeness } from "../Player.ts"
import type { Held } from "../Replay.ts"
import type { Fault, Site } from "./Fault.ts"
import type { Tried } from "./Trial.ts"

const isWell = ({ end }: Call): boolean => end._tag === "Well"

interface Told {
  readonly account?: { readonly key: string }
  readonly investment?: { readonly key: string }
  readonly window?: unknown
  readonly rows?: ReadonlyArray<{ readonly institutionId: string }>
}

/** Which read a call is, whoever makes it and however often. */
const nameOf = ({ of, step }: Call): string => {
  const { account, investment, rows, window } = (of ?? {}) as Told // what reads are given, as `Products.Reads` says
  return JSON.stringify([step, account?.key, investment?.key, window, rows?.map(({ institutionId }) => institutionId)])
}

/** The last call of each read, which is the one that counts. */
const counting = (calls: ReadonlyArray<Call>): ReadonlyMap<string, Call> =>
  new Map(calls.map((call) => [nameOf(call), call]))

const recordsOf = ({ pages }: Call): ReadonlyArray<unknown> => pages.flatMap(({ records }) => records)

interface Dated {
  readonly date?: unknown
  readonly status?: unknown
}

const isWithin = (intervals: ReadonlyArray<DateInterval.DateInterval>, record: Dated): boolean =>
  typeof record.date === "string" && DateInterval.covers(intervals, record.date as Transaction.Transaction["date"]) // a day, as collected

/** Records that were recorded, that a read did not show, and of which it says that they are not there. */
const lostBy = (recorded: Call, tried: Call): number => {
  const [was, is] = [recordsOf(recorded), recordsOf(tried)]
  const missing = was.length - is.length
  if (missing <= 0) return 0
  const coverage = tried.pages.flatMap((page) => page.coverage)
  const isDated = was.every((record) => typeof (record as Dated).date === "string")
  if (!isDated) return Coverage.isWhole({ coverage, complete: true }) ? missing : 0
  const states = Coverage.RowState.literals
  return states.reduce((sum, state) => {
    const proven = Coverage.provenDays({ coverage, complete: true }, state)
    const inside = (records: ReadonlyArray<unknown>) =>
      records.filter((record) => (record as Dated).status === state && isWithin(proven, record as Dated)).length
    return sum + Math.max(0, inside(was) - inside(is))
  }, 0)
}

const told = ({ end }: Call): string => {
  switch (end._tag) {
    case "Failed":
      return end.error._tag
    case "Died":
      return `a defect (${end.defect instanceof Error ? end.defect.name : typeof end.defect})`
    default:
      return end._tag
  }
}

const byEnds = (fault: Fault, { calls, item }: Tried, hit: string): ReadonlyArray<string> => {
  const found = calls.filter(({ end }) => end._tag === "Died").map((call) => `${call.step} ends in ${told(call)}`)
  if (found.length > 0) return found
  if (item === null) return ["the visit does not end"]
  const first = calls.find(({ end }) => end._tag === "Failed")
  if (first?.end._tag === "Failed" && !fault.tags.has(first.end.error._tag)) {
    found.push(`${first.step} fails with ${first.end.error._tag}, which may only be ${[...fault.tags].join(", ")}`)
  }
  if (first === undefined && fault.well === "never") found.push(`${hit} ends well, and may not`)
  const last = [...counting(calls).values()]
  if (item.executionStatus === "SUCCESS" && last.some((call) => !isWell(call) && call.step !== "resume"))
    found.push("the update is called a success although a read of it failed")
  return found
}

const byLoss = (fault: Fault, straight: Tried, tried: Tried): ReadonlyArray<string> => {
  if (fault.well === "truthful") return []
  const was = counting(straight.calls)
  return [...counting(tried.calls)].flatMap(([name, call]) => {
    const recorded = was.get(name)
    if (recorded === undefined || !isWell(call)) return []
    const lost = lostBy(recorded, call)
    return lost === 0 ? [] : [`${call.step} ends well without ${lost} of its records and does not say that they lack`]
  })
}

const rowsOf = (held: ReadonlyArray<Held>): ReadonlyArray<Transaction.Transaction> => held.flatMap(({ rows }) => rows)

/** What was held before and is held no more, although a straight update keeps it. */
const byHeld = ({ held: rule }: Fault, straight: Tried, { before, held }: Tried): ReadonlyArray<string> => {
  const kept = new Set(rowsOf(held).map(({ id }) => id))
  const still = new Set(rowsOf(straight.held).map(({ institutionId, providerCode }) => institutionId ?? providerCode))
  const gone = rowsOf(before).filter(
    (row) =>
      !kept.has(row.id) &&
      (rule === "all" || row.status === "POSTED") &&
      (still.has(row.institutionId ?? row.providerCode) || rowsOf(straight.held).length >= rowsOf(before).length)
  )
  const accounts = before.filter(({ account }) => !held.some((other) => other.account.id === account.id))
  return [
    ...(gone.length === 0 ? [] : [`${gone.length} rows that were held are gone`]),
    ...(accounts.length === 0 ? [] : [`${accounts.length} accounts that were held are gone`])
  ]
}

/** How often the request was made beyond what was recorded. */
const again = ({ cassette, exchange, part }: Site, { player }: Tried): number => {
  const volatile = new Set(cassette.header.volatile)
  const request = likeness(exchange, volatile)
  const recorded = part.exchanges.filter((each) => likeness(each, volatile) === request).length
  return player.made.filter((made) => made.request === request).length - recorded
}

const byRetries = (fault: Fault, site: Site, tried: Tried): ReadonlyArray<string> => {
  const { method, step } = site.exchange
  const changes = method !== "GET" && step === "login"
  const times = again(site, tried)
  const allowed = changes ? 0 : fault.again
  return times > allowed ? [`${step} makes the same ${method} request ${times} times more, and may ${allowed}`] : []
}

/** What is wrong with what came of it; each line names the fault and where it struck. */
export const judge = (fault: Fault, site: Site, straight: Tried, tried: Tried): ReadonlyArray<string> => {
  const { exchange, part, position } = site
  const where = `${fault.name} at exchange ${position + 1} of sync ${part.sync.sync}`
  return [
    ...byEnds(fault, tried, exchange.step),
    ...byLoss(fault, straight, tried),
    ...(part.sync.sync === 1 ? [] : byHeld(fault, straight, tried)),
    ...byRetries(fault, site, tried)
  ].map((problem) => `${where}: ${problem}`)
}

export const isFinal = ({ item }: Tried): boolean => item !== null && ExecutionStatus.isFinal(item.executionStatus)
