// The guide of this checkout: its pages in the order in which they are read, and the connector that they build.
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { steps, type Step } from "./Guide.ts"
import { parse } from "./Options.ts"
import { decide, type Plan } from "./Plan.ts"

const pages = ["write-a-connector.md", "prove-a-connector.md"]

export const stepsOf = (root: string): ReadonlyArray<Step> =>
  pages.flatMap((page) => steps(readFileSync(join(root, "docs/guides", page), "utf8")))

/** The words of a line, some of them in quotes. */
const words = (line: string): ReadonlyArray<string> =>
  Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? "")

/** What the guide's `pnpm new:connector` asks for. */
export const planOf = (found: ReadonlyArray<Step>): Plan => {
  const made = found.flatMap((step) =>
    step._tag === "Command" && step.line.startsWith("pnpm new:connector") ? [step.line] : []
  )
  if (made.length !== 1) throw new Error(`the guide makes ${made.length} connectors`)
  const {
    challenges = "",
    country = "",
    name = "",
    products = "",
    transport = "",
    url
  } = parse(words(made[0] ?? "").slice(2))
  const plan = decide(
    { name, country, transport, challenges: challenges.split(","), products: products.split(","), url },
    { ids: new Set(), slugs: new Set() }
  )
  if ("refused" in plan) throw new Error(plan.refused.join(" "))
  return plan
}

/** The files that the guide writes over those of the generator. */
export const filesOf = (found: ReadonlyArray<Step>): ReadonlyMap<string, string> =>
  new Map(found.flatMap((step) => (step._tag === "File" ? [[step.path, step.text] as const] : [])))
