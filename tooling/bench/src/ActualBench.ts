// `pnpm bench:actual [--rows 10000] [--large 50000] [--rounds 5] [--no-write]`: what the same rows cost our merge with PostgreSQL and Actual's
// `importTransactions`, in turn, and which rows both hold after nine histories. Brings the peer from the npm registry the first time.
// Exit 1: a goal is missed at full size (10,000 rows or more), or ours holds other rows than it has to; exit 2: the peer cannot be had here.
import { constants } from "node:os"
import { parseArgs } from "node:util"

import * as ActualChild from "./ActualChild.ts"
import * as ActualFigures from "./ActualFigures.ts"
import * as ActualInstall from "./ActualInstall.ts"
import * as ActualOurs from "./ActualOurs.ts"
import * as ActualProofs from "./ActualProofs.ts"
import * as ActualRows from "./ActualRows.ts"
import * as ActualScenarios from "./ActualScenarios.ts"
import * as Proofs from "./Proofs.ts"

/** Rounds that do not count: a server that runs for weeks is warm, and so is a budget that stays open. */
const warmUps = 2

const usage = `pnpm bench:actual [options]
  --rows <n>    rows of a first load, and of the history of the overlaps after it (10000)
  --large <n>   rows of the large history, 0 for none (50000)
  --rounds <n>  rounds that count, after ${warmUps} that do not (5)
  --no-write    leaves docs/proofs.md as it is`

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000" },
    large: { type: "string", default: "50000" },
    rounds: { type: "string", default: "5" },
    "no-write": { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})

const count = (name: string, text: string, least: number): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} takes a number from ${least} on`)
  return number
}

const lastDay = ActualRows.year - 1
/** Overlaps into the small history in a round, the mean of which counts; one is over in too short a time. */
const syncs = 10
/** First loads of ours in a round, the mean of which counts; one of the other's takes thirty times as long. */
const loads = 5
/** First loads of ours before them that do not count: while the other side has its minute, ours forgets what it had compiled. */
const warmLoads = 3

const shown = (rows: number): string => (rows % 1000 === 0 ? `${rows / 1000}k` : String(rows))
const log = (what: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${what}`)

interface Sides {
  readonly ours: ActualOurs.Side
  readonly peer: ActualOurs.Side
}

/** What one side's turn of a round cost, milliseconds of CPU each. */
interface Turn {
  readonly first: number
  readonly small: number
  readonly large: number
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

const loaded = async (side: ActualOurs.Side): Promise<number> => {
  await side.begin()
  const cost = await side.take(0, lastDay)
  await side.settle()
  return cost
}

const overlap = (side: ActualOurs.Side, today: number): Promise<number> =>
  side.take(today - ActualRows.overlapDays, today)

/** One side does all of a round before the other begins. */
const turn = async (
  [small, large]: readonly [ActualOurs.Side, ActualOurs.Side | undefined],
  { counted, before }: { readonly counted: number; readonly before: number },
  round: number
): Promise<Turn> => {
  for (let load = 0; load < before; load++) await loaded(small)
  const firsts: Array<number> = []
  for (let load = 0; load < counted; load++) firsts.push(await loaded(small))
  const smalls: Array<number> = []
  for (let sync = 1; sync <= syncs; sync++) smalls.push(await overlap(small, lastDay + sync))
  return {
    first: mean(firsts),
    small: mean(smalls),
    large: large === undefined ? 0 : await overlap(large, ActualRows.year + round)
  }
}

const overlapRows = (total: number): number =>
  ActualRows.count(ActualRows.year - ActualRows.overlapDays, ActualRows.year, total)

const measured = async (
  options: { readonly rows: number; readonly large: number; readonly rounds: number },
  small: Sides,
  large: Sides
): Promise<ActualFigures.Result> => {
  const isFull = options.rows >= 10_000
  const rounds: Array<{ readonly ours: Turn; readonly peer: Turn }> = []
  const others = options.large > 0 ? large : undefined
  if (others !== undefined) log(`${shown(options.large)} rows for the large history`)
  const once = others === undefined ? [] : [{ ours: await loaded(others.ours), peer: await loaded(others.peer) }]
  for (let round = 0; round < warmUps + options.rounds; round++) {
    const isCounted = round >= warmUps
    log(isCounted ? `round ${round - warmUps + 1}` : "warm-up")
    const ours = await turn([small.ours, others?.ours], { before: warmLoads, counted: loads }, round)
    const peer = await turn([small.peer, others?.peer], { before: 0, counted: 1 }, round)
    if (isCounted) rounds.push({ ours, peer })
  }
  const pairs = (of: keyof Turn) => rounds.map(({ ours, peer }) => ({ ours: ours[of], peer: peer[of] }))
  const goal = (value: number) => (isFull ? { goal: value } : {})
  const of = (total: number, rows: number, rounds: ReadonlyArray<ActualFigures.Pair>) => ({
    into: shown(total),
    rows,
    rounds
  })
  return {
    first: { ...of(options.rows, options.rows, pairs("first")), ...goal(ActualFigures.goals.first) },
    small: { ...of(options.rows, overlapRows(options.rows), pairs("small")), ...goal(ActualFigures.goals.small) },
    ...(options.large > 0 && {
      large: {
        first: of(options.large, options.large, once),
        overlaps: {
          ...of(options.large, overlapRows(options.large), pairs("large")),
          ...(options.large >= 50_000 && goal(ActualFigures.goals.large))
        }
      }
    })
  }
}

const compared = async (peer: ActualChild.Peer): Promise<ReadonlyArray<ActualProofs.Compared>> => {
  const results: Array<ActualProofs.Compared> = []
  for (const scenario of ActualScenarios.scenarios) {
    const { reads } = scenario
    results.push({
      scenario,
      ours: ActualScenarios.ours(reads),
      peer: await peer.holds(ActualScenarios.imports(reads))
    })
  }
  return results
}

const print = ({ table: { head, rows } }: Proofs.Proof): void => {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)))
  for (const row of [head, ...rows]) {
    console.log(
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[at] ?? 0) + 3))).join("")
    )
  }
  console.log()
}

