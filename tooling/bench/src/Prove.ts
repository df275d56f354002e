// `pnpm prove`: random histories against a bank that knows each real transaction, one process a core, and the table of ours beside the
// simple rules. It writes its section of docs/proofs.md unless told not to. SEED=<number> pnpm prove replays the one history that a failure
// named, and writes nothing. Exit 1: a property or a bound does not hold.
//   pnpm prove [--histories 100000] [--from 0] [--worlds 40] [--no-write]
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { availableParallelism, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "./Proofs.ts"

interface Line {
  readonly rule: string
  readonly holdDays: number
  readonly regime: string
  readonly score: Readonly<Record<"real" | "doubled" | "lost" | "broken" | "exchanged", number>>
}

/** As the proof of the core writes it. */
interface Figures {
  readonly histories: number
  readonly seconds: number
  readonly worlds: number
  readonly lines: ReadonlyArray<Line>
}

const root = fileURLToPath(new URL("../../..", import.meta.url))
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs")

const running = new Set<ChildProcess>()
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
  })
}

const run = (environment: Readonly<Record<string, string>>): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [vitest, "run", "-c", "packages/core/vitest.prove.config.ts"], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "inherit", "inherit"]
    })
    running.add(child)
    const end = (succeeded: boolean) => {
      running.delete(child)
      resolve(succeeded)
    }
    child.once("error", () => end(false))
    child.once("exit", (code) => end(code === 0))
  })

const whole = (text: string, name: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} is a whole number, not ${text}`)
  return value
}

const cell = ({ broken, doubled, exchanged, lost }: Line["score"]): string =>
  [doubled, lost, broken, exchanged].map((figure) => figure.toFixed(1)).join(" / ")

const table = (lines: ReadonlyArray<Line>): Proofs.Table => {
  const regimes = [...new Set(lines.map(({ regime }) => regime))]
  const byRule = Map.groupBy(lines, ({ holdDays, rule }) =>
    rule === "Tomada" ? `${rule}, holds of ${holdDays} days` : rule
  )
  return {
    head: ["Rule", ...regimes.map((regime) => `ids: ${regime}`)],
    rows: [...byRule].map(([rule, all]) => [
      rule,
      ...regimes.map((regime) => {
        const line = all.find((candidate) => candidate.regime === regime)
        return line === undefined ? "" : cell(line.score)
      })
    ])
  }
}

const proof = (all: ReadonlyArray<Figures>, from: number, cores: number): Proofs.Proof => {
  const histories = all.reduce((sum, figures) => sum + figures.histories, 0)
  const seconds = Math.max(...all.map((figures) => figures.seconds))
  const lines = all.flatMap((figures) => figures.lines)
  const real = lines[0]?.score.real ?? 0
  return {
    name: "prove",
    title: "Merge",
    command: "pnpm prove",
    table: table(lines),
    notes: [
      `Of 1000 real transactions: rows doubled or ghosts / lost / identity broken / exchanged, in ${all[0]?.worlds ?? 0} worlds of ninety days (${real} transactions) with a mix of recurring merchants and amounts. The numbers rank rules under this mix; they are no rates of the field. Exchanged rows, counted apart from broken ones, only changed places with another live row of the same account, merchant and amount, which no one could tell apart by what the bank shows. Tomada reads by its default policy (365 days first, four days of overlap, open holds, sixty days each week); the other rules, simplified models of what others do, read four days before their last visit.`,
      `Every property of the merge held in ${histories.toLocaleString("en-US")} random histories of six to sixteen days, numbers ${from} to ${from + histories - 1}, with skipped days, failing streams and deletions by the person: ${(histories / seconds).toFixed(0)} a second with ${cores} processes. \`SEED=<number> pnpm prove\` replays one.`
    ]
  }
}

const { values } = parseArgs({
  options: {
    histories: { type: "string", default: "100000" },
    from: { type: "string", default: "0" },
    worlds: { type: "string", default: "40" },
    "no-write": { type: "boolean", default: false }
  }
})

const replay = async (seed: string): Promise<boolean> => run({ SEED: seed })

const prove = async (): Promise<boolean> => {
  const [histories, from, worlds] = (["histories", "from", "worlds"] as const).map((name) =>
    whole(values[name], name)
  ) as [number, number, number] // one for each name
  const cores = Math.max(1, Math.min(availableParallelism(), histories))
  const folder = mkdtempSync(join(tmpdir(), "tomada-prove-"))
  try {
    const starts = Array.from({ length: cores + 1 }, (_, core) => from + Math.round((histories * core) / cores))
    const paths = starts.slice(1).map((_, core) => join(folder, `${core}.json`))
    const ended = await Promise.all(
      paths.map((path, core) =>
        run({
          FIGURES: path,
          SEED: String(starts[core]),
          HISTORIES: String((starts[core + 1] ?? 0) - (starts[core] ?? 0)),
          WORLDS: core === 0 ? String(worlds) : "0"
        })
      )
    )
    if (ended.includes(false)) return false
    // What the proof of the core wrote just now.
    const all = paths.map((path) => JSON.parse(readFileSync(path, "utf8")) as Figures)
    const written = proof(all, from, cores)
    console.log([written.table.head, ...written.table.rows].map((row) => row.join(" | ")).join("\n"))
    console.log(written.notes.join("\n"))
    if (!values["no-write"] && worlds > 0) Proofs.write(written)
    return true
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const { SEED: seed } = process.env
if (!(await (seed === undefined ? prove() : replay(seed)))) process.exitCode = 1
