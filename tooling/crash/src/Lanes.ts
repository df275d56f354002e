// Several stacks side by side, each with one kill at a time: most of a recovery is waiting. A stack that a failure has left in disorder is
// closed and replaced, so that one failure stays one.
import { setTimeout as sleep } from "node:timers/promises"

import * as Dice from "./Dice.ts"
import { Missed } from "./Phases.ts"
import { nameOf, type Planned } from "./Plan.ts"
import * as Stack from "./Stack.ts"
import * as Trial from "./Trial.ts"
import * as Webhooks from "./Webhooks.ts"

export interface Failed {
  readonly planned: Planned
  readonly why: string
}

export interface Results {
  readonly outcomes: Array<Trial.Outcome>
  readonly failed: Array<Failed>
  /** Visits that were over before anybody was killed; they count for nothing and were repeated. */
  missed: number
  events: number
  again: number
  lostEvents: number
  /** Seconds until an event whose delivery was cut off came. */
  readonly redelivered: Array<number>
}

const tries = 8

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const told = ({ doubled, lost, stuck }: Trial.Outcome): string | undefined => {
  const some = (rows: ReadonlyArray<string>) => rows.slice(0, 3).join("; ")
  if (stuck) return "the Item was stuck"
  if (lost.length > 0) return `${lost.length} lost: ${some(lost)}, beside ${doubled.length} doubled: ${some(doubled)}`
  return doubled.length > 0 ? `${doubled.length} doubled: ${some(doubled)}` : undefined
}

/** Lives through the kills of one stack after the other, until the queue is empty; `tell` hears of each. */
export const run = async (
  options: { readonly runner: boolean; readonly next: () => Planned | undefined; readonly stopped: () => boolean },
  results: Results,
  tell: (line: string) => void
): Promise<void> => {
  let stack: Stack.Stack | undefined
  let here: Array<Trial.Outcome> = []
  const fail = (planned: Planned, why: string) => {
    if (options.stopped()) return
    results.failed.push({ planned, why })
    tell(
      `FAILED ${nameOf(planned)}: ${why}\n  again: pnpm crash --kills 1 --cell ${nameOf(planned)} --seed ${planned.seed}`
    )
  }
  const settle = async (current: Stack.Stack) => {
    const outcomes = here
    here = []
    const heard = await Webhooks.heard(
      current,
      outcomes.map(({ itemId }) => itemId)
    )
    results.events += heard.events
    results.again += heard.again
    for (const { eventId, itemId, planned, restartedAt } of outcomes) {
      const lost = heard.lost.get(itemId)
      if (lost !== undefined) {
        results.lostEvents += lost.length
        fail(planned, `webhooks: ${lost.join("; ")}`)
      }
      const received = eventId === undefined ? undefined : current.sink.received.get(eventId)
      if (received !== undefined) results.redelivered.push(Math.max(0, received.at - restartedAt) / 1000)
    }
  }
  const lived = async (current: Stack.Stack, planned: Planned): Promise<Trial.Outcome> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const seed = Dice.derived(planned.seed, attempt)
        return await Trial.live(current, { ...planned, seed })
      } catch (error) {
        if (!(error instanceof Missed) || attempt === tries - 1) throw error
        results.missed += 1
        await sleep(200)
      }
    }
  }
  try {
    for (let planned = options.next(); planned !== undefined && !options.stopped(); planned = options.next()) {
      try {
        stack ??= await Stack.open(options)
        const outcome = await lived(stack, planned)
        results.outcomes.push(outcome)
        here.push(outcome)
        const why = told(outcome)
        if (why !== undefined) fail(outcome.planned, why)
        tell(
          `${results.outcomes.length} ${nameOf(planned)}: ${outcome.what} killed at ${outcome.step}, ${outcome.end} after ${outcome.recovery.toFixed(1)} s (seed ${outcome.planned.seed})`
        )
      } catch (error) {
        if (error instanceof Missed) {
          fail(planned, `the phase was never reached: ${error.message}`)
          continue
        }
        fail(planned, `${reason(error)} ${stack?.server.lastWords().slice(-600) ?? ""}`)
        const broken = stack
        stack = undefined
        if (broken === undefined) continue
        await settle(broken).catch((unsettled: unknown) => fail(planned, `webhooks: ${reason(unsettled)}`))
        await broken.close()
      }
    }
    if (stack !== undefined && !options.stopped()) await settle(stack)
  } finally {
    await stack?.close()
  }
}
