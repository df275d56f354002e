/**
 * One postmaster: started on its data folder, watched until it answers, ended. It lives in a session of its own, so a
 * kill -9 of the server leaves it behind; `endOrphan` finds such a one by postmaster.pid and ends it, and never touches
 * a process that is not a postmaster of this very folder.
 */
import type { ChildProcess } from "node:child_process"
import { closeSync, fstatSync, openSync, readFileSync, readSync, realpathSync, renameSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"

import { Effect } from "effect"

import { detach, isAlive, isPostmasterOf, run, waitUntil } from "./ChildProcess.ts"
import type { PostgresAccount } from "./PostgresAccount.ts"
import type { PostgresBinaries } from "./PostgresBinaries.ts"
import { reasonIn } from "./PostgresCluster.ts"
import { attempt } from "./PrivateFile.ts"
import { FolderNotWritable, PostgresNotStarted } from "./StartupError.ts"

/** The only address it listens on. */
export const HOST = "127.0.0.1"

const FAST_MILLIS = 8_000
const IMMEDIATE_MILLIS = 7_000
const ORPHAN_MILLIS = 10_000
const READY_MILLIS = 120_000

export interface Running {
  readonly pid: number
  readonly port: number
  /** Ends when the process does, with the reason from its log. */
  readonly ended: Effect.Effect<string>
  /** The reason once it has ended. */
  reason(): string | undefined
}

const settings = (port: number, durable: boolean): ReadonlyArray<string> =>
  [
    `port=${port}`,
    `listen_addresses=${HOST}`,
    "unix_socket_directories=",
    "max_connections=100",
    "shared_buffers=32MB",
    "max_wal_size=128MB",
    "huge_pages=off",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"])
  ].flatMap((setting) => ["-c", setting])

/** A port of the loopback address that is free now. */
export const freePort: Effect.Effect<number> = Effect.callback<number>((resume) => {
  const server = createServer()
  server.once("error", (error) => resume(Effect.die(error)))
  server.listen(0, HOST, () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(port)))
  })
  return Effect.sync(() => void server.close())
})

/** Starts the postmaster of `folder/data` on this port; its words go to `folder/log`, those before to `folder/log.1`. */
export const launch = (
  folder: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  options: { readonly port: number; readonly durable: boolean }
): Effect.Effect<Running, FolderNotWritable | PostgresNotStarted> =>
  Effect.gen(function* () {
    const data = realpathSync(join(folder, "data"))
    const logFile = join(folder, "log")
    const log = yield* attempt(logFile, () => openLog(logFile)).pipe(
      Effect.mapError(({ problem }) => new FolderNotWritable({ path: folder, problem }))
    )
    const command = account.as({
      program: binaries.postgres,
      args: ["-D", data, ...settings(options.port, options.durable)],
      cwd: folder
    })
    const running = yield* Effect.sync(() => {
      try {
        return watch(detach(command, log), options.port, logFile)
      } finally {
        closeSync(log)
      }
    })
    if (running.pid !== undefined) return { ...running, pid: running.pid }
    return yield* new PostgresNotStarted({ reason: `${yield* running.ended}.` })
  })

const watch = (child: ChildProcess, port: number, logFile: string) => {
  let reason: string | undefined
  const ended = new Promise<string>((resolve) => {
    const end = (why: string) => resolve((reason ??= why))
    child.once("error", (error) => end(error.message))
    child.once("exit", (code, signal) =>
      end(code === 1 ? lastWords(logFile) : `it ended by ${signal ?? `code ${code}`}`)
    )
  })
  return { pid: child.pid, port, ended: Effect.promise(() => ended), reason: () => reason }
}

/** Waits until the postmaster says that it takes connections; fails with its reason when it ends before. */
export const awaitReady = (folder: string, running: Running): Effect.Effect<void, PostgresNotStarted> =>
  Effect.gen(function* () {
    const data = join(folder, "data")
    yield* waitUntil(() => running.reason() !== undefined || isReady(data, running.pid), READY_MILLIS)
    const reason = running.reason()
    if (reason !== undefined) return yield* new PostgresNotStarted({ reason: `${reason}; see ${join(folder, "log")}.` })
    if (!isReady(data, running.pid)) {
      return yield* new PostgresNotStarted({
        reason: `it is not ready after ${READY_MILLIS / 1000} s; see ${join(folder, "log")}.`
      })
    }
  })

