// How a visit is brought into a phase and kept there: the gate holds a request to the bank, the person does not answer, a lock keeps the
// merge in the middle of its transaction, the receiver does not answer a webhook. Where the visit is then is read from the database.
import { setTimeout as sleep } from "node:timers/promises"

import type { Item } from "./Client.ts"
import type { Dice } from "./Dice.ts"
import { dayAfter } from "./Judge.ts"
import type { Phase, Planned } from "./Plan.ts"
import { type Stack, today } from "./Stack.ts"

export interface Subject {
  readonly itemId: string
  readonly user: string
  readonly connectorId: number
  /** The bank's day when the Item was made, by the clock. */
  readonly madeOn: string
}

/** A visit in its phase, until it is released. */
export interface Reached extends Subject {
  /** What the database says of it now; undefined when it is not in its phase (any more). */
  readonly proof: () => Promise<Proof | undefined>
  readonly release: () => void
}

export interface Proof {
  readonly executionId: string
  /** The recorded step, or the event whose delivery is under way. */
  readonly step: string
  readonly fence: number
}

/** The phase could not be reached, or was over before anybody was killed. */
export class Missed extends Error {}

const light = ["ACCOUNTS", "CREDIT_CARDS", "TRANSACTIONS"]
const users = ["user-ok", "user-ok", "user-ok-two-checking-accounts", "user-ok-perf-2x"] as const
const patience = 60_000

/** Pages and answers that a visit collects from. */
const collected = /^\/(?:app\/)?(?:api\/)?(?:accounts|cards)\b/

export const isRunning = ({ status }: Pick<Item, "status">): boolean =>
  status === "UPDATING" || status === "MERGING" || status === "WAITING_USER_INPUT"

/** Looks at an Item, and answers what it asks, until it is as wished. */
export const attend = async (
  { client }: Pick<Stack, "client">,
  itemId: string,
  wish: (item: Item | undefined) => boolean | Promise<boolean>,
  { answering = true, millis = patience }: { readonly answering?: boolean; readonly millis?: number } = {}
): Promise<Item | undefined> => {
  const until = performance.now() + millis
  for (;;) {
    const item = await client.item(itemId)
    if (await wish(item)) return item
    if (performance.now() > until) return undefined
    if (answering && item?.status === "WAITING_USER_INPUT") await client.answer(item)
    await sleep(25)
  }
}

const connectorOf = ({ phase, target }: Planned, dice: Dice): number =>
  target === "browser" ? dice.oneOf([702, 702, 703]) : phase === "mfa" ? 3 : 2

const made = async (stack: Stack, planned: Planned, dice: Dice): Promise<Subject> => {
  const { client, sink } = stack
  const connectorId = connectorOf(planned, dice)
  const user = connectorId === 2 ? dice.oneOf(users) : "user-ok"
  const all = connectorId === 2 && dice.below(4) === 0
  const itemId = await client.create({ connectorId, user, webhookUrl: sink.url, ...(!all && { products: light }) })
  return { itemId, user, connectorId, madeOn: today() }
}

/** An Item that was visited yesterday, by the bank's calendar, and knows nothing of today's rows. */
const visited = async (stack: Stack, planned: Planned, dice: Dice): Promise<Subject> => {
  const day = today()
  await stack.setToday(dayAfter(day, -1))
  try {
    const subject = await made(stack, planned, dice)
    const item = await attend(stack, subject.itemId, (item) => item !== undefined && !isRunning(item))
    if (item?.status !== "UPDATED") throw new Missed(`the visit before is ${item?.executionStatus ?? "not over"}`)
    return subject
  } finally {
    await stack.setToday(day)
  }
}

const until = async (stack: Stack, subject: Subject, there: () => boolean | Promise<boolean>, answering = true) => {
  let ended = false
  const item = await attend(
    stack,
    subject.itemId,
    async (item) => {
      if (await there()) return true
      ended = item !== undefined && !isRunning(item) && item.status !== "CREATED"
      return ended
    },
    { answering }
  )
  if (item === undefined || ended) throw new Missed(`it was ${item?.executionStatus ?? "somewhere else"} instead`)
}

