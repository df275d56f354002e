// `pnpm codegen` writes what is generated from the source tree; `pnpm codegen --check` writes nothing and fails on a difference. What
// connectors must be loaded for comes last: one that is new can be loaded after `pnpm install` alone.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { stale, staleOfLoaded } from "./Generated.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const check = process.argv.includes("--check")

const settle = (files: ReadonlyMap<string, string>): void => {
  for (const [path, text] of files) {
    if (check) console.error(`codegen: ${path} is not current`)
    else {
      writeFileSync(join(root, path), text)
      console.log(`codegen: wrote ${path}`)
    }
  }
  if (check && files.size > 0) process.exitCode = 1
}

settle(stale(root))
try {
  settle(await staleOfLoaded(root))
} catch (error) {
  console.error(`codegen: a connector does not load: ${error instanceof Error ? error.message : String(error)}`)
  console.error(`codegen: if it is new, run "pnpm install" and then "pnpm codegen" again`)
  process.exitCode = 1
}
if (check && process.exitCode === 1) console.error(`codegen: run "pnpm codegen" and commit the result`)