/** Closes what it opened when the run ends, whichever way: also when it is told to stop, be it before all is open. */
const main = async (): Promise<void> => {
  const options = {
    rows: count("rows", values.rows, 365),
    large: count("large", values.large, 0),
    rounds: count("rounds", values.rounds, 1)
  }
  const stop = new AbortController()
  const closing: Array<() => Promise<void>> = []
  let closed: Promise<void> | undefined
  const close = (): Promise<void> =>
    (closed ??= (async () => {
      for (const one of closing.toReversed()) await one().catch((error: unknown) => console.error(String(error)))
    })())
  const opened = async <A extends { readonly close: () => Promise<void> }>(opening: Promise<A>): Promise<A> => {
    closing.push(() =>
      opening.then(
        (one) => one.close(),
        () => undefined
      )
    )
    const one = await opening
    if (stop.signal.aborted) throw new Error("stopped")
    return one
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.abort()
      void close().finally(() => process.exit(128 + constants.signals[signal]))
    })
  }
  try {
    log(`@actual-app/api ${ActualInstall.version}`)
    const folder = await ActualInstall.install(stop.signal)
    const ours = await opened(ActualOurs.open())
    const peer = await opened(ActualChild.start(folder))
    const small = { ours: await ours.side("small", options.rows), peer: peer.side(options.rows) }
    // A budget stays open as long as its process, so the large history has one to itself.
    const large =
      options.large === 0
        ? small
        : {
            ours: await ours.side("large", options.large),
            peer: (await opened(ActualChild.start(folder))).side(options.large)
          }
    const result = await measured(options, small, large)
    log("nine histories")
    const histories = await compared(peer)
    const proofs = [
      ActualProofs.ofFigures(result, { rounds: options.rounds, warmUps, syncs, loads, warmLoads }),
      ActualProofs.ofHistories(histories)
    ]
    proofs.forEach(print)
    if (!values["no-write"]) proofs.forEach(Proofs.write)
    const isKept = ActualFigures.lines(result).every(ActualFigures.isMet)
    const isRight = histories.every(({ ours, scenario }) => ActualScenarios.isRight(ours, scenario))
    if (!isKept || !isRight) process.exitCode = 1
  } finally {
    await close()
  }
}

if (values.help) console.log(usage)
else
  await main().catch((error: unknown) => {
    console.error(`bench:actual: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = error instanceof ActualInstall.PeerMissing ? 2 : 1
  })
