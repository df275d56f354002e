// The tests that every mutant has to face: those of the core, the quick ones first, since a mutant is done with at the first failure.
// The long histories (the thousand, the years of instalments) would take a minute a mutant and are left out; a few short ones stand at
// the end, where only a survivor gets.
import { basename, join } from "node:path"

import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

const last = ["Upsert.test.ts", "AutoSyncYear.test.ts", "ItemStates.test.ts", "Prove.prove.ts"]
const rank = ({ moduleId }: TestSpecification): number => last.indexOf(basename(moduleId))

class QuickFirst extends BaseSequencer {
  override sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    return Promise.resolve(
      files.toSorted((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : a.moduleId === b.moduleId ? 0 : 1))
    )
  }
}

export default defineConfig({
  root: join(import.meta.dirname, "../.."),
  test: {
    name: "mutate",
    include: ["packages/core/test/*.test.ts", "packages/core/test/Prove.prove.ts"],
    exclude: ["packages/core/test/Histories.test.ts", "packages/core/test/Installments.test.ts"],
    env: { SEED: "0", HISTORIES: "25", WORLDS: "0" },
    isolate: false,
    sequence: { sequencer: QuickFirst },
    testTimeout: 60_000
  }
})
