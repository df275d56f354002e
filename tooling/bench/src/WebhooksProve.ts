// `pnpm prove:webhooks [--events 100000] [--receivers 40] [--kill-every 3] [--rounds 3] [--cost-events 20000] [--no-write]`: events through a
// receiver that answers badly, while the process that delivers is killed again and again: none may be lost. Then what a delivery costs, as a
// multiple of the least that could do it. Writes its section of docs/proofs.md. Exit 1: an event was lost or a signature did not verify.
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"

import * as CpuTime from "./CpuTime.ts"
import * as Proofs from "./Proofs.ts"
import * as Proving from "./Proving.ts"
import { spread } from "./Spread.ts"
import type { Seen } from "./WebhooksSink.ts"
import * as WebhooksWorld from "./WebhooksWorld.ts"

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "100000" },
    receivers: { type: "string", default: "40" },
    "kill-every": { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    "cost-events": { type: "string", default: "20000" },
    "no-write": { type: "boolean", default: false }
  }
})

const count = (name: "events" | "receivers" | "kill-every" | "rounds" | "cost-events"): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} is a number from 1 on`)
  return number
}

const options = {
  events: count("events"),
  receivers: count("receivers"),
  killEvery: count("kill-every"),
  rounds: count("rounds"),
  costEvents: count("cost-events")
}

/** As many processes as deliver at once. */
const senders = 2

interface Lasting {
  readonly seen: Seen
  readonly kills: number
  readonly seconds: number
  readonly waiting: number
  readonly failed: number
}

const secretsOf = (receivers: ReadonlyArray<WebhooksWorld.Receiver>): Readonly<Record<string, string>> =>
  Object.fromEntries(receivers.map(({ path, secret }) => [path, secret]))

/** Tells of all events while the senders die one after the other; ends when nothing waits any more, or nothing moves for two minutes. */
const lasting = async (world: WebhooksWorld.World): Promise<Lasting> => {
  const outbox = await world.outbox("lasting", options.receivers)
  await world.order({ secrets: secretsOf(outbox.receivers), hostile: true })
  const began = performance.now()
  let kills = 0
  const state = { over: false, killing: true }
  const sender = async () => {
    while (!state.over) {
      const child = outbox.sender("product")
      await child.says(/delivering/)
      const until = performance.now() + options.killEvery * 1000
      while (!state.over && (performance.now() < until || !state.killing)) await sleep(100)
      if (state.over) return child.end()
      const ended = once(child.process, "exit")
      child.process.kill("SIGKILL")
      await ended
      kills += 1
    }
  }
  const sending = Promise.all(
    Array.from({ length: senders }, async (_, n) => {
      await sleep((n * options.killEvery * 1000) / senders)
      return sender()
    })
  )
  sending.catch(() => undefined) // awaited below, whatever comes first
  try {
    await outbox.append(options.events)
    let left = await outbox.left()
    let moved = performance.now()
    let shown = 0
    while (left.waiting > 0 && performance.now() - moved < 120_000) {
      await sleep(500)
      const now = await outbox.left()
      if (performance.now() - shown > 5_000) {
        shown = performance.now()
        console.error(`${now.waiting} waiting, ${kills} kills`)
      }
      if (now.waiting < left.waiting) moved = performance.now()
      state.killing = now.waiting > options.events / 10
      left = now
    }
    return { seen: await world.seen(), kills, seconds: (performance.now() - began) / 1000, ...left }
  } finally {
    state.over = true
    await sending
  }
}

/** Microseconds a delivery. */
interface Cost {
  readonly node: number
  readonly postgres: number
  /** Deliveries a second. */
  readonly rate: number
}

const cost = async (
  world: WebhooksWorld.World,
  outbox: WebhooksWorld.Outbox,
  mode: "product" | "raw"
): Promise<Cost> => {
  const [append, left] =
    mode === "raw" ? [outbox.appendRaw, outbox.leftRaw] : [outbox.append, async () => (await outbox.left()).waiting]
  const child = outbox.sender(mode)
  await child.says(/delivering/)
  const done = async () => {
    while ((await left()) > 0) await sleep(20)
  }
  await append(Math.min(4_000, options.costEvents))
  await done()
  child.process.kill("SIGSTOP")
  await append(options.costEvents)
  const before = {
    node: CpuTime.ofProcess(CpuTime.processes(), child.pid),
    postgres: world.postgres(),
    at: performance.now()
  }
  child.process.kill("SIGCONT")
  // Nobody asks the database how much is left meanwhile: that would count as the sender's.
  const target = (await world.seen()).arrived + options.costEvents
  while ((await world.seen()).arrived < target) await sleep(20)
  const seconds = (performance.now() - before.at) / 1000
  await sleep(100)
  const per = (millis: number) => (millis * 1000) / options.costEvents
  const result = {
    node: per(CpuTime.ofProcess(CpuTime.processes(), child.pid) - before.node),
    postgres: per(world.postgres() - before.postgres),
    rate: options.costEvents / seconds
  }
  await child.end()
  return result
}

const proofOf = (
  { failed, kills, seconds, seen, waiting }: Lasting,
  rounds: ReadonlyArray<{ readonly product: Cost; readonly raw: Cost }>
): Proofs.Proof => {
  const row = (what: string, of: (round: { readonly product: Cost; readonly raw: Cost }) => number) => [
    what,
    ...spread(rounds.map(of))
  ]
  const faults = Object.values(seen.faults).reduce((sum, one) => sum + one, 0)
  return {
    name: "webhooks",
    title: "Webhooks",
    command: "pnpm prove:webhooks",
    table: {
      head: ["For one delivery", "median", "min", "max"],
      rows: [
        row("CPU of the sender, µs", ({ product }) => product.node),
        row("CPU of PostgreSQL, µs", ({ product }) => product.postgres),
        row("CPU of the raw loop, µs", ({ raw }) => raw.node),
        row("CPU of PostgreSQL for it, µs", ({ raw }) => raw.postgres),
        row(
          "times the raw loop (goal: at most 3)",
          ({ product, raw }) => (product.node + product.postgres) / (raw.node + raw.postgres)
        ),
        row("deliveries a second", ({ product }) => product.rate)
      ]
    },
    notes: [
      `${options.events} events for ${options.receivers} receivers, ${senders} processes that deliver, killed ${kills} times, and ${faults} bad answers of ${seen.requests} ` +
        `(${Object.entries(seen.faults)
          .map(([name, times]) => `${name} ${times}`)
          .join(", ")}): ${options.events - seen.arrived} lost, ${waiting} still waiting, ${failed} given up, ` +
        `${seen.forged} signatures that the library \`standardwebhooks\` refused, ${seen.again} arrived again, in ${Math.round(seconds)} s. ` +
        "The ten attempts of the standard schedule follow each other in seconds here, and what a killed process held is due again after six.",
      `The cost is that of ${options.costEvents} deliveries of about 550 bytes to a receiver that answers well, in ${options.rounds} rounds in turn, on the real PostgreSQL with fsync on; the receiver is not counted. ` +
        "The raw loop claims 64 rows with one statement, signs with a key at hand, sends by an undici pool and marks the 64 rows; it has no retries, no log of attempts, no fairness, no guard of addresses, and one secret for all."
    ]
  }
}

const prove = async (world: WebhooksWorld.World): Promise<boolean> => {
  const lasted = await lasting(world)
  const outbox = await world.outbox("cost", options.receivers)
  const rounds: Array<{ readonly product: Cost; readonly raw: Cost }> = []
  for (let round = 0; round < options.rounds; round++) {
    await world.order({ secrets: {}, hostile: false })
    const raw = await cost(world, outbox, "raw")
    rounds.push({ raw, product: await cost(world, outbox, "product") })
  }
  const proof = proofOf(lasted, rounds)
  for (const row of [proof.table.head, ...proof.table.rows]) {
    console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(46) : cell.padStart(9))).join(""))
  }
  console.log(proof.notes[0])
  const { failed, seen, waiting } = lasted
  const well = seen.arrived === options.events && seen.forged === 0 && waiting === 0 && failed === 0
  if (well && !values["no-write"]) Proofs.write(proof)
  return well
}

await Proving.run("prove:webhooks", () => WebhooksWorld.open(), prove)
