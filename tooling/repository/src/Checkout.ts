/** What this checkout holds, as the checks read it: paths with `/`, relative to the root, and the text of each. */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The absolute path of the root folder, with a `/` at its end. */
export const root = fileURLToPath(new URL("../../..", import.meta.url))

/** Text of each file that is committed or would be with `git add --all`; what is not text is left out. */
export const texts = (): ReadonlyMap<string, string> => {
  const listed = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26
  })
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.error?.message ?? listed.stderr}`)
  const files = new Map<string, string>()
  for (const path of listed.stdout.split("\0")) {
    if (path === "" || !existsSync(root + path)) continue
    const text = readFileSync(root + path, "utf8")
    if (!text.includes("\0")) files.set(path, text)
  }
  return files
}
