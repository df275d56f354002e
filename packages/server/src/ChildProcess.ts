/**
 * Child processes and what the system says of processes that are not our children. Every child gets an environment of
 * its own instead of ours, which holds secrets. Signals and pids are raw on purpose: a postmaster outlives us after
 * kill -9 and must then be found and ended by its pid alone.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { readFileSync, readlinkSync } from "node:fs"

import { Effect, Schedule } from "effect"

/** A program, its arguments, and the user that it runs as when that is not ours. */
export interface Command {
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly cwd?: string
  readonly user?: { readonly uid: number; readonly gid: number }
}

/** How a program ended. `output` is what it said on both its channels; a program that could not start has code null. */
export interface Outcome {
  readonly code: number | null
  readonly output: string
}

const environment = (): NodeJS.ProcessEnv => {
  const { PATH, SystemRoot, TEMP } = process.env
  return { LC_ALL: "C", TZ: "UTC", ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }), ...(TEMP && { TEMP }) }
}

const options = (command: Command) => ({
  env: environment(),
  windowsHide: true,
  ...(command.cwd !== undefined && { cwd: command.cwd }),
  ...command.user
})

/** Runs a program to its end, with `input` as all it can read. Interruption kills it. */
export const run = (command: Command, input = ""): Effect.Effect<Outcome> =>
  Effect.callback<Outcome>((resume) => {
    const child = spawn(command.program, command.args, { ...options(command), stdio: "pipe" })
    let output = ""
    const listen = (text: string) => void (output += text)
    child.stdout.setEncoding("utf8").on("data", listen)
    child.stderr.setEncoding("utf8").on("data", listen)
    child.stdin.on("error", () => {})
    child.once("error", (error) => resume(Effect.succeed({ code: null, output: error.message })))
    child.once("close", (code) => resume(Effect.succeed({ code, output })))
    child.stdin.end(input)
    return Effect.sync(() => void child.kill("SIGKILL"))
  })

/**
 * Starts a program that is not ours to keep alive: a session of its own, so that the terminal's Ctrl-C does not reach
 * it, both channels in the open file `log`, and no hold on our event loop.
 */
export const detach = (command: Command, log: number): ChildProcess => {
  const child = spawn(command.program, command.args, {
    ...options(command),
    detached: true,
    stdio: ["ignore", log, log]
  })
  child.unref()
  return child
}

/** True while the process runs; a dead one that its parent has not collected yet does not. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
  return process.platform !== "linux" || !/\) [ZX] /.test(readIfAny(`/proc/${pid}/stat`))
}

/** True when the process is a `postgres` of exactly this data folder, which must be a real path. */
export const isPostmasterOf = (pid: number, data: string): boolean => {
  if (!isAlive(pid)) return false
  if (process.platform === "linux") {
    const words = readIfAny(`/proc/${pid}/cmdline`).split("\0")
    return /(^|\/)postgres$/.test(words[0] ?? "") && (words.includes(data) || workingFolder(pid) === data)
  }
  if (process.platform === "win32") return true
  const { stdout } = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { env: environment(), encoding: "utf8" })
  return stdout.includes("postgres") && stdout.includes(data)
}

/** Asks every 25 ms until it is so or the time is over, and returns the last answer. Safe in finalizers: no timeout. */
export const waitUntil = (check: () => boolean, milliseconds: number): Effect.Effect<boolean> =>
  Effect.sync(check).pipe(
    Effect.repeat({
      until: (so) => so,
      schedule: Schedule.spaced("25 millis"),
      times: Math.ceil(milliseconds / 25)
    })
  )

const workingFolder = (pid: number): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

const readIfAny = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
