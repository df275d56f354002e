// Checks the types of the whole repository as one program. @effect/tsgo is TypeScript with Effect's own diagnostics (an Effect
// made and never run, a `yield` without its star); where it has no build for this platform plain `tsc` of the same version checks.
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const cwd = fileURLToPath(new URL("..", import.meta.url))
const shell = process.platform === "win32"
const found = spawnSync("effect-tsgo", ["get-exe-path"], { cwd, shell, encoding: "utf8" })
const compiler = found.status === 0 ? found.stdout.trim() : "tsc"
if (compiler === "tsc") console.error("types: @effect/tsgo has no build for this platform, checking with tsc alone")
const checked = spawnSync(compiler, ["-p", "tsconfig.json"], { cwd, shell, stdio: "inherit" })
if (checked.error) console.error(`types: ${checked.error.message}; run this through pnpm, as in "pnpm types"`)
process.exitCode = checked.status ?? 1