/** Ends a postmaster that we started: open transactions are rolled back; the hard way when that takes over 8 s. */
export const stop = (binaries: PostgresBinaries, running: Running): Effect.Effect<void> =>
  end(binaries, running.pid, () => running.reason() !== undefined, FAST_MILLIS).pipe(
    Effect.flatMap((ended) => (ended ? Effect.void : Effect.logError(`PostgreSQL (pid ${running.pid}) does not end`)))
  )

/** Ends the postmaster that a killed server left behind on this folder, if there is one. */
export const endOrphan = Effect.fn("PostgresProcess.endOrphan")(function* (
  folder: string,
  binaries: PostgresBinaries
): Effect.fn.Return<void, PostgresNotStarted> {
  const data = join(folder, "data")
  const pid = pidFileOf(data).pid
  if (pid === undefined) return
  const real = realpathSync(data)
  if (!isPostmasterOf(pid, real)) {
    // PostgreSQL would take any living process of this number for a postmaster and refuse to start.
    if (isAlive(pid)) rmSync(join(data, "postmaster.pid"), { force: true })
    return
  }
  yield* Effect.logInfo(`Ending the PostgreSQL (pid ${pid}) that an earlier start left running`)
  const ended = yield* end(binaries, pid, () => !isPostmasterOf(pid, real), ORPHAN_MILLIS)
  if (!ended) {
    return yield* new PostgresNotStarted({
      reason: `one that an earlier start left running (pid ${pid}) does not end; end it yourself.`
    })
  }
})

const end = (
  binaries: PostgresBinaries,
  pid: number,
  hasEnded: () => boolean,
  millis: number
): Effect.Effect<boolean> =>
  Effect.gen(function* () {
    if (hasEnded()) return true
    yield* signal(binaries, pid, "INT")
    if (yield* waitUntil(hasEnded, millis)) return true
    yield* signal(binaries, pid, "QUIT")
    return yield* waitUntil(hasEnded, IMMEDIATE_MILLIS)
  })

const signal = (binaries: PostgresBinaries, pid: number, name: "INT" | "QUIT"): Effect.Effect<void> =>
  process.platform === "win32"
    ? Effect.asVoid(run({ program: binaries.pgCtl, args: ["kill", name, String(pid)] }))
    : Effect.sync(() => {
        try {
          process.kill(pid, `SIG${name}`)
        } catch {
          // It ended in the meantime.
        }
      })

/** The port of the PostgreSQL that runs on these files, or ran when its computer died; undefined where none does. */
export const portOf = (data: string): number | undefined => {
  try {
    const port = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[3])
    return Number.isInteger(port) && port > 0 ? port : undefined
  } catch {
    return undefined
  }
}

const pidFileOf = (data: string): { readonly pid: number | undefined; readonly ready: boolean } => {
  let lines: ReadonlyArray<string>
  try {
    lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")
  } catch {
    return { pid: undefined, ready: false }
  }
  const pid = Number(lines[0])
  return { pid: Number.isInteger(pid) && pid > 0 ? pid : undefined, ready: lines[7]?.trim() === "ready" }
}

const isReady = (data: string, pid: number): boolean => {
  const found = pidFileOf(data)
  return found.pid === pid && found.ready
}

const openLog = (path: string): number => {
  try {
    renameSync(path, `${path}.1`)
  } catch {
    // The first start has no log to keep.
  }
  return openSync(path, "w", 0o600)
}

/** The reason at the end of the log, which may be long. */
const lastWords = (path: string): string => {
  const tail = Buffer.alloc(16_384)
  const log = openSync(path, "r")
  try {
    const length = readSync(log, tail, 0, tail.length, Math.max(0, fstatSync(log).size - tail.length))
    return reasonIn(tail.toString("utf8", 0, length))
  } finally {
    closeSync(log)
  }
}
