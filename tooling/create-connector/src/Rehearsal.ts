// The text of generated connectors judged without installing them: in a folder of its own whose packages are those of a connector that
// is there already, types are checked as one program, then the linter, the formatter and the rules of the house.
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { files } from "./Files.ts"
import type { Plan } from "./Plan.ts"

const said = (command: string, args: ReadonlyArray<string>, cwd: string): string => {
  const { error, status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 })
  if (error !== undefined) throw error
  return status === 0 ? "" : `${stdout}${stderr}`
}

/** Puts these connectors into a folder that is as the checkout for them, and `over` their files; removes it afterwards. */
export const rehearse = <A>(
  root: string,
  plans: ReadonlyArray<Plan>,
  judge: (folder: string) => A,
  over: ReadonlyMap<string, string> = new Map()
): A => {
  const folder = mkdtempSync(join(tmpdir(), "tomada-rehearsal-"))
  try {
    for (const name of ["tsconfig.base.json", ".oxlintrc.json", ".oxfmtrc.json", "package.json"])
      copyFileSync(join(root, name), join(folder, name))
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
    const include = ["connectors/*/src", "connectors/*/test"]
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "./tsconfig.base.json", include }))
    for (const plan of plans) {
      for (const [path, text] of files(plan)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
      const packages = join(folder, "connectors", plan.slug, "node_modules")
      symlinkSync(join(root, "connectors/sandbox/node_modules"), packages)
    }
    for (const [path, text] of over) writeFileSync(join(folder, path), text)
    return judge(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const bin = (root: string, name: string): string => join(root, "node_modules/.bin", name)

/** What the compiler has against them. */
export const types = (root: string, folder: string): string => {
  const found = spawnSync(bin(root, "effect-tsgo"), ["get-exe-path"], { cwd: root, encoding: "utf8" })
  const compiler = found.status === 0 ? found.stdout.trim() : bin(root, "tsc")
  return said(compiler, ["-p", join(folder, "tsconfig.json")], folder)
}

const own = (slug: string): ReadonlyArray<string> => [`connectors/${slug}/src`, `connectors/${slug}/test`]

/** What the linter has against them. */
export const lint = (root: string, folder: string): string =>
  said(bin(root, "oxlint"), ["--deny-warnings", ...readdirSync(join(folder, "connectors")).flatMap(own)], folder)

/** What the formatter would change although it has just formatted them: nothing, or it would never end. */
export const format = (root: string, folder: string): string =>
  said(bin(root, "oxfmt"), ["connectors", ".changeset"], folder) ||
  said(bin(root, "oxfmt"), ["--check", "connectors", ".changeset"], folder)
