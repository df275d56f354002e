// What the executions' bench measures: the real server with its browsers, and beside it those who do with less: the script that launches a
// browser for each execution, the engine over stores in memory, and the bare flow by HTTP. The user is asked no second factor and has a
// statement of one page; the bank's day is held so far back that it has some two hundred rows.
import { once } from "node:events"
import { join } from "node:path"

import type { Products } from "@tomada/connector-kit"
import { CivilDate } from "@tomada/core"

import * as BrowserCpu from "./BrowserCpu.ts"
import * as BrowserWorld from "./BrowserWorld.ts"
import * as Child from "./Child.ts"
import type * as Bare from "./ExecutionsBare.ts"
import type * as Engine from "./ExecutionsEngine.ts"
import type * as Visit from "./ExecutionsVisit.ts"

/** Milliseconds of CPU for one execution. */
export interface Cost {
  readonly node: number
  readonly postgres: number
  readonly browser: number
  readonly rows: number
}

export interface World {
  readonly source: string
  /** Through the server, so many at a time; rejects when one does not end UPDATED. */
  readonly executed: (connectorId: number, times: number, lanes: number) => Promise<Cost>
  /** Without it, with a browser launched for each. */
  readonly launched: (connectorId: number, times: number, settings: Visit.Order["settings"]) => Promise<Cost>
  /** By HTTP through the engine alone, over stores in memory. */
  readonly engine: (connectorId: number, times: number) => Promise<Cost>
  /** By HTTP without engine and database. */
  readonly bare: (times: number) => Promise<Cost>
  readonly close: () => Promise<void>
}

const user = "user-ok-one-page"
const products = ["ACCOUNTS", "TRANSACTIONS"] as const
const patience = 120_000
/** Often, because what a process took after the last look is lost, and a browser that is launched for each loses all of its processes. */
const everyMillis = 25
/** Days of rows that the bank has of the year that is read: about three rows a day. */
const days = 60

const windowOf = (today: CivilDate.CivilDate): Products.Window => ({
  from: CivilDate.addDays(today, -365),
  to: today,
  today
})

const asked = async <A>(child: Child.Child, order: unknown): Promise<A> => {
  const answer = once(child.process, "message")
  child.process.send(order as object) // orders are objects
  const [outcome] = (await answer) as [A | { readonly failed: string }] // the only kinds that these programs send
  if (typeof outcome === "object" && outcome !== null && "failed" in outcome) throw new Error(outcome.failed)
  return outcome as A
}

const inOneProcess = (times: number, { cpu, rows }: { readonly cpu: number; readonly rows: number }): Cost => ({
  node: cpu / times,
  postgres: 0,
  browser: 0,
  rows
})

const difference = (after: BrowserCpu.Taken, before: BrowserCpu.Taken, times: number): Omit<Cost, "rows"> => ({
  node: (after.node - before.node) / times,
  postgres: (after.postgres - before.postgres) / times,
  browser: (after.browser - before.browser) / times
})

/** Starts all of it. Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async (node: ReadonlyArray<string> = []): Promise<World> => {
  const today = BrowserWorld.bankToday()
  const window = windowOf(today)
  const world = await BrowserWorld.open({ node, every: 200, heavy: true, today: CivilDate.addDays(window.from, days) })
  const children: Array<Child.Child> = []
  const watches: Array<BrowserCpu.Watch> = []
  const close = async (): Promise<void> => {
    for (const { end } of watches) end()
    await Child.endAll(children)
    await world.close()
  }
  const watched = (child: Child.Child, postmaster?: number): BrowserCpu.Watch => {
    const watch = BrowserCpu.watch(child.pid, postmaster, everyMillis)
    watches.push(watch)
    return watch
  }
  try {
    const bank = new URL(world.bank).host
    const { executable = "", ...environment } = world.browser.environment
    const visitor = Child.start(
      "tooling/bench/src/ExecutionsVisit.ts",
      [bank, join(world.home, "v"), executable, process.getuid?.() === 0 ? "off" : "on"],
      { EXECUTIONS_BROWSER: JSON.stringify(environment) }
    )
    const bare = Child.start("tooling/bench/src/ExecutionsBare.ts", [bank], {})
    const engine = Child.start("tooling/bench/src/ExecutionsEngine.ts", [bank], {})
    children.push(visitor, bare, engine)
    const [ofServer, ofVisitor] = [watched(world.server, world.postmaster), watched(visitor)]
    return {
      source: world.browser.source,
      executed: async (connectorId, times, lanes) => {
        const before = ofServer.taken()
        const items: Array<string> = []
        let left = times
        const lane = async (): Promise<void> => {
          while (left-- > 0) {
            const ended = await world.execute({ connectorId, user, products }, patience)
            if (ended.status !== "UPDATED")
              throw new Error(`an execution ended ${ended.status} (${ended.executionStatus})`)
            items.push(ended.itemId)
          }
        }
        await Promise.all(Array.from({ length: Math.min(lanes, times) }, lane))
        const after = ofServer.taken()
        const [first = ""] = items
        return { ...difference(after, before, times), rows: await world.rows(first) }
      },
      launched: async (connectorId, times, settings) => {
        const before = ofVisitor.taken()
        const { rows } = await asked<{ rows: number }>(visitor, {
          connectorId,
          settings,
          user,
          window,
          times
        } satisfies Visit.Order)
        return { ...difference(ofVisitor.taken(), before, times), rows }
      },
      engine: async (connectorId, times) =>
        inOneProcess(times, await asked(engine, { connectorId, user, products, times } satisfies Engine.Order)),
      bare: async (times) => inOneProcess(times, await asked(bare, { user, window, times } satisfies Bare.Order)),
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}
