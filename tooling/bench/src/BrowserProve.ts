// `pnpm prove:browser [--executions 200] [--deadline 30] [--no-write]`: executions through the real server and its pool, most of them with pages that a browser
// has to survive. Exit 1: one did not end as it must, or not in time, or something was left behind. Writes its section of docs/proofs.md.
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"

import { CivilDate } from "@tomada/core"

import * as Hostile from "./BrowserHostile.ts"
import * as Left from "./BrowserLeft.ts"
import * as BrowserWorld from "./BrowserWorld.ts"
import * as Proofs from "./Proofs.ts"
import * as Proving from "./Proving.ts"
import { median } from "./Spread.ts"

const { values } = parseArgs({
  options: {
    executions: { type: "string", default: "200" },
    deadline: { type: "string", default: "30" },
    "no-write": { type: "boolean", default: false }
  }
})
const executions = Number(values.executions)
if (!Number.isInteger(executions) || executions < 1) throw new Error("--executions is a number from 1 on")

const browserConnector = 702
/** How long one answer of a page may take, seconds. */
const requestTimeout = 5
/** What an execution may take: the way to the page that does not answer, its one answer, and a machine with other things to do. */
const deadline = Number(values.deadline) * 1000
if (!(deadline > requestTimeout * 1000)) throw new Error(`--deadline is more than ${requestTimeout} seconds`)

interface Result extends BrowserWorld.Ended {
  readonly kind: Hostile.Kind
}

/** Looks until it is so or ten seconds are over; what was seen last. */
const eventually = async <A>(look: () => A, isSo: (seen: A) => boolean): Promise<A> => {
  const until = performance.now() + 10_000
  for (;;) {
    const seen = look()
    if (isSo(seen) || performance.now() > until) return seen
    await sleep(100)
  }
}

const connectionOf = ({ fault }: Hostile.Kind): BrowserWorld.Connection => ({
  connectorId: browserConnector,
  user: fault === undefined ? "user-ok" : `user-ok+app-${fault}`,
  products: ["ACCOUNTS", "TRANSACTIONS"]
})

/** Kills one of the processes of pages, or the browser, once a page has been under way for a while. */
const kill = async (what: Hostile.Kill, watch: ReturnType<typeof Left.watch>): Promise<boolean> => {
  const { browsers, pages } = await eventually(watch.look, (seen) => seen.pages.length > 0)
  const pid = (what === "page" ? pages : browsers).at(-1)
  if (pid === undefined) return false
  process.kill(pid, "SIGKILL")
  return true
}

interface Outcome {
  readonly results: ReadonlyArray<Result>
  readonly kills: number
  /** Waves in which there was nothing to kill. */
  readonly spared: number
  readonly browsers: number
  readonly most: { readonly pages: number; readonly browsers: number }
  /** Once all executions have ended. */
  readonly after: { readonly pages: number; readonly listeners: number }
  /** Once the server has stopped. */
  readonly left: { readonly processes: ReadonlyArray<string>; readonly files: ReadonlyArray<string> }
}

const run = async (world: BrowserWorld.World, tell: (line: string) => void): Promise<Outcome> => {
  const profiles = join(world.home, "h", "browsers")
  const watch = Left.watch(world.home)
  const listeners = () => Left.listeners(world.server.pid) ?? 0
  const before = listeners()
  const most = { pages: 0, browsers: 0 }
  const look = () => {
    const { browsers, pages } = watch.look()
    most.pages = Math.max(most.pages, pages.length)
    most.browsers = Math.max(most.browsers, browsers.length)
  }
  const timer = setInterval(look, 500)
  const results: Array<Result> = []
  let [kills, spared] = [0, 0]
  try {
    for (const wave of Hostile.waves(executions)) {
      const running = wave.kinds.map(async (kind) => ({
        kind,
        ...(await world.execute(connectionOf(kind), deadline))
      }))
      if (wave.kill !== undefined) {
        await sleep(2_000)
        if (await kill(wave.kill, watch)) kills += 1
        else spared += 1
      }
      const ended = await Promise.all(running)
      results.push(...ended)
      tell(
        `${results.length} of ${executions}: ${ended.map(({ executionStatus, kind, wall }) => `${kind.name} ${executionStatus} ${(wall / 1000).toFixed(1)} s`).join(", ")}`
      )
    }
  } finally {
    clearInterval(timer)
  }
  const pages = await eventually(
    () => watch.look().pages.length,
    (count) => count === 0
  )
  // A browser that waits for the next visit listens on one port of its own, to refuse what it asks for by itself.
  const more = await eventually(
    () => listeners() - before - watch.look().browsers.length,
    (count) => count <= 0
  )
  const { groups } = watch.look()
  await world.stop()
  const processes = await eventually(watch.left, ({ length }) => length === 0)
  const files = [...Left.files(profiles), ...Left.files(join(world.home, "t"))]
  return {
    results,
    kills,
    spared,
    browsers: groups.size,
    most,
    after: { pages, listeners: more },
    left: { processes, files }
  }
}

