// Finds a Chromium for the tests: what the machine has, as the engine would find it, else the one that the npm package
// @sparticuz/chromium carries (Linux on x64 only: a headless shell, one version behind or more, which is enough for pages
// served on loopback). It is unpacked once per version into the user's cache, whole or not at all.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { homedir } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"

import { find as findInstalled } from "@tomada/engine/browser/Executable"
import { Effect, Result } from "effect"

export interface Found {
  readonly source: string
  readonly executable: string
  /** Variables that this Chromium needs. */
  readonly environment: Readonly<Record<string, string>>
}

const archives = ["chromium.br", "fonts.tar.br", "al2023.tar.br", "swiftshader.tar.br"]

/** The package unpacks into the temporary folder, so a process of its own gets one of its own. */
const inflate = (entry: string, home: string, into: string): boolean => {
  const code = `import { inflate } from ${JSON.stringify(pathToFileURL(entry).href)}
for (const name of ${JSON.stringify(archives)}) await inflate(${JSON.stringify(join(home, "bin"))} + "/" + name)`
  const done = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    env: { ...process.env, TMPDIR: into },
    stdio: ["ignore", "ignore", "inherit"]
  })
  return done.status === 0
}

const unpack = (entry: string, home: string, folder: string): boolean => {
  const fresh = `${folder}.${process.pid}`
  mkdirSync(fresh, { recursive: true })
  if (!inflate(entry, home, fresh)) {
    rmSync(fresh, { recursive: true, force: true })
    return false
  }
  writeFileSync(
    join(fresh, "fonts.conf"),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fontconfig</cachedir></fontconfig>\n`
  )
  try {
    renameSync(fresh, folder)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(folder)) throw error // else another run was first
  }
  return true
}

/** The Chromium of the npm package; none on other platforms. */
export const carried = (): Found | undefined => {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium")
  const home = dirname(dirname(entry))
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string } // npm's own file
  const folder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "tomada", `chromium-${version}`)
  if (!existsSync(folder) && !unpack(entry, home, folder)) return undefined
  const executable = join(folder, "chromium")
  const environment = { FONTCONFIG_FILE: join(folder, "fonts.conf") }
  // A machine without NSS gets the package's own.
  const lacks = spawnSync(executable, ["--version"], { env: { ...process.env, ...environment } }).status !== 0
  return {
    source: `@sparticuz/chromium ${version}`,
    executable,
    environment: lacks ? { ...environment, LD_LIBRARY_PATH: join(folder, "al2023", "lib") } : environment
  }
}

/** What TOMADA_CHROMIUM names, else the machine's, else the carried one; throws with what to do when there is none. */
export const find = async (named = process.env["TOMADA_CHROMIUM"] ?? ""): Promise<Found> => {
  const installed = await Effect.runPromise(Effect.result(findInstalled(named === "" ? {} : { named })))
  if (Result.isSuccess(installed)) return { source: installed.success, executable: installed.success, environment: {} }
  const own = named === "" ? carried() : undefined
  if (own === undefined) throw new Error(installed.failure.message)
  return own
}
