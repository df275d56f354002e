// How far behind this process is, whatever it is that keeps it busy: requests wait for its event loop, visits for their turn too. These are
// the measures that need no guess at what a visit or a request costs on this computer. One for the process, as the loop is.
import { monitorEventLoopDelay } from "node:perf_hooks"

import { Context } from "effect"

import * as Turns from "./Turns.ts"

const resolution = 10
/** How long one reading holds, by the intervals that it has seen. */
const window = 250

/**
 * What somebody waits for the loop who comes at any time, by the lengths of its rounds: one of a second is met a hundred times as
 * often as one of ten milliseconds.
 */
export const wait = ({ mean, stddev }: { readonly mean: number; readonly stddev: number }): number =>
  mean === 0 ? 0 : (mean * mean + stddev * stddev) / (2 * mean)

const measure = (): (() => number) => {
  const delays = monitorEventLoopDelay({ resolution })
  delays.enable()
  let late = 0
  let looked = 0
  return () => {
    // The histogram is asked by every request, and is dearer to ask than some of them to answer.
    const now = Turns.millis()
    if (now - looked < resolution) return late
    looked = now
    if (delays.count > 0 && (delays.mean * delays.count) / 1e6 >= window) {
      late = Math.max(0, wait(delays) / 1e6 - resolution / 2)
      delays.reset()
    }
    return late
  }
}

let reading: (() => number) | undefined

/** Milliseconds that the event loop comes late by, of the last quarter of a second in which somebody asked. */
export const late = (): number => (reading ??= measure())()

/** Milliseconds that a visit which is ready waits, for the loop or for its turn; replaced in tests. */
export const Strain = Context.Reference<() => number>("@tomada/server/Strain", {
  defaultValue: () => () => Math.max(late(), Turns.waited())
})
