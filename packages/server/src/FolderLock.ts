/**
 * One holder a folder, by a lock that the operating system itself gives back when its process dies, so there is no
 * stale lock to judge: not after kill -9, not when the pid is another's today. Node has no flock; SQLite takes the
 * same kind of lock on `<name>.lock`, which stays behind, empty. `<name>.pid` only says who holds it.
 * Trap: never open or copy the lock file inside the holder's process, because closing any handle of it unlocks it.
 */
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

import { Effect, Option, Schedule, Schema, type Scope } from "effect"

import { attempt, writePrivately } from "./PrivateFile.ts"
import { FolderInUse, FolderNotWritable } from "./StartupError.ts"

const Holder = Schema.fromJsonString(Schema.Struct({ pid: Schema.Int, address: Schema.optionalKey(Schema.String) }))

/** A held lock. `announce` records the address that a refused second start will name. */
export interface FolderLock {
  announce(address: string): Effect.Effect<void, FolderNotWritable>
}

const SQLITE_BUSY = 5

const isBusy = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "errcode" in error && error.errcode === SQLITE_BUSY

const problemOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Holds the folder (which must exist) under this name until the scope closes; fails at once when it is held.
 * Errors name the folder `shown`, for a person who knows only the one that it is part of.
 */
export const hold = Effect.fn("FolderLock.hold")(function* (
  folder: string,
  name: string,
  shown = folder
): Effect.fn.Return<FolderLock, FolderInUse | FolderNotWritable, Scope.Scope> {
  const pidFile = join(folder, `${name}.pid`)
  const record = (holder: typeof Holder.Type) =>
    writePrivately(pidFile, `${Schema.encodeSync(Holder)(holder)}\n`).pipe(
      Effect.mapError(({ problem }) => new FolderNotWritable({ path: shown, problem }))
    )

  const readHolder = attempt(pidFile, () => readFileSync(pidFile, "utf8")).pipe(
    Effect.flatMap(Schema.decodeEffect(Holder)),
    Effect.retry({ times: 10, schedule: Schedule.spaced("20 millis") })
  )
  yield* Effect.acquireRelease(
    Effect.try({
      try: () => {
        const lock = new DatabaseSync(join(folder, `${name}.lock`))
        try {
          lock.exec("begin exclusive")
        } catch (error) {
          lock.close()
          throw error
        }
        return lock
      },
      catch: (error) =>
        isBusy(error)
          ? new FolderInUse({ path: shown })
          : new FolderNotWritable({ path: shown, problem: problemOf(error) })
    }),
    (lock) =>
      Effect.sync(() => {
        rmSync(pidFile, { force: true })
        lock.close()
      })
  ).pipe(
    Effect.catchTag("FolderInUse", (error) =>
      Effect.option(readHolder).pipe(
        Effect.map(Option.getOrElse(() => ({}))),
        Effect.flatMap((holder) => Effect.fail(new FolderInUse({ path: error.path, ...holder })))
      )
    )
  )
  yield* record({ pid: process.pid })
  return { announce: (address) => record({ pid: process.pid, address }) }
})
