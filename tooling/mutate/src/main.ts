// `pnpm mutate`: how many of the faults that are put into the rules do the tests of the core notice. Exit 1: a group is below the goal, or
// the tests fail even without a fault.
import { parseArgs } from "node:util"

import { write } from "@tomada/bench/Proofs"

import * as Figures from "./Figures.ts"
import * as Groups from "./Groups.ts"
import * as Mutation from "./Mutation.ts"

const help = `pnpm mutate [--group <name>]... [--only <module>]... [--no-write] [--json]

  --group     ${Groups.groups.map(({ name }) => name).join(", ")}; all of them without it
  --only      these modules alone, as "DateInterval"; nothing is written then
  --no-write  leaves docs/proofs.md as it is
  --json      the figures and what survived as JSON, and nothing else, on standard output`

const { values } = parseArgs({
  options: {
    group: { type: "string", multiple: true, default: [] },
    only: { type: "string", multiple: true, default: [] },
    "no-write": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})

const report = (title: string, mutants: ReadonlyArray<Figures.Mutant>): void => {
  for (const { end, line, module, mutator, replacement } of Figures.unnoticed(mutants)) {
    console.log(`${end}: ${module}.ts:${line} ${mutator}: ${replacement.replaceAll(/\s+/g, " ").slice(0, 120)}`)
  }
  const { head, rows } = Figures.table(mutants)
  console.log(`\nMutants of ${title}\n${[head, ...rows].map((cells) => cells.join(" | ")).join("\n")}\n`)
}

const main = async (): Promise<void> => {
  const results: Array<object> = []
  for (const group of Groups.named(values.group)) {
    const modules = values.only.length === 0 ? group.modules : values.only
    const mutants = await Mutation.run({ modules, quiet: values.json })
    if (values.json) {
      results.push({ group: group.name, ...Figures.figures(mutants), unnoticed: Figures.unnoticed(mutants) })
    } else report(group.title, mutants)
    if (!Figures.reaches(mutants)) process.exitCode = 1
    if (!values["no-write"] && values.only.length === 0) write(Figures.proof(group, mutants))
  }
  if (values.json) console.log(JSON.stringify({ goal: Figures.goal, groups: results }, null, 2))
}

if (values.help) console.log(help)
else await main()
