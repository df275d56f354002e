// `pnpm prove:packages`: what would be published works for somebody else. A release is rehearsed in a copy of the checkout, the tarballs are
// judged by publint and attw, installed together by npm into an empty folder, and used there from TypeScript 5.9 and 7 and from the command line.
// Exit 1: they do not work; exit 2: the registry of npm or pnpm is out of reach, so nothing could be proved.
//   pnpm prove:packages [--no-write] [--only <name>]...   with --only nothing is written and the versions of all are raised all the same
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"

import * as Proofs from "@tomada/bench/Proofs"

import { root } from "./Checkout.ts"
import { run } from "./Command.ts"
import * as Consumer from "./Consumer.ts"
import * as Release from "./Release.ts"

const { values } = parseArgs({ options: { "no-write": { type: "boolean" }, only: { type: "string", multiple: true } } })
const stop = new AbortController()
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => stop.abort())

const at = { env: Release.environment(), signal: stop.signal }
const began = performance.now()
const log = (what: string): void =>
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`)

/** What must be there for anything to be proved. */
const lacking = async (): Promise<string | undefined> => {
  const answers = (command: string, args: ReadonlyArray<string>, seconds: number) =>
    run(command, args, { ...at, cwd: tmpdir(), seconds }).then(
      () => true,
      () => false
    )
  if (!(await answers("pnpm", ["--version"], 30))) return "there is no pnpm; `npm test` fetches it"
  const asked = await answers(
    "npm",
    ["view", "effect@4.1.0", "version", "--fetch-timeout", "60000", "--fetch-retries", "2"],
    90
  )
  return asked ? undefined : "the npm registry is out of reach"
}

/** Throws with what publint or attw has against a tarball. */
const judged = async ({ name, path }: Release.Tarball): Promise<void> => {
  const options = { ...at, cwd: root, seconds: 120 }
  await run("publint", ["run", path, "--strict"], options)
  // The command exports nothing that has types.
  if (name !== "tomada")
    await run("attw", [path, "--profile", "esm-only", "--format", "ascii", "--no-color", "--no-emoji"], options)
}

const prove = async (folder: string): Promise<void> => {
  const { only } = values
  const { tarballs, version } = await Release.rehearse(folder, { ...at, cwd: folder, log, ...(only && { only }) })
  log("publint and attw")
  for (const tarball of tarballs) await judged(tarball)
  log("npm install")
  const consumer = join(folder, "consumer")
  const installed = await Consumer.install(consumer, tarballs, at)
  const names = tarballs.map(({ name }) => name)
  const entries = names.filter((name) => name !== "tomada")
  for (const compiler of Object.keys(Consumer.compilers)) {
    log(`TypeScript ${compiler}`)
    await Consumer.compile(consumer, compiler, entries, at)
  }
  const sdk = tarballs.find(({ name }) => name === "@tomada/sdk")
  if (sdk !== undefined) log("the SDK alone")
  const quickstart = sdk && (await Consumer.sdkAlone(join(folder, "sdk"), sdk, at))
  if (names.includes("tomada")) {
    log("tomada --help")
    const help = await run(join("node_modules", ".bin", "tomada"), ["--help"], { ...at, cwd: consumer, seconds: 60 })
    if (!/\bup\b/.test(help)) throw new Error(`tomada --help does not tell of up:\n${help}`)
    log(quickstart === undefined ? "tomada up" : "tomada up, and the quickstart of the SDK")
    await Consumer.serve(consumer, stop.signal, quickstart)
  }
  log("done")
  const proof: Proofs.Proof = {
    name: "packages",
    title: "The packages, installed by somebody else",
    command: "pnpm prove:packages",
    notes: [
      `A release is rehearsed in a copy of the checkout: \`changeset version\` raises all packages to ${version} and writes their changelogs, the lockfile stays as it is and installs frozen, then everything is built and packed. publint has no complaint of any tarball, nor has attw (profile esm-only) of any but that of the command, which exports no types.`,
      `npm installs the ${tarballs.length} tarballs together into an empty folder outside the workspace, whose lockfile then names ${installed} packages, nothing of ours from a registry and nothing twice. There ${Object.keys(
        Consumer.compilers
      )
        .map((compiler) => `TypeScript ${compiler}`)
        .join(
          " and "
        )} check a short program (a planned read and a merge) and the entry of every package (nodenext, strict, the declarations of libraries too), node runs what they emit, \`tomada --help\` answers, and \`tomada up\` becomes ready with its own PostgreSQL, gives out the widget's page with all that it loads, and ends when it is told to.`,
      "The SDK is installed once more alone, into another empty folder: it brings no package with it, `effect` least of all, and the quickstart of its README compiles there with both compilers and runs against the server that `tomada up` started."
    ],
    table: {
      head: ["Tarball", "files", "kB"],
      rows: tarballs.map(({ files, kilobytes, name }) => [name, String(files.length), kilobytes.toFixed(0)])
    }
  }
  const isSample = only !== undefined || values["no-write"] === true
  if (isSample) console.log(proof.table.rows.map((row) => row.join("  ")).join("\n"))
  else Proofs.write(proof)
}

const missing = await lacking()
if (missing === undefined) {
  const folder = mkdtempSync(join(tmpdir(), "tomada-packages-"))
  try {
    await prove(folder)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
} else {
  console.error(`prove:packages: ${missing}`)
  process.exitCode = 2
}
