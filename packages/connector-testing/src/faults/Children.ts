// The processes that stand below this one, with their arguments and their environments, as Linux shows them. They are looked at again and
// again while something runs; one that comes and goes between two looks is not seen.
import { existsSync, readdirSync, readFileSync } from "node:fs"

/** Whether this machine shows them. */
export const canSee = existsSync("/proc/self/cmdline")

interface Child {
  readonly arguments: string
  readonly environment: string
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return "" // it has ended, or is somebody else's
  }
}

/** The number of a process's parent: what follows its name, which may have anything in it. */
const parentOf = (pid: string): string => /^.*\) \S+ (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1] ?? ""

/** The processes below this one, by their numbers. */
const below = (): ReadonlyArray<string> => {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]))
  const isBelow = (pid: string | undefined, depth = 0): boolean =>
    pid !== undefined && depth < 32 && (pid === String(process.pid) || isBelow(parents.get(pid), depth + 1))
  return pids.filter((pid) => isBelow(parents.get(pid)))
}

/** How many there are; none where they cannot be seen. */
export const count = (): number => (canSee ? below().length : 0)

export class Children {
  readonly #seen = new Map<string, Child>()

  get count(): number {
    return this.#seen.size
  }

  look(): void {
    for (const pid of below())
      this.#seen.set(pid, { arguments: read(`/proc/${pid}/cmdline`), environment: read(`/proc/${pid}/environ`) })
  }

  /** Where the text is among them. */
  where(secret: string): ReadonlyArray<"arguments" | "environment"> {
    const all = [...this.#seen.values()]
    return (["arguments", "environment"] as const).filter((place) => all.some((child) => child[place].includes(secret)))
  }
}
