// `pnpm codegen` writes what is generated from the source tree; `pnpm codegen --check` writes nothing and fails on a difference.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { stale } from "./Generated.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const check = process.argv.includes("--check")
const files = stale(root)
for (const [path, text] of files) {
  if (check) console.error(`codegen: ${path} is not current`)
  else {
    writeFileSync(join(root, path), text)
    console.log(`codegen: wrote ${path}`)
  }
}
if (check && files.size > 0) {
  console.error(`codegen: run "pnpm codegen" and commit the result`)
  process.exitCode = 1
}
