// Whether the receiver has heard of everything, once nobody is killed any more: each event of the outbox at least once, and of every row and
// every Item, whatever the outbox says.
import { setTimeout as sleep } from "node:timers/promises"

import * as Judge from "./Judge.ts"
import type { Stack } from "./Stack.ts"

export interface Heard {
  readonly events: number
  /** Answered more than once. */
  readonly again: number
  /** By Item, what was not heard. */
  readonly lost: ReadonlyMap<string, ReadonlyArray<string>>
}

const patience = 120_000

/** Waits until nothing is on its way any more, or for two minutes. */
export const heard = async ({ database, sink }: Stack, items: ReadonlyArray<string>): Promise<Heard> => {
  const until = performance.now() + patience
  let told = await database.told()
  const missing = () => told.filter(({ eventId }) => !sink.received.has(eventId))
  while (missing().length > 0 && performance.now() < until) {
    await sleep(500)
    told = await database.told()
  }
  const lost = new Map<string, ReadonlyArray<string>>()
  for (const itemId of items) {
    const events = [...sink.received.values()].map(({ event }) => event).filter((event) => event.itemId === itemId)
    const wrong = [
      ...missing()
        .filter((each) => each.itemId === itemId)
        .map(({ event }) => `${event} never came`),
      ...Judge.untold(events, await database.rows(itemId))
    ]
    if (wrong.length > 0) lost.set(itemId, wrong)
  }
  const again = [...sink.received.values()].filter(({ times }) => times > 1).length
  return { events: told.length, again, lost }
}
