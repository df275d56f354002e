// Processes that a process started, and those that they started, as Linux lists them. One that has ended and was not collected yet is none.
import { readdirSync, readFileSync } from "node:fs"

interface Entry {
  readonly pid: number
  readonly parent: number
}

const entry = (name: string): ReadonlyArray<Entry> => {
  try {
    const text = readFileSync(`/proc/${name}/stat`, "utf8")
    const [state = "", parent = ""] = text.slice(text.lastIndexOf(")") + 2).split(" ")
    return /[ZX]/.test(state) ? [] : [{ pid: Number(name), parent: Number(parent) }]
  } catch {
    return []
  }
}

const all = (): ReadonlyArray<Entry> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(entry)

/** Numbers of all processes below this one. */
export const of = (pid: number): ReadonlyArray<number> => {
  const entries = all()
  const below = (parent: number): ReadonlyArray<number> =>
    entries.flatMap((one) => (one.parent === parent ? [one.pid, ...below(one.pid)] : []))
  return below(pid)
}

/** Those of these processes that live. */
export const alive = (pids: ReadonlyArray<number>): ReadonlyArray<number> =>
  pids.filter((pid) => entry(String(pid)).length > 0)