const wrong = ({ executionStatus, kind, wall }: Result): boolean =>
  !kind.ends.split(" or ").includes(executionStatus) || wall > deadline

const proofOf = ({ after, browsers, kills, left, most, results }: Outcome): Proofs.Proof => {
  const row = (kind: Hostile.Kind): ReadonlyArray<ReadonlyArray<string>> => {
    const of = results.filter((result) => result.kind.name === kind.name)
    if (of.length === 0) return []
    const seconds = of.map(({ wall }) => wall / 1000)
    const as = of.filter((result) => !wrong(result)).length
    return [
      [kind.name, String(of.length), kind.ends, String(as), median(seconds).toFixed(1), Math.max(...seconds).toFixed(1)]
    ]
  }
  return {
    name: "browser",
    title: "Browsers and what they leave",
    command: "pnpm prove:browser",
    table: {
      head: ["What the page does", "executions", "must end", "did in time", "median, s", "slowest, s"],
      rows: Hostile.kinds.flatMap(row)
    },
    notes: [
      `${results.length} executions of the browser connector through the server and its pool, ${Hostile.lanes} at a time in one Chromium: ` +
        `${results.filter(wrong).length} ended otherwise or after their deadline of ${deadline / 1000} s, where one answer of a page may take ${requestTimeout} s. ` +
        `${kills} processes of pages and browsers were killed; ${browsers} Chromiums ran, so ${Math.max(0, browsers - 1)} were replaced, at most ${most.browsers} at a time with ${most.pages} processes of pages.`,
      `Once all had ended: ${after.pages} processes of pages and ${after.listeners} visits' ways to the network. Once the server had stopped: ` +
        `${left.processes.length} processes of their groups or with their folder in command or environment, ${left.files.length} folders and files.`
    ]
  }
}

const prove = async (world: BrowserWorld.World): Promise<boolean> => {
  console.error(`browser: ${world.browser.source}`)
  const outcome = await run(world, console.error)
  const proof = proofOf(outcome)
  for (const [name = "", ...cells] of [proof.table.head, ...proof.table.rows]) {
    console.log(name.padEnd(20) + cells.map((cell) => cell.padStart(18)).join(""))
  }
  for (const note of proof.notes) console.log(note)
  const { after, left, results } = outcome
  for (const { executionStatus, kind, wall } of results.filter(wrong)) {
    console.error(`${kind.name} ended ${executionStatus} after ${Math.round(wall)} ms`)
  }
  for (const what of [...left.processes, ...left.files]) console.error(`left: ${what}`)
  if (outcome.spared > 0) console.error(`${outcome.spared} times there was no process to kill`)
  const clean = after.pages === 0 && after.listeners <= 0 && left.processes.length === 0 && left.files.length === 0
  const well = clean && outcome.spared === 0 && !results.some(wrong)
  if (well && !values["no-write"]) Proofs.write(proof)
  return well
}

/** The bank's day: few enough rows in the year that is read for a person to look at in two pages. */
const today = () => CivilDate.addDays(BrowserWorld.bankToday(), -355)

await Proving.run(
  "prove:browser",
  () =>
    BrowserWorld.open({ every: 200, today: today(), environment: { TOMADA_REQUEST_TIMEOUT: String(requestTimeout) } }),
  prove
)
