// `pnpm simulate`: the scheduler through a month. Exit 1: a promise was broken.
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
    "sql-days": { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
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
  figures.missed + figures.double + figures.early + figures.forbidden + figures.otherwise + figures.developmentPlanned >
    0 || figures.moved === 0

const main = async (): Promise<void> => {
  const [memory, sql] = [await inMemory(), await onPostgres()]
  const row = (name: string, of: (figures: Figures) => number | string) => [name, String(of(memory)), String(of(sql))]
  const proof: Proofs.Proof = {
    name: "simulate",
    title: "When Items run unasked",
    command: "pnpm simulate",
    table: {
      head: [
        "",
        `${values.items} Items, ${values.days} days`,
        `${values["sql-items"]} Items, ${values["sql-days"]} days, PostgreSQL`
      ],
      rows: [
        row("runs", ({ runs }) => runs),
        row("of them retries", ({ retries }) => retries),
        row("missed", ({ missed }) => missed),
        row("double", ({ double }) => double),
        row("early", ({ early }) => early),
        row("sixth retries, and runs after a refused login", ({ forbidden }) => forbidden),
        row("plans other than promised", ({ otherwise }) => otherwise),
        row("left auto-sync after five retries", ({ dropped }) => dropped),
        row("most runs at once", ({ mostAtOnce }) => mostAtOnce),
        row("latest start after its time, in seconds", ({ latest }) => Math.round(latest / 1000)),
        row("moved ahead by 24 h -> 8 h", ({ moved }) => moved),
        row("planned for a development application", ({ developmentPlanned }) => developmentPlanned)
      ]
    },
    notes: [
      "The stores and the scheduler of the product in virtual time; visits are scripted, and an oracle that shares no code with the rules watches. Of a " +
        "hundred regular runs three begin a row of one to eight failures, two of a thousand are refused, and a person mends what was dropped after twelve hours. " +
        "After a third of the time the house stands still for six hours; after two thirds an application changes from 24 h to 8 h. The month is one in which clocks are put back.",
      "A start may be late by ten minutes on purpose, because herds are spread; starts in the four hours after the standstill do not count for the latest one."
    ]
  }
  for (const cells of [proof.table.head, ...proof.table.rows]) {
    console.log(cells.map((cell, column) => (column === 0 ? cell.padEnd(48) : cell.padStart(34))).join(""))
  }
  if (broken(memory) || broken(sql)) process.exitCode = 1
  if (!values["no-write"]) Proofs.write(proof)
}

await main().catch((error: unknown) => {
  console.error(`simulate: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
