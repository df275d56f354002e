// A bank in one configuration and what is done in it, step by step: a connector that is tried on it brings steps of its own.
import { existsSync } from "node:fs"

import { PackagesMissing } from "./Debian.ts"
import type * as Journal from "./Journal.ts"
import type * as Portal from "./Portal.ts"
import * as World from "./World.ts"

export interface Step {
  readonly name: string
  /** Answers what was seen, in a few words; rejects when it is not what has to be. */
  readonly run: () => Promise<string>
}

export interface Scenario {
  readonly name: string
  readonly locks: Portal.Locks
  /** In order; what one step finds out the next ones may use. */
  readonly steps: (world: World.World) => ReadonlyArray<Step>
}

export interface Outcome {
  readonly scenario: string
  readonly step: string
  readonly outcome: "ok" | "failed" | "not reached"
  /** What was seen, or what went wrong. */
  readonly seen: string
  readonly seconds: number
}

/** Who hears of progress, and what ends it early: what is open is closed, and the signal's reason is thrown. */
export interface Told {
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

export interface Circumstances extends Told {
  readonly journal: Journal.Journal
}

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Rejects with these words unless it is true. */
export const must = (isTrue: boolean, otherwise: string): void => {
  if (!isTrue) throw new Error(otherwise)
}

/** Never resolves; rejects once it is ended early. */
const endedEarly = (signal: AbortSignal): Promise<never> => {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  })
  stopped.catch(() => undefined) // it may come when nobody waits any more
  return stopped
}

const attempt = async (scenario: string, { name: step, run }: Step, { say, signal }: Told): Promise<Outcome> => {
  signal.throwIfAborted()
  const began = performance.now()
  const ended = (outcome: Outcome["outcome"], seen: string): Outcome => {
    say(`${scenario}: ${step}: ${outcome === "ok" ? seen : `${outcome}: ${seen}`}`)
    return { scenario, step, outcome, seen, seconds: (performance.now() - began) / 1000 }
  }
  return await run().then(
    (seen) => ended("ok", seen),
    (error: unknown) => {
      signal.throwIfAborted()
      if (error instanceof PackagesMissing) throw error
      return ended("failed", wordsOf(error))
    }
  )
}

/** One step after the other until one fails. */
export const walk = async (
  scenario: string,
  steps: ReadonlyArray<Step>,
  told: Told
): Promise<ReadonlyArray<Outcome>> => {
  const stopped = endedEarly(told.signal)
  const outcomes: Array<Outcome> = []
  for (const { name, run } of steps) {
    if (outcomes.some(({ outcome }) => outcome !== "ok")) {
      outcomes.push({ scenario, step: name, outcome: "not reached", seen: "", seconds: 0 })
      continue
    }
    const step = { name, run: () => Promise.race([run(), stopped]) }
    outcomes.push(await attempt(scenario, step, told))
  }
  return outcomes
}

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`)

/**
 * Opens a bank for this scenario, goes through its steps and closes it; closing is a step too, for nothing may stay behind. Rejects with
 * `PackagesMissing`, and when it is ended early.
 */
export const run = async (
  { locks, name, steps }: Scenario,
  circumstances: Circumstances
): Promise<ReadonlyArray<Outcome>> => {
  const { journal, say, signal } = circumstances
  const opening: { world?: World.World } = {}
  const open: Step = {
    name: "opens",
    // It ends by itself when it is ended early, and closes what it opened.
    run: async () => {
      opening.world = await World.open({ ...locks, journal, say, signal })
      return `${opening.world.processes().length} processes at ${[...new Set(Object.values(opening.world.connectTo))].join(", ")}`
    }
  }
  say(`${name}: opening`)
  const opened = await attempt(name, open, circumstances)
  const { world } = opening
  if (world === undefined) return [opened]
  try {
    const processes = world.processes()
    const walked = await walk(name, steps(world), circumstances)
    const close: Step = {
      name: "closes",
      run: async () => {
        await world.close()
        must(!existsSync(world.folder), "its folder is still there")
        must(!processes.some(isRunning), "one of its processes is still there")
        return "no process and no file left"
      }
    }
    return [opened, ...walked, await attempt(name, close, circumstances)]
  } finally {
    await world.close()
  }
}
