// Whose turn it is in this process. Node takes in one connection each time round its loop, and what visits do with the answers of banks
// holds the loop up: with a hundred visits a round took half a second, and two newcomers a second were heard. So visits work for a few
// milliseconds a round, in the order in which they became ready, and newcomers go first for a moment, since to refuse somebody costs
// next to nothing. What answers requests is short and does not stand in this line. One step, as the parsing of a page, is not split.
import { setImmediate } from "node:timers"

import { Clock, Context, type Fiber, Layer, Scheduler } from "effect"

/** Milliseconds that visits work in one round of the loop. */
const slice = 8
/** Rounds in which newcomers come first, as long as there are any; after these visits have their slice. */
const door = 32
/** Between so many steps a fiber looks at the clock, because a look is as dear as a step. */
const between = 64

const clock = Context.get(Context.empty(), Clock.Clock)
/** Milliseconds of the clock that nobody sets. */
export const millis = (): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6

interface Task {
  run: (() => void) | undefined
  readonly since: number
}

let tasks: Array<Task> = []
let first = 0
let isArmed = false
/** When the visits of this round began; undefined while none has. */
let begun: number | undefined
let hasKnocked = false
/** Rounds since visits last had their slice. */
let without = 0

const arm = (): void => {
  if (isArmed) return
  isArmed = true
  setImmediate(round)
}

const isForNewcomers = (): boolean => hasKnocked && without < door

const round = (): void => {
  isArmed = false
  const isShort = isForNewcomers()
  hasKnocked = false
  without = isShort ? without + 1 : 0
  if (!isShort) {
    const now = millis()
    begun = now
    for (let task = tasks[first]; task !== undefined; task = tasks[first]) {
      first += 1
      task.run?.()
      if (millis() - now > slice) break
    }
    if (first > 1_024 || first === tasks.length) {
      tasks = tasks.slice(first)
      first = 0
    }
  }
  begun = undefined
  if (first < tasks.length) arm()
}

const inTurn = (run: () => void): (() => void) => {
  const task: Task = { run, since: millis() }
  tasks.push(task)
  arm()
  return () => {
    task.run = undefined
  }
}

class InTurn extends Scheduler.MixedScheduler {
  constructor() {
    super("async", inTurn)
  }

  override shouldYield(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    const steps = fiber.currentOpCount
    if (steps >= fiber.cache.maxOpsBeforeYield) return true
    if (steps !== 1 && steps % between !== 0) return false
    const now = millis()
    if (begun === undefined) {
      if (isForNewcomers()) return true
      begun = now
      arm()
      return false
    }
    return now - begun > slice
  }
}

/** Has the fibers of the layers that it is provided to take turns. */
export const layer: Layer.Layer<never> = Layer.succeed(Scheduler.Scheduler, new InTurn())

/** Tells that a connection came: others may wait behind it. */
export const knock = (): void => {
  hasKnocked = true
}

/** Milliseconds that the one who is next has waited for its turn. */
export const waited = (): number => {
  const task = tasks[first]
  return task === undefined ? 0 : millis() - task.since
}
