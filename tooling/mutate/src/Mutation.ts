// Lets Stryker put the faults in. It works in a copy of the core below `.stryker-tmp/` at the root, which finds its packages in the
// root's node_modules; the checkout is only read. Static mutants are judged too: a table that nobody checks is a fault like others.
import { rmSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"

import { Stryker } from "@stryker-mutator/core"

import type { Mutant } from "./Figures.ts"

type Settings = ConstructorParameters<typeof Stryker>[0]
type Result = Awaited<ReturnType<Stryker["runMutationTest"]>>[number]

const root = fileURLToPath(new URL("../../..", import.meta.url))
const source = "packages/core/src"
const copies = `.stryker-tmp/${process.pid}`

const ends: Readonly<Record<Result["status"], Mutant["end"]>> = {
  Killed: "killed",
  Timeout: "timed out",
  Survived: "survived",
  NoCoverage: "not covered",
  CompileError: "not run",
  RuntimeError: "not run",
  Ignored: "not run",
  Pending: "not run"
}

const mutantOf = ({ fileName, location, mutatorName, replacement, status }: Result): Mutant => ({
  module: relative(`${root}${source}`, fileName).replace(/\.ts$/, ""),
  line: location.start.line,
  mutator: mutatorName,
  replacement: replacement ?? "",
  end: ends[status]
})

export interface Options {
  /** Files of the core's source, without `.ts`; may hold `*`. */
  readonly modules: ReadonlyArray<string>
  /** Whether anything but the results may be said on the way. */
  readonly quiet: boolean
}

/** The mutants of these modules and what became of each. Rejects when the tests fail without any fault put in. */
export const run = async ({ modules, quiet }: Options): Promise<ReadonlyArray<Mutant>> => {
  process.chdir(root)
  // Stryker removes its copy unless it is told to stop.
  process.once("exit", () => rmSync(join(root, copies), { recursive: true, force: true }))
  const stryker = new Stryker({
    testRunner: "vitest",
    plugins: [fileURLToPath(import.meta.resolve("@stryker-mutator/vitest-runner"))],
    vitest: { configFile: "tooling/mutate/vitest.mutate.config.ts", related: true },
    mutate: modules.map((module) => `${source}/${module}.ts`),
    // All but the core and the configuration of its tests.
    ignorePatterns: ["**", "!packages/core/{src,test}/**", "!tooling/mutate/*.ts"],
    // It reads tsconfig with an interface of TypeScript that version 7 lacks.
    tsconfigFile: "none.json",
    disableTypeChecks: false,
    symlinkNodeModules: false,
    tempDirName: copies,
    cleanTempDir: "always",
    coverageAnalysis: "perTest",
    // A busy computer is no endless loop; those are mostly found by how often they pass a mutant.
    timeoutMS: 90_000,
    timeoutFactor: 4,
    concurrency: availableParallelism(),
    incremental: false,
    allowConsoleColors: false,
    warnings: !quiet && { slow: false, preprocessorErrors: true, unknownOptions: true, unserializableOptions: true },
    reporters: quiet ? [] : ["progress-append-only"],
    // its enumeration, which it does not export, has these texts
    logLevel: (quiet ? "off" : "warn") as NonNullable<Settings["logLevel"]>
  })
  return (await stryker.runMutationTest()).map(mutantOf)
}
