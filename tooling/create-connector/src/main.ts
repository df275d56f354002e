// `pnpm new:connector`: asks what a connector is of, and writes it. Exit 1: it was refused in plain words, or something failed and was
// taken back.
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { connectors } from "@tomada/server/ConnectorRegistry.generated"

import { files, folderOf } from "./Files.ts"
import { atTerminal, complete, help, type Options, parse } from "./Options.ts"
import { decide, type Taken } from "./Plan.ts"
import { write } from "./Write.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))

const taken = (): Taken => ({
  ids: new Set(connectors.map(({ manifest }) => manifest.id)),
  slugs: new Set([
    ...connectors.map(({ manifest }) => manifest.slug),
    ...(existsSync(join(root, "connectors")) ? readdirSync(join(root, "connectors")) : [])
  ])
})

/** One answer for people, and one for programs. */
const answer = (options: Options, words: string, data: unknown): void =>
  console.log(options.json === true ? JSON.stringify(data, null, 2) : words)

const refuse = (options: Options, refused: ReadonlyArray<string>): void => {
  if (options.json === true) answer(options, "", { refused })
  else console.error(refused.join("\n"))
  process.exitCode = 1
}

const create = async (options: Options): Promise<void> => {
  const wanted = await (options.json === true ? complete(options, null) : atTerminal((ask) => complete(options, ask)))
  if ("refused" in wanted) return refuse(options, wanted.refused)
  const plan = decide(wanted, taken())
  if ("refused" in plan) return refuse(options, plan.refused)
  const { id, slug } = plan
  const own = files(plan)
  if (options["dry-run"] === true) {
    const shown = [...own].map(([path, text]) => `--- ${path}\n${text}`)
    return answer(options, shown.join("\n"), { slug, id, dryRun: true, files: Object.fromEntries(own) })
  }
  // The program that runs at that moment hears it too and ends; what was written is then taken back.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => undefined)
  const { passed, todos } = write(root, plan, (what) => console.error(`new:connector: ${what}`))
  const words = [
    `${folderOf(plan)}: number ${id}, ${own.size} files, ${passed} tests pass.`,
    ...(todos.length === 0 ? [] : ["Nobody knows yet:", ...todos.map((todo) => `- ${todo}`)]),
    "Next: docs/guides/write-a-connector.md"
  ]
  answer(options, words.join("\n"), { slug, id, folder: folderOf(plan), files: [...own.keys()], passed, todos })
}

const main = async (): Promise<void> => {
  const options = parse(process.argv.slice(2))
  if (options.help === true) console.log(help)
  else await create(options)
}

await main().catch((error: unknown) => {
  console.error(`new:connector: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
