// CPU time (user and system) of other processes, as the kernel accounts it: from /proc on Linux in its ticks of usually 10 ms, from `ps`
// on macOS. What a process took that has ended is known on Linux alone, from the parent that waited for it, so a tree never loses time there.
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"

export interface Process {
  readonly pid: number
  readonly parent: number
  /** Milliseconds of its own. */
  readonly own: number
  /** Milliseconds of its children that have ended and been waited for, theirs included. */
  readonly reaped: number
}

/** One /proc/<pid>/stat, of a system with so many ticks a second. The name in it may hold spaces and parentheses. */
export const fromStat = (stat: string, ticksPerSecond: number): Process => {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const millis = (first: number): number =>
    ((Number(fields[first]) + Number(fields[first + 1])) * 1000) / ticksPerSecond
  return { pid: Number.parseInt(stat, 10), parent: Number(fields[1]), own: millis(11), reaped: millis(13) }
}

/** `2-03:04:05`, `03:04:05` or `4:05.67`, as `ps` writes it, in milliseconds. */
const fromClock = (text: string): number => {
  const [clock = "", days = "0"] = text.split("-").toReversed()
  const seconds = clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
  return Math.round((Number(days) * 86_400 + seconds) * 1000)
}

/** The lines of `ps -o pid=,ppid=,cputime=`, which knows nothing of what has ended. */
export const fromPs = (lines: string): ReadonlyArray<Process> =>
  Array.from(lines.matchAll(/^\s*(\d+)\s+(\d+)\s+([\d:.-]+)\s*$/gm), ([, pid, parent, time = ""]) => ({
    pid: Number(pid),
    parent: Number(parent),
    own: fromClock(time),
    reaped: 0
  }))

const ticks = (): number => {
  const told = Number(spawnSync("getconf", ["CLK_TCK"], { encoding: "utf8" }).stdout)
  return told > 0 ? told : 100
}

let ticksPerSecond: number | undefined

const onLinux = (): ReadonlyArray<Process> => {
  const perSecond = (ticksPerSecond ??= ticks())
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return [fromStat(readFileSync(`/proc/${name}/stat`, "utf8"), perSecond)]
    } catch {
      return [] // it ended in the meantime
    }
  })
}

const onMacos = (): ReadonlyArray<Process> =>
  fromPs(
    spawnSync("ps", ["-axo", "pid=,ppid=,cputime="], { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } }).stdout
  )

/** Every process that this user may see, now. Throws on a system that is neither Linux nor macOS. */
export const processes = (): ReadonlyArray<Process> => {
  if (process.platform === "linux") return onLinux()
  if (process.platform === "darwin") return onMacos()
  throw new Error(`CPU time cannot be read on ${process.platform}`)
}

/** Milliseconds of one process alone. Throws when it is not there. */
export const ofProcess = (all: ReadonlyArray<Process>, pid: number): number => {
  const found = all.find((one) => one.pid === pid)
  if (found === undefined) throw new Error(`process ${pid} is not running`)
  return found.own
}

/** Milliseconds of a process and all that descends from it, those included that have ended. Throws when it is not there. */
export const ofTree = (all: ReadonlyArray<Process>, root: number): number => {
  ofProcess(all, root)
  const children = Map.groupBy(all, ({ parent }) => parent)
  const sum = (one: Process): number =>
    (children.get(one.pid) ?? []).reduce((total, child) => total + sum(child), one.own + one.reaped)
  return all.filter(({ pid }) => pid === root).reduce((total, one) => total + sum(one), 0)
}
