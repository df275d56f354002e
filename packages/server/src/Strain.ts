// How far behind this process is: what its event loop comes late by, whatever it is that keeps it busy. It is the measure that needs no
// guess at what a visit or a request costs on this computer. One for the process, as the loop is.
import { monitorEventLoopDelay } from "node:perf_hooks"

import { Context } from "effect"

const resolution = 10
/** How long one reading holds, by the intervals that it has seen. */
const window = 250

const measure = (): (() => number) => {
  const delays = monitorEventLoopDelay({ resolution })
  delays.enable()
  let late = 0
  return () => {
    if (delays.count > 0 && (delays.mean * delays.count) / 1e6 >= window) {
      late = Math.max(0, delays.percentile(75) / 1e6 - resolution)
      delays.reset()
    }
    return late
  }
}

let reading: (() => number) | undefined

/** Milliseconds that the event loop comes late by, of the last quarter of a second in which somebody asked. */
export const late = (): number => (reading ??= measure())()

/** The same for those who run in Effect, replaced in tests. */
export const Strain = Context.Reference<() => number>("@tomada/server/Strain", { defaultValue: () => late })
