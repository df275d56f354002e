// `pnpm bench [--items 20] [--rounds 5] [--warm-up 10] [--no-write]`: what a sync costs, as a multiple of the bare requests of the same run.
// Writes its section of docs/proofs.md. Exit 1: something did not end UPDATED.
import { constants } from "node:os"
import { parseArgs } from "node:util"

import * as Proofs from "./Proofs.ts"
import { spread } from "./Spread.ts"
import * as SyncBench from "./SyncBench.ts"
import * as World from "./World.ts"

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "20" },
    rounds: { type: "string", default: "5" },
    "warm-up": { type: "string", default: "10" },
    "no-write": { type: "boolean", default: false }
  }
})

const count = (name: "items" | "rounds" | "warm-up", least: number): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} is a number from ${least} on`)
  return number
}

const options = { items: count("items", 1), rounds: count("rounds", 1), warmUp: count("warm-up", 0) }

const rowsOf = (title: string, costs: ReadonlyArray<SyncBench.Cost>): ReadonlyArray<ReadonlyArray<string>> => {
  const row = (what: string, of: (cost: SyncBench.Cost) => number) => [`${title}: ${what}`, ...spread(costs.map(of))]
  return [
    row("CPU of server and database, ms", ({ postgres, server }) => server + postgres),
    row("of which the server", ({ server }) => server),
    row("of which PostgreSQL", ({ postgres }) => postgres),
    row("CPU of the bare requests, ms", ({ bare }) => bare),
    row("times the bare requests", SyncBench.ratio),
    row("time until UPDATED, ms", ({ wall }) => wall),
    row("time of the bare requests, ms", ({ bareWall }) => bareWall)
  ]
}

const proofOf = ({ requests, rounds }: SyncBench.Result): Proofs.Proof => ({
  name: "sync",
  title: "What a sync costs",
  command: "pnpm bench",
  table: {
    head: ["For one Item", "median", "min", "max"],
    rows: [...rowsOf("First sync", rounds.first), ...rowsOf("Update", rounds.update)]
  },
  notes: [
    `${options.rounds} rounds of ${options.items} Items one after the other, after a warm-up of ${options.warmUp}. The server runs as ` +
      "`tomada up` starts it, with its own PostgreSQL, and is asked over HTTP; the sandbox bank runs in another process that is not counted. " +
      `A first sync reads 365 days with ${requests.first} requests to the bank, an update that finds nothing new sends ${requests.update}.`,
    "The bare requests are the same ones, as the bank's log shows, sent by a plain HTTP client that reads nothing of a page but the login " +
      "form's fields. The client looks at its Item every 50 ms, which is part of the cost of the server and of the time until UPDATED."
  ]
})

/** Closes what it opened when the run ends, whichever way: also when it is told to stop, be it before all is open. */
const main = async (): Promise<void> => {
  const opening = World.open()
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
    const result = await SyncBench.run(await opening, options, console.error)
    const proof = proofOf(result)
    for (const row of [proof.table.head, ...proof.table.rows]) {
      console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(46) : cell.padStart(9))).join(""))
    }
    if (!values["no-write"]) Proofs.write(proof)
  } finally {
    await close()
  }
}

await main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
