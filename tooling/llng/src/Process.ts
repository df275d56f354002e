// A program of Debian's in a process and a session of its own, ended by its pid and with it what it started. It is told by the kernel to end
// when we are killed, so even then nothing stays behind; that and another person's rights are given to it by util-linux's `setpriv`.
import { spawn } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

const patience = 5_000
const keptWords = 2_000

/** On whose behalf a program runs. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

export interface Program {
  readonly name: string
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly environment: Readonly<Record<string, string>>
  /** Ours unless told. */
  readonly account?: Account | undefined
}

export interface Running {
  readonly name: string
  readonly pid: number
  readonly hasEnded: () => boolean
  /** The beginning and the end of what it has said: the first complaint is often the cause of the others. */
  readonly words: () => string
  /** The pids of it and of all that it started. */
  readonly processes: () => ReadonlyArray<number>
  /** Resolves once it and all that it started are gone. */
  readonly end: () => Promise<void>
}

interface Seen {
  readonly pid: number
  readonly session: number
  /** With the pid this names a process for ever; a pid alone is given away again. */
  readonly began: string
}

const seen = (pid: number): Seen | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const [state, , , session, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return state === "Z" ? undefined : { pid, session: Number(session), began: fields[15] ?? "" }
  } catch {
    return undefined // it has ended
  }
}

/** Who is in the session that this process began. */
const members = (pid: number): ReadonlyArray<Seen> =>
  readdirSync("/proc")
    .flatMap((name) => (/^\d+$/.test(name) ? (seen(Number(name)) ?? []) : []))
    .filter(({ session }) => session === pid)

const isThere = ({ began, pid }: Seen): boolean => seen(pid)?.began === began

const kill = ({ pid }: Seen, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // it has ended meanwhile
  }
}

const gone = async (processes: ReadonlyArray<Seen>): Promise<boolean> => {
  const until = performance.now() + patience
  while (processes.some(isThere)) {
    if (performance.now() > until) return false
    await sleep(20)
  }
  return true
}

/** Keeps the first and the last of a stream of words. */
const hearing = () => {
  let [first, last] = ["", ""]
  return {
    hear: (chunk: unknown): void => {
      const text = String(chunk)
      const room = Math.max(0, keptWords - first.length)
      first += text.slice(0, room)
      last = `${last}${text.slice(room)}`.slice(-keptWords)
    },
    words: (): string => `${first}${last}`.trim()
  }
}

export const start = ({ account, args, command, environment, name }: Program): Running => {
  const rights =
    account === undefined ? [] : ["--reuid", String(account.uid), "--regid", String(account.gid), "--clear-groups"]
  const child = spawn("setpriv", ["--pdeathsig", "TERM", ...rights, "--", command, ...args], {
    env: { ...environment },
    cwd: "/",
    detached: true,
    stdio: ["ignore", "pipe", "pipe"]
  })
  const { hear, words } = hearing()
  child.stdout.on("data", hear)
  child.stderr.on("data", hear)
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      hasEnded = true
      resolve()
    }
    child.once("exit", end)
    child.once("error", (error) => {
      hear(error.message)
      end()
    })
  })
  const { pid = 0 } = child
  return {
    name,
    pid,
    hasEnded: () => hasEnded,
    words,
    processes: () => members(pid).map((member) => member.pid),
    end: async () => {
      // Once it has ended alone its pid may be another's; as long as it is nobody's, who is left in its session is its own.
      if (pid === 0 || (hasEnded && seen(pid) !== undefined)) return
      if (!hasEnded) child.kill("SIGTERM")
      await Promise.race([ended, sleep(patience, undefined, { ref: false })])
      const left = members(pid)
      for (const member of left) kill(member, hasEnded ? "SIGTERM" : "SIGKILL")
      if (await gone(left)) return await ended
      for (const member of left.filter(isThere)) kill(member, "SIGKILL")
      if (!(await gone(left))) throw new Error(`${name} does not end`)
      await ended
    }
  }
}

/** Ends these, the last one first, also when one of them cannot be. */
export const endAll = async (running: ReadonlyArray<Running>): Promise<void> => {
  const failures: Array<unknown> = []
  for (const process of running.toReversed()) await process.end().catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, "a process could not be ended")
}
