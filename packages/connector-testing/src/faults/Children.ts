// The processes that stand below this one, with their arguments and their environments, as Linux shows them. They are looked at while
// something runs, so that a process that is there for a moment only may be missed.
import { existsSync, readdirSync, readFileSync } from "node:fs"

import { Effect, Fiber } from "effect"

export const canSee = existsSync("/proc/self/cmdline")

/** What one process was started with. */
export interface Child {
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

const look = (): ReadonlyMap<string, Child> => {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [pid, parentOf(pid)])
  )
  const isBelow = (pid: string | undefined, depth = 0): boolean =>
    pid !== undefined && depth < 32 && (pid === String(process.pid) || isBelow(parents.get(pid), depth + 1))
  return new Map(
    [...parents]
      .filter(([, parent]) => isBelow(parent))
      .map(([pid]) => [pid, { arguments: read(`/proc/${pid}/cmdline`), environment: read(`/proc/${pid}/environ`) }])
  )
}

/** The processes below this one that were there while it ran. */
export const during = <A, E, R>(running: Effect.Effect<A, E, R>): Effect.Effect<ReadonlyArray<Child>, E, R> =>
  Effect.gen(function* () {
    const seen = new Map<string, Child>()
    const watching = yield* Effect.sync(() => {
      for (const [pid, child] of look()) seen.set(pid, child)
    }).pipe(Effect.andThen(Effect.sleep("10 millis")), Effect.forever, Effect.forkChild)
    yield* running
    yield* Fiber.interrupt(watching)
    return [...seen.values()]
  })

/** Where the text is among them. */
export const where = (seen: ReadonlyArray<Child>, secret: string): ReadonlyArray<"arguments" | "environment"> => [
  ...(seen.some((child) => child.arguments.includes(secret)) ? ["arguments" as const] : []),
  ...(seen.some((child) => child.environment.includes(secret)) ? ["environment" as const] : [])
]
