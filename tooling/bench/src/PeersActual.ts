// `pnpm peers:actual [--items 10] [--no-write]`: Actual's server, unmodified, has its Pluggy sync read Items of the sandbox bank through us,
// told nothing of us but PLUGGY_API_URL and an application's keys; then the Items are updated, and it reads them again. Brings it from the
// npm registry the first time. Exit 1: it reads something else than the API tells; exit 2: it cannot be had here.
import { parseArgs } from "node:util"

import * as ActualInstall from "./ActualInstall.ts"
import * as ActualReads from "./ActualReads.ts"
import * as ActualServer from "./ActualServer.ts"
import * as Proofs from "./Proofs.ts"
import * as Proving from "./Proving.ts"
import * as World from "./World.ts"

const { values } = parseArgs({
  options: { items: { type: "string", default: "10" }, "no-write": { type: "boolean", default: false } }
})

const items = Number(values.items)
if (!Number.isInteger(items) || items < 1) throw new Error("--items is a number from 1 on")

/** Days back, as a civil day. */
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

const money = (hundredths: number): string => (hundredths / 100).toFixed(2)

interface Read {
  readonly name: string
  readonly result: ActualReads.Result
}

const proofOf = (reads: ReadonlyArray<Read>): Proofs.Proof => ({
  name: "peers-actual",
  title: "Actual's server reads through the wire",
  command: "pnpm peers:actual",
  table: {
    head: ["What was read", "API", "Actual"],
    rows: reads.flatMap(({ name, result: { actual, ours } }) => [
      [`${name}: accounts`, String(ours.accounts), String(actual.accounts)],
      [`${name}: rows`, String(ours.rows), String(actual.rows)],
      [`${name}: of which pending`, String(ours.pending), String(actual.pending)],
      [`${name}: sum of the rows`, money(ours.sum), money(actual.sum)]
    ])
  },
  notes: [
    `@actual-app/sync-server ${ActualInstall.version} (MIT) as npm installs it, with better-sqlite3 ${ActualInstall.nativeVersion}, in a process of its own. It was told ` +
      "the address of the server in `PLUGGY_API_URL`, the keys of an application and the ids of its Items, and asked over its own API for the status of its Pluggy sync, the accounts " +
      `of the Items and the transactions of every account. ${items} Items of the sandbox bank, each a login of its own.`,
    "Compared is every account with its name, type and balance, and of every row the id, the day, the amount, the currency, the words and whether it is booked. Amounts " +
      "have the signs of a budget: what a card was charged is spent. After the update of every Item all rows that were read before have to be there under the same ids."
  ]
})

interface Opened {
  readonly world: World.World
  readonly actual: ActualServer.ActualServer
  readonly close: () => Promise<void>
}

const open = async (installed: string): Promise<Opened> => {
  const world = await World.open()
  try {
    const actual = await ActualServer.open(installed, world.application.address)
    return { world, actual, close: () => actual.close().finally(world.close) }
  } catch (error) {
    await world.close()
    throw error
  }
}

const print = ({ name, result: { actual, differences, ours } }: Read): void => {
  for (const line of differences.slice(0, 20)) console.error(`${name}: ${line}`)
  console.log(`${name}: ${actual.accounts} of ${ours.accounts} accounts, ${actual.rows} of ${ours.rows} rows`)
}

const prove = async ({ actual, world: { api, application } }: Opened): Promise<boolean> => {
  if (await actual.isConfigured()) throw new Error("Actual says that it is configured before it is")
  const itemIds: Array<string> = []
  for (let n = 1; n <= items; n++) {
    itemIds.push(await api.connect({ user: `user-ok+${n}`, password: "password-ok" }))
  }
  await actual.configure(application, itemIds)
  if (!(await actual.isConfigured())) throw new Error("Actual says that it is not configured")
  const reading = async (name: string, since: string): Promise<Read> => {
    const read = { name, result: await ActualReads.read(application, actual, itemIds, since) }
    print(read)
    return read
  }
  const year = await reading("A year", daysAgo(365))
  const month = await reading("Thirty days", daysAgo(30))
  for (const id of itemIds) await api.update(id)
  const after = await reading("After an update", daysAgo(365))
  const lost = [...year.result.ids].filter((id) => !after.result.ids.has(id))
  if (lost.length > 0) console.error(`${lost.length} rows have another id after the update`)
  const reads = [year, month, after]
  const isSame = reads.every(({ result }) => result.differences.length === 0 && result.actual.rows > 0)
  if (!values["no-write"]) Proofs.write(proofOf(reads))
  return isSame && lost.length === 0 && month.result.actual.rows < year.result.actual.rows
}

const stop = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort())
const installed = await ActualInstall.install(stop.signal, "sync-server").catch((error: unknown) => {
  console.error(`peers:actual: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = error instanceof ActualInstall.PeerMissing ? 2 : 1
})
if (installed !== undefined) await Proving.run("peers:actual", () => open(installed), prove)
