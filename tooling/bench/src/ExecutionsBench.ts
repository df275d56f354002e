// `pnpm bench:executions [--rounds 5] [--browsers 5] [--http 100] [--warm-up 1000] [--profile folder] [--no-write]`: executions per CPU second by HTTP,
// by a pooled browser and with a browser launched for each, and what engine, server and database add to the bare flow, each in turn in
// every round. Exit 1: an execution did not end UPDATED, or the ways did not read the same rows. Writes its section of docs/proofs.md.
import { constants } from "node:os"
import { resolve } from "node:path"
import { parseArgs } from "node:util"

import * as ExecutionsWorld from "./ExecutionsWorld.ts"
import * as Proofs from "./Proofs.ts"
import { median, spread } from "./Spread.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    browsers: { type: "string", default: "5" },
    http: { type: "string", default: "100" },
    "warm-up": { type: "string", default: "1000" },
    profile: { type: "string" },
    "no-write": { type: "boolean", default: false }
  }
})

const count = (name: "rounds" | "browsers" | "http" | "warm-up", least: number): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} is a number from ${least} on`)
  return number
}

const options = {
  rounds: count("rounds", 1),
  browsers: count("browsers", 1),
  http: count("http", 1),
  warmUp: count("warm-up", 0)
}
const [byHttp, byBrowser, byBrowserLogin] = [2, 702, 703]
/** By HTTP two are under way at a time. By browser one, as with the script: two Chromiums at a time make each other dearer. */
const lanes = { http: 2, browser: 1 } as const
/** Executions by browser that go before those that are counted. */
const ahead = 2

/** What one execution of each way cost in a round. */
export interface Round {
  readonly http: ExecutionsWorld.Cost
  /** By HTTP through the engine alone. */
  readonly engine: ExecutionsWorld.Cost
  readonly bare: ExecutionsWorld.Cost
  readonly pooled: ExecutionsWorld.Cost
  readonly launched: ExecutionsWorld.Cost
  /** By the settings of the pool instead of Playwright's. */
  readonly launchedLean: ExecutionsWorld.Cost
  /** The browser for the login alone, the rest by HTTP. */
  readonly pooledLogin: ExecutionsWorld.Cost
  readonly launchedLogin: ExecutionsWorld.Cost
}

const all = ({ browser, node, postgres }: ExecutionsWorld.Cost): number => browser + node + postgres

/** How many times the bare flow's CPU is taken beside it. */
const beside = (bare: ExecutionsWorld.Cost, whole: ExecutionsWorld.Cost): number => (all(whole) - all(bare)) / all(bare)
const ofEngine = ({ bare, engine }: Round): number => beside(bare, engine)
const ofServer = ({ bare, http }: Round): number => beside(bare, http)

const sameRows = (round: Round): void => {
  const rows = Object.entries(round).map(([way, { rows }]) => `${way} ${rows}`)
  if (new Set(Object.values(round).map(({ rows }) => rows)).size > 1) throw new Error(`rows differ: ${rows.join(", ")}`)
}

type Way = (times: number) => Promise<ExecutionsWorld.Cost>

/** V8 forgets the code of a process that stood still while others had their turn, so the first of each turn are not counted. */
const warm = async (way: Way, first: number, counted: number): Promise<ExecutionsWorld.Cost> => {
  await way(first)
  return way(counted)
}

const run = async (world: ExecutionsWorld.World, tell: (line: string) => void): Promise<ReadonlyArray<Round>> => {
  const http = (times: number) => world.executed(byHttp, times, lanes.http)
  const engine = (times: number) => world.engine(byHttp, times)
  for (const way of [http, engine, world.bare]) await way(Math.max(1, options.warmUp))
  const inHttp = (way: Way) => warm(way, 3 * options.http, options.http)
  const pooled = (connectorId: number) =>
    warm((times) => world.executed(connectorId, times, lanes.browser), ahead, options.browsers)
  const launched = (connectorId: number, settings: "playwright" | "pool") =>
    warm((times) => world.launched(connectorId, times, settings), ahead, options.browsers)
  const rounds: Array<Round> = []
  while (rounds.length < options.rounds) {
    const round = {
      http: await inHttp(http),
      engine: await inHttp(engine),
      bare: await inHttp(world.bare),
      pooled: await pooled(byBrowser),
      launched: await launched(byBrowser, "playwright"),
      launchedLean: await launched(byBrowser, "pool"),
      pooledLogin: await pooled(byBrowserLogin),
      launchedLogin: await launched(byBrowserLogin, "playwright")
    }
    sameRows(round)
    rounds.push(round)
    const shown = Object.entries(round).map(([way, cost]) => `${way} ${all(cost).toFixed(1)} ms`)
    tell(`round ${rounds.length}: ${shown.join(", ")}`)
  }
  return rounds
}

const proofOf = (rounds: ReadonlyArray<Round>, source: string): Proofs.Proof => {
  const row = (what: string, of: (round: Round) => number) => [what, ...spread(rounds.map(of))]
  const ways = [
    ["by HTTP", (round: Round) => round.http],
    ["by HTTP, the engine alone", (round: Round) => round.engine],
    ["bare, by HTTP", (round: Round) => round.bare],
    ["by a pooled browser", (round: Round) => round.pooled],
    ["a browser launched for each", (round: Round) => round.launched],
    ["launched with the pool's settings", (round: Round) => round.launchedLean],
    ["pooled, for the login alone", (round: Round) => round.pooledLogin],
    ["launched, for the login alone", (round: Round) => round.launchedLogin]
  ] as const
  return {
    name: "executions",
    title: "Executions for a CPU second",
    command: "pnpm bench:executions",
    table: {
      head: ["For one execution", "median", "min", "max"],
      rows: [
        ...ways.map(([name, of]) => row(`${name}: executions a CPU second`, (round) => 1000 / all(of(round)))),
        ...ways.map(([name, of]) => row(`${name}: CPU, ms`, (round) => all(of(round)))),
        row("by HTTP: of which PostgreSQL, ms", ({ http }) => http.postgres),
        row("by a pooled browser: of which Chromium, ms", ({ pooled }) => pooled.browser),
        row("by a pooled browser: of which PostgreSQL, ms", ({ pooled }) => pooled.postgres),
        row("launched for each: of which Chromium, ms", ({ launched }) => launched.browser),
        row("HTTP, times the launched (goal: at least 40)", ({ http, launched }) => all(launched) / all(http)),
        row("pooled, times the launched (goal: at least 1.8)", ({ launched, pooled }) => all(launched) / all(pooled)),
        row(
          "pooled, times the launched with the pool's settings",
          ({ launchedLean, pooled }) => all(launchedLean) / all(pooled)
        ),
        row(
          "pooled, times the launched, for the login alone",
          ({ launchedLogin, pooledLogin }) => all(launchedLogin) / all(pooledLogin)
        ),
        row("what the engine adds, times the bare flow (goal: at most 1)", ofEngine),
        row("what server, engine and PostgreSQL add, times the bare flow", ofServer)
      ]
    },
    notes: [
      `${options.rounds} rounds of ${options.http} executions by HTTP and ${options.browsers} by browser, after a warm-up of ${options.warmUp} and, in each turn, three times as many as are counted by HTTP and ${ahead} by browser, each a login by form and one statement: a first visit of 365 days for ACCOUNTS and TRANSACTIONS of a user with one account, whose ${rounds[0]?.http.rows ?? 0} rows are one page, the same by every way. The pages of the bank's application carry 200 kB of JavaScript and 36 kB of CSS, which a browser may keep for the visit. ` +
        "CPU is that of Node, of PostgreSQL with all its processes, and of every Chromium process, also of those that have ended; the bank and the client are not counted. The client looks at its Item every 200 ms, and asks for two at a time by HTTP, one by browser.",
      "Launched for each is what a script does: the same connector in a process without engine, server and database, where Playwright launches the same Chromium with its own settings, opens a context, goes through the same pages and closes it; what the engine costs is held against the pool alone. The pool's settings, which turn off what of a browser's own window nobody sees, would make the script's browser cheaper too: that is the row beside it. For the login alone: the browser logs in and hands over to HTTP. " +
        "Bare, by HTTP is an HTTP client with a jar of cookies that goes through the same pages and makes the same records of them with the connector's own parser. " +
        "The engine alone is the package of that name, with the Item's life, the visit, the seals and the merge, over stores and a cluster in memory: what it adds to the bare flow is its own. By HTTP is the whole server, which is asked by its API and keeps everything in PostgreSQL. " +
        `Chromium: ${source.startsWith("@") ? source : "the computer's"}.`
    ]
  }
}

