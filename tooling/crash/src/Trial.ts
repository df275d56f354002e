// One kill: a visit is brought into its phase, what the database says of it is read, somebody is killed, what died is started again, and
// then the Item must be at an end of its own within a minute and hold what the bank shows. An end that is no success, or not of all
// products, is tried again, as the application would: the Item says what it lacks, and the next visit reads it.
import { setTimeout as sleep } from "node:timers/promises"

import * as Dice from "./Dice.ts"
import * as Judge from "./Judge.ts"
import * as Phases from "./Phases.ts"
import type { Planned } from "./Plan.ts"
import { type Stack, today } from "./Stack.ts"
import * as Targets from "./Targets.ts"

/** An Item that is not at an end so long after the restart is stuck. */
export const stuckAfter = 60_000

export interface Outcome {
  readonly planned: Planned
  readonly itemId: string
  readonly what: string
  /** The recorded step at death. */
  readonly step: string
  readonly fence: number
  /** Seconds from the restart to the Item's end. */
  readonly recovery: number
  /** When what died was there again, on the clock of `performance`. */
  readonly restartedAt: number
  /** The event whose delivery was cut off. */
  readonly eventId: string | undefined
  /** How the cut visit ended. */
  readonly end: string
  readonly stuck: boolean
  readonly lost: ReadonlyArray<string>
  readonly doubled: ReadonlyArray<string>
}

const holdings = async (stack: Stack, reached: Phases.Reached): Promise<Judge.Difference> => {
  const day = today()
  // A visit that was begun again after midnight reads the days from then.
  const from = Judge.dayAfter(day, -365)
  const bank = Judge.bankRows(reached.user, stack.seed, day, from)
  const held = (await stack.client.rows(reached.itemId)).filter((row) => Judge.dayOf(row) >= from)
  return Judge.difference(held, bank)
}

/** Lives through one kill. Rejects with Missed when the visit was not in its phase at the moment. */
export const live = async (stack: Stack, planned: Planned): Promise<Outcome> => {
  const dice = Dice.of(planned.seed)
  await stack.setToday(today())
  const reached = await Phases.reach(stack, planned, dice)
  const { itemId } = reached
  try {
    const victim = await Targets.find(planned.target, stack, dice)
    await sleep(dice.upTo(planned.phase === "merge" ? 50 : 200))
    const eventId = stack.sink.held()?.eventId
    const proof = await reached.proof()
    if (proof === undefined) throw new Phases.Missed("it had gone on")
    const asks = planned.phase === "mfa" && dice.below(2) === 0 ? await stack.client.item(itemId) : undefined
    await victim.kill()
    if (planned.target === "server" || planned.target === "runner") stack.sink.drop()
    // The person answers while somebody is away: taken or not, the answer must not get lost once it was taken.
    const answered = asks === undefined ? undefined : stack.client.answer(asks)
    if (dice.below(2) === 0) reached.release()
    await victim.restart()
    reached.release()
    const restartedAt = performance.now()
    await answered

    const isOver = (item: { readonly status: string } | undefined) => item !== undefined && !Phases.isRunning(item)
    const attended = (millis: number) => Phases.attend(stack, itemId, isOver, { millis })
    const first = await attended(stuckAfter)
    const recovery = (performance.now() - restartedAt) / 1000
    const end = first?.executionStatus ?? "stuck"
    let last = first
    for (let tries = 0; last !== undefined && last.executionStatus !== "SUCCESS" && tries < 3; tries++) {
      await stack.client.update(itemId)
      last = await attended(stuckAfter)
    }
    const { doubled, lost } =
      last?.executionStatus === "SUCCESS"
        ? await holdings(stack, reached)
        : { doubled: [], lost: ["everything: it never came to a success"] }
    const { fence, step } = proof
    return {
      planned,
      itemId,
      what: victim.what,
      step,
      fence,
      recovery,
      restartedAt,
      eventId,
      end,
      stuck: first === undefined || last === undefined,
      lost,
      doubled
    }
  } finally {
    reached.release()
    stack.gate.release()
  }
}