const proofOf = async (
  { database }: Stack,
  { itemId }: Subject,
  fits: (execution: { readonly status: string; readonly ended: boolean }) => boolean
): Promise<Proof | undefined> => {
  const execution = await database.execution(itemId)
  return execution !== undefined && fits(execution)
    ? { executionId: execution.id, step: execution.status, fence: execution.fence }
    : undefined
}

const collecting = async (stack: Stack, planned: Planned, dice: Dice): Promise<Reached> => {
  const { gate } = stack
  const isFirst = planned.phase === "first"
  const earlier = isFirst ? undefined : await visited(stack, planned, dice)
  gate.hold(collected, 1 + dice.below(isFirst ? 6 : 3))
  const subject = earlier ?? (await made(stack, planned, dice))
  if (earlier !== undefined) await stack.client.update(earlier.itemId)
  await until(stack, subject, () => gate.held() !== undefined)
  return {
    ...subject,
    proof: async () =>
      gate.held() === undefined
        ? undefined
        : proofOf(
            stack,
            subject,
            ({ ended, status }) =>
              !ended && (status === "LOGIN_IN_PROGRESS" || /(?<!LOGIN(?:_MFA)?)_IN_PROGRESS$/.test(status))
          ),
    release: gate.release
  }
}

const mfa = async (stack: Stack, planned: Planned, dice: Dice): Promise<Reached> => {
  const subject = await made(stack, planned, dice)
  let waits = false
  await until(
    stack,
    subject,
    async () => {
      waits = (await stack.database.execution(subject.itemId))?.status === "WAITING_USER_INPUT"
      return waits
    },
    false
  )
  return {
    ...subject,
    proof: () => proofOf(stack, subject, ({ ended, status }) => !ended && status === "WAITING_USER_INPUT"),
    release: () => undefined
  }
}

/** Written in one statement of the transaction, after the session, the events and their numbers. */
const tables = ["accounts", "transactions", "coverage"] as const

const merge = async (stack: Stack, planned: Planned, dice: Dice): Promise<Reached> => {
  const { client, database } = stack
  const earlier = dice.below(2) === 0 ? await visited(stack, planned, dice) : undefined
  const table = dice.oneOf(tables)
  const release = await database.hold(table)
  try {
    const subject = earlier ?? (await made(stack, planned, dice))
    if (earlier !== undefined) await client.update(earlier.itemId)
    await until(stack, subject, async () => (await database.waitsFor(table)) !== undefined)
    return {
      ...subject,
      proof: () => proofOf(stack, subject, ({ ended, status }) => !ended && status === "MERGING"),
      release
    }
  } catch (error) {
    release()
    throw error
  }
}

const delivery = async (stack: Stack, planned: Planned, dice: Dice): Promise<Reached> => {
  const { database, sink } = stack
  sink.hold([dice.oneOf(["item/created", "transactions/created"])])
  const subject = await made(stack, planned, dice)
  const item = await attend(
    stack,
    subject.itemId,
    (item) => item !== undefined && !isRunning(item) && (sink.held() !== undefined || item.status !== "UPDATED")
  )
  const event = sink.held()
  if (item?.status !== "UPDATED" || event === undefined) throw new Missed(`it was ${item?.executionStatus} instead`)
  return {
    ...subject,
    proof: async () => {
      if (!(await database.leased(event.eventId)) || sink.held() === undefined) return undefined
      const proof = await proofOf(stack, subject, ({ ended }) => ended)
      return proof === undefined ? undefined : { ...proof, step: `${event.event} under way` }
    },
    release: sink.release
  }
}

const ways: Readonly<Record<Phase, (stack: Stack, planned: Planned, dice: Dice) => Promise<Reached>>> = {
  first: collecting,
  overlap: collecting,
  mfa,
  merge,
  delivery
}

/** Brings a visit into the phase; rejects with Missed when it does not get there. */
export const reach = async (stack: Stack, planned: Planned, dice: Dice): Promise<Reached> => {
  try {
    return await ways[planned.phase](stack, planned, dice)
  } catch (error) {
    stack.gate.release()
    stack.sink.release()
    throw error
  }
}
