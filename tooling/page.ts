// Builds the pages of packages/connect where they are older than their source: `npm start` and the tests show what is in this checkout. What
// they are built from is digested, since a checkout says nothing by the times of its files; a build that another run makes at the same time is the same.
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { build } from "vite"

const root = fileURLToPath(new URL("..", import.meta.url))
const room = join(root, "packages", "connect")
const stamp = join(room, "dist", "page.digest")

const files = (folder: string): Array<string> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const digestOf = (paths: Array<string>): string => {
  const digest = createHash("sha256")
  for (const path of paths.sort()) digest.update(path.slice(root.length)).update(readFileSync(path))
  return digest.digest("hex")
}

const sources = (): string =>
  digestOf([...files(join(room, "src")), join(room, "vite.config.ts"), join(root, "pnpm-lock.yaml")])

/** Builds unless what lies there is of this source. */
export const buildPage = async (): Promise<void> => {
  const wanted = sources()
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return
  await build({ configFile: join(room, "vite.config.ts"), logLevel: "error" })
  writeFileSync(stamp, wanted)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage()
