// `pnpm prove:contract [--only <slug>] [--no-write]`: the contract over the recordings of every connector that has some, in browsers too,
// as `pnpm connector test` looks at it, beside the evidence that is checked in. Writes its section of docs/proofs.md when all were looked
// at. Exit 1: a check failed, or came to something else than the evidence says.
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "./Proofs.ts"

const { values } = parseArgs({ options: { only: { type: "string" }, "no-write": { type: "boolean", default: false } } })
const root = fileURLToPath(new URL("../../..", import.meta.url))

interface Recorded {
  readonly slug: string
  /** Its package. */
  readonly folder: string
}

const recorded = readdirSync(join(root, "connectors"))
  .map((name) => join(root, "connectors", name))
  .filter((folder) => existsSync(join(folder, "cassettes")))
  .flatMap((folder) =>
    readdirSync(join(folder, "cassettes"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }): Recorded => ({ slug: name, folder }))
  )
  .filter(({ slug }) => values.only === undefined || values.only === slug)
  .toSorted((one, other) => (one.slug < other.slug ? -1 : 1))

/** What `connector test --json` says, as far as it is read here. */
interface Told {
  readonly recordings: ReadonlyArray<string>
  readonly passed: number
  readonly failed: number
  readonly unaudited: number
  readonly exempt: number
  readonly results: ReadonlyArray<{ readonly id: string; readonly outcome: string; readonly words: string }>
}

const look = ({ folder, slug }: Recorded) => {
  const began = performance.now()
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, "tooling/connector-cli/src/main.ts"), "test", slug, "--json"],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 64 * 1024 * 1024 }
  )
  const told = JSON.parse(stdout) as Told // our own command's
  return { folder, slug, told, seconds: (performance.now() - began) / 1_000 }
}

/** What the evidence says otherwise; nothing where there is none. */
const claimed = ({ folder, slug, told }: ReturnType<typeof look>): ReadonlyArray<string> => {
  const path = join(folder, "evidence", `${slug}.json`)
  if (!existsSync(path)) return []
  const { checks } = JSON.parse(readFileSync(path, "utf8")) as { readonly checks: Readonly<Record<string, string>> } // a test of the repository reads it strictly
  return told.results
    .filter(({ id, outcome }) => checks[id] !== outcome)
    .map(({ id, outcome }) => `${slug} ${id}: ${outcome}, and its evidence says ${checks[id] ?? "nothing"}`)
}

const all = recorded.map((one) => {
  console.error(`prove:contract: ${one.slug}`)
  return look(one)
})
const failed = all.flatMap(({ slug, told }) =>
  told.results.filter(({ outcome }) => outcome === "Failed").map(({ id, words }) => `${slug} ${id}: ${words}`)
)
const otherwise = all.flatMap(claimed)
for (const each of [...failed, ...otherwise]) console.error(each)
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
if (all.length === 0 || failed.length + otherwise.length > 0) process.exitCode = 1
else if (values.only === undefined && !values["no-write"]) Proofs.write(proof)
