// A Node program of this repository in a process of its own, with only the environment that it is given. Whatever way the bench ends, its
// children end first: what was started is ended in the opposite order, by a request first and by force after a while.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const patience = 30_000
const keptWords = 4_000

/** What a program needs of this environment to run at all; a setting of somebody's own server must not reach this one. */
const inherited = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    })
  )

export interface Child {
  readonly pid: number
  readonly process: ChildProcess
  /** The first match in what it says on standard output. Rejects with its last words when it ends before it says so. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>
  /** The end of what it has said on standard error. */
  readonly lastWords: () => string
  readonly end: () => Promise<void>
}

/** Starts `node program ...args`, the program as a path from the project's root; it can be sent messages. */
export const start = (
  program: string,
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>
): Child => {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...inherited(), ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"]
  })
  let said = ""
  let complaints = ""
  child.stdout?.on("data", (chunk) => void (said = `${said}${chunk}`.slice(-keptWords)))
  child.stderr?.on("data", (chunk) => void (complaints = `${complaints}${chunk}`.slice(-keptWords)))
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  return {
    pid: child.pid ?? 0,
    process: child,
    lastWords: () => complaints.trim(),
    says: async (pattern) => {
      for (;;) {
        const found = pattern.exec(said)
        if (found !== null) return found
        if (hasEnded()) throw new Error(`${program} ended: ${complaints.trim()}`)
        await Promise.race([ended, ...(child.stdout === null ? [] : [once(child.stdout, "data")])])
      }
    },
    end: async () => {
      if (hasEnded()) return
      child.kill("SIGTERM")
      const force = setTimeout(() => child.kill("SIGKILL"), patience)
      await ended
      clearTimeout(force)
    }
  }
}

/** Ends these, the last one first, also when one of them fails to. */
export const endAll = async (children: ReadonlyArray<Child>): Promise<void> => {
  for (const child of children.toReversed()) await child.end().catch((error: unknown) => console.error(String(error)))
}
