// `pnpm simulate [--items 10000] [--days 30] [--sql-items 200] [--sql-days 30] [--seed 1] [--memory | --postgres] [--no-write]`: the scheduler
// through a month, in memory and on PostgreSQL, or one of them, which writes nothing. Exit 1: a promise was broken.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"

import * as Proofs from "@tomada/bench/Proofs"
import { EmbeddedPostgres } from "@tomada/server/EmbeddedPostgres"
import { MemoryStore, Migrations, Postgres, SqlStore } from "@tomada/store"
import { Effect, Layer, Redacted } from "effect"

import * as Month from "./Month.ts"

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "10000" },
    days: { type: "string", default: "30" },
    "sql-items": { type: "string", default: "200" },
    "sql-days": { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    memory: { type: "boolean", default: false },
    postgres: { type: "boolean", default: false },
    "no-write": { type: "boolean", default: false }
  }
})
const seed = Number(values.seed)

type Figures = Effect.Success<ReturnType<typeof Month.live>>

const inMemory = () =>
  Effect.runPromise(
    Month.live({ items: Number(values.items), days: Number(values.days), seed }).pipe(
      Effect.provide(Layer.merge(Month.layer, MemoryStore.layer))
    )
  )

const onPostgres = async (): Promise<Figures> => {
  const home = mkdtempSync(join(tmpdir(), "tomada-simulate-"))
  try {
    const { stop, url } = await EmbeddedPostgres.start(home)
    try {
      const stores = SqlStore.layer.pipe(
        Layer.provideMerge(Layer.effectDiscard(Migrations.run)),
        Layer.provideMerge(Postgres.layer({ url: Redacted.make(String(url)), maxConnections: 4 }))
      )
      return await Effect.runPromise(
        Month.live({ items: Number(values["sql-items"]), days: Number(values["sql-days"]), seed }).pipe(
          Effect.provide(Layer.merge(Month.layer, stores))
        )
      )
    } finally {
      await stop()
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

const broken = (figures: Figures): boolean =>
  figures.missed +
    figures.double +
    figures.early +
    figures.forbidden +
    figures.otherwise +
    figures.crowded +
    figures.developmentPlanned >
    0 || figures.moved === 0

const main = async (): Promise<void> => {
  const both = values.memory === values.postgres
  const sides = [
    ...(both || values.memory
      ? [{ title: `${values.items} Items, ${values.days} days`, figures: await inMemory() }]
      : []),
    ...(both || values.postgres
      ? [{ title: `${values["sql-items"]} Items, ${values["sql-days"]} days, PostgreSQL`, figures: await onPostgres() }]
      : [])
  ]
  const row = (name: string, of: (figures: Figures) => number | string) => [
    name,
    ...sides.map(({ figures }) => String(of(figures)))
  ]
  const proof: Proofs.Proof = {
    name: "simulate",
    title: "When Items run unasked",
    command: "pnpm simulate",
    table: {
      head: ["", ...sides.map(({ title }) => title)],
      rows: [
        row("runs", ({ runs }) => runs),
        row("of them retries", ({ retries }) => retries),
        row("first / second / third / fourth / fifth retries", ({ byRetry }) => byRetry.join(" / ")),
        row("missed", ({ missed }) => missed),
        row("double, or when none was to come", ({ double }) => double),
        row("early", ({ early }) => early),
        row("sixth retries, and runs after a refused login", ({ forbidden }) => forbidden),
        row("plans other than promised", ({ otherwise }) => otherwise),
        row("more at once than there are places", ({ crowded }) => crowded),
        row("left auto-sync after five retries", ({ dropped }) => dropped),
        row("most runs at once", ({ mostAtOnce }) => mostAtOnce),
        row("latest start after its time while there was a place, in seconds", ({ latest }) =>
          Math.round(latest / 1000)
        ),
        row("moved ahead by 24 h -> 8 h", ({ moved }) => moved),
        row("planned for a development application", ({ developmentPlanned }) => developmentPlanned)
      ]
    },
    notes: [
      "The stores and the scheduler of the product in virtual time, two schedulers in every round; visits are scripted. An oracle that shares no code " +
        "with the rules knows from beginnings and ends of runs alone when each Item has to run and whether it had a place, and compares what the product " +
        "plans. Of a hundred regular runs three begin a row of one to eight failures, two of a thousand are refused, and a person mends what was dropped " +
        "after twelve hours. After a third of the time the house stands still for six hours; after two thirds an application changes from 24 h to 8 h. The " +
        "month is one in which clocks are put back in Europe and in North America.",
      "A start may be late by ten minutes on purpose, because herds are spread. It is missed when it is later by more than a minute although a place was free " +
        "for longer than five seconds, or when it does not come."
    ]
  }
  for (const cells of [proof.table.head, ...proof.table.rows]) {
    console.log(cells.map((cell, column) => (column === 0 ? cell.padEnd(66) : cell.padStart(34))).join(""))
  }
  if (sides.some(({ figures }) => broken(figures))) process.exitCode = 1
  if (both && !values["no-write"]) Proofs.write(proof)
}

await main().catch((error: unknown) => {
  console.error(`simulate: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
