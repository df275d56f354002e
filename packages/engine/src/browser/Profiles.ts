// The folders that browsers live in, below the data folder: profile, temporary files and all else they write. Each bears
// the pid and a word of the process that made it, so that the next start knows what a dead process left: in a container
// the same pid comes again.
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"

import { Effect, type Scope } from "effect"

const prefix = "browser-"
const word = process.hrtime.bigint().toString(36)
const own = `${prefix}${process.pid}-${word}-`

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" // all that kill throws
  }
}

const isForsaken = (name: string): boolean => {
  const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
  if (pid === undefined || name.startsWith(own)) return false
  return Number(pid) === process.pid || !alive(Number(pid))
}

const remove = (folder: string) =>
  Effect.promise(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }))

/** Makes the folder that holds them all, and removes what dead processes left in it. */
export const prepare = Effect.fnUntraced(function* (home: string) {
  const names = yield* Effect.promise(async () => {
    await mkdir(home, { recursive: true, mode: 0o700 })
    return readdir(home)
  })
  yield* Effect.forEach(names.filter(isForsaken), (name) => remove(join(home, name)), { discard: true })
})

/** A folder that goes with the scope. */
export const make = (home: string): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(home, own))),
    remove
  )

/** What the path of a socket below the folder may take: the system ends it at 107, and Chromium adds 45 of its own. */
const shortEnough = 60

/**
 * Where the browser of a folder keeps temporary files: the folder itself, or one of the computer's temporary folder that
 * goes with the scope, where the path is so long that Chromium could not make its socket and would not start.
 */
export const temporary = (folder: string): Effect.Effect<string, never, Scope.Scope> =>
  process.platform !== "linux" || folder.length <= shortEnough
    ? Effect.succeed(folder)
    : Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "tomada-chromium-"))),
        remove
      )
