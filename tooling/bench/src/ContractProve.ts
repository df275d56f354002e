// `pnpm prove:contract [--only <slug>] [--no-write]`: the contract over the recordings of every connector that has some, in browsers too,
// as `pnpm connector test` looks at it. Writes its section of docs/proofs.md when all were looked at. Exit 1: a check failed.
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "./Proofs.ts"

const { values } = parseArgs({ options: { only: { type: "string" }, "no-write": { type: "boolean", default: false } } })
const root = fileURLToPath(new URL("../../..", import.meta.url))

const slugs = readdirSync(join(root, "connectors"))
  .map((folder) => join(root, "connectors", folder, "cassettes"))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
  .map(({ name }) => name)
  .filter((slug) => values.only === undefined || values.only === slug)
  .toSorted()

/** What `connector test --json` says, as far as it is read here. */
interface Told {
  readonly recordings: ReadonlyArray<string>
  readonly passed: number
  readonly failed: number
  readonly unaudited: number
  readonly exempt: number
  readonly results: ReadonlyArray<{ readonly id: string; readonly outcome: string; readonly words: string }>
}

const look = (slug: string) => {
  const began = performance.now()
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, "tooling/connector-cli/src/main.ts"), "test", slug, "--json"],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 64 * 1024 * 1024 }
  )
  const told = JSON.parse(stdout) as Told // our own command's
  return { slug, told, seconds: (performance.now() - began) / 1_000 }
}

const all = slugs.map((slug) => {
  console.error(`prove:contract: ${slug}`)
  return look(slug)
})
const failed = all.flatMap(({ slug, told }) =>
  told.results.filter(({ outcome }) => outcome === "Failed").map(({ id, words }) => `${slug} ${id}: ${words}`)
)
for (const each of failed) console.error(each)
const proof: Proofs.Proof = {
  name: "contract",
  title: "The contract of connectors",
  command: "pnpm prove:contract",
  table: {
    head: ["Connector", "recordings", "passed", "failed", "unaudited", "exempt", "s"],
    rows: all.map(({ seconds, slug, told }) => [
      slug,
      ...[told.recordings.length, told.passed, told.failed, told.unaudited, told.exempt].map(String),
      seconds.toFixed(0)
    ])
  },
  notes: all.flatMap(({ slug, told }) => {
    const ids = told.results.filter(({ outcome }) => outcome === "Unaudited").map(({ id }) => id)
    return ids.length === 0 ? [] : [`Of ${slug} nobody knows yet: ${ids.join(", ")}.`]
  })
}
for (const row of [proof.table.head, ...proof.table.rows]) console.log(row.map((cell) => cell.padEnd(18)).join(""))
if (all.length === 0 || failed.length > 0) process.exitCode = 1
else if (values.only === undefined && !values["no-write"]) Proofs.write(proof)