const prove = async (world: ExecutionsWorld.World): Promise<void> => {
  const rounds = await run(world, console.error)
  const proof = proofOf(rounds, world.source)
  for (const row of [proof.table.head, ...proof.table.rows]) {
    console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(64) : cell.padStart(9))).join(""))
  }
  const ratio = (of: (round: Round) => number) => median(rounds.map(of))
  const missed = [
    ["HTTP at least 40 times", ratio(({ http, launched }) => all(launched) / all(http)) >= 40],
    ["pooled at least 1.8 times", ratio(({ launched, pooled }) => all(launched) / all(pooled)) >= 1.8],
    ["engine at most 1 time the bare flow", ratio(ofEngine) <= 1]
  ].flatMap(([goal, isMet]) => (isMet === true ? [] : [goal]))
  console.log(missed.length === 0 ? "all goals met" : `missed: ${missed.join("; ")}`)
  if (!values["no-write"]) Proofs.write(proof)
}

/** Closes what it opened when the run ends, whichever way: also when it is told to stop, be it before all is open. */
const main = async (): Promise<void> => {
  const { profile } = values
  const opening = ExecutionsWorld.open(
    profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${resolve(profile)}`]
  )
  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= opening.then(
      (world) => world.close(),
      () => undefined
    ))
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void close().finally(() => process.exit(128 + constants.signals[signal])))
  }
  try {
    await prove(await opening)
  } finally {
    await close()
  }
}

await main().catch((error: unknown) => {
  console.error(`bench:executions: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
