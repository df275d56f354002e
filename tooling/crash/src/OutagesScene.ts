// What is under way when the database goes: a first sync whose request to the bank is held, others that run freely, syncs of the overlap, a
// question that nobody has answered, and a webhook that its receiver has not.
import type { Item } from "./Client.ts"
import * as Judge from "./Judge.ts"
import * as Phases from "./Phases.ts"
import { type Stack, today } from "./Stack.ts"

export interface Member {
  readonly itemId: string
  readonly user: string
}

export interface Scene {
  readonly members: ReadonlyArray<Member>
  /** The Item that waits for a person. */
  readonly asking: Item
  /** Where each execution was when the fault began, and what else was under way. */
  readonly under: ReadonlyArray<string>
}

export const products = ["ACCOUNTS", "CREDIT_CARDS", "TRANSACTIONS"]
const collected = /^\/(?:app\/)?(?:api\/)?(?:accounts|cards)\b/
const patience = 120_000

const until = async (what: string, stack: Stack, itemId: string, wish: (item: Item) => boolean, answering = true) => {
  const item = await Phases.attend(stack, itemId, (item) => item !== undefined && wish(item), {
    answering,
    millis: patience
  })
  if (item === undefined) throw new Error(`${what} did not come`)
  return item
}

/** Sets it up; the first sync and the webhook are held until somebody releases the gate and the sink. */
export const set = async (stack: Stack, syncs: number): Promise<Scene> => {
  const { client, database, gate, sink } = stack
  const members: Array<Member> = []
  const made = async (connectorId: number, user: string): Promise<string> => {
    const itemId = await client.create({ connectorId, user, webhookUrl: sink.url, products })
    members.push({ itemId, user })
    return itemId
  }
  const over = (itemId: string) => until("the end of a visit", stack, itemId, (item) => !Phases.isRunning(item))
  const day = today()
  await stack.setToday(Judge.dayAfter(day, -1))
  const visited: Array<string> = []
  for (let n = 0; n < syncs; n++) visited.push(await made(2, "user-ok"))
  for (const itemId of visited) await over(itemId)
  await stack.setToday(day)

  const asking = await until(
    "a question",
    stack,
    await made(3, "user-ok"),
    ({ parameter, status }) => status === "WAITING_USER_INPUT" && parameter != null,
    false
  )
  sink.hold(["transactions/created"])
  const told = await made(2, "user-ok-two-checking-accounts")
  await until("a webhook", stack, told, (item) => !Phases.isRunning(item) && sink.held() !== undefined)
  gate.hold(collected, 3)
  const held = await made(2, "user-ok")
  await until("a request to the bank", stack, held, () => gate.held() !== undefined)
  for (const itemId of visited) await client.update(itemId)
  for (let n = 0; n < syncs; n++) await made(2, "user-ok-perf-2x")

  const under: Array<string> = []
  for (const { itemId } of members) {
    const execution = await database.execution(itemId)
    if (execution !== undefined && !execution.ended) under.push(execution.status)
  }
  if (sink.held() !== undefined) under.push("DELIVERY")
  return { members, asking, under }
}

export interface Verdict {
  /** Seconds until each Item was at an end, the first one first. */
  readonly after: ReadonlyArray<number>
  readonly stuck: number
  readonly ends: ReadonlyArray<string>
  readonly lost: ReadonlyArray<string>
  readonly doubled: ReadonlyArray<string>
}

/** Waits for the ends of the visits that the fault met, has what failed tried again, and compares everybody's rows with the bank's. */
export const judge = async (stack: Stack, members: ReadonlyArray<Member>, millis: number): Promise<Verdict> => {
  const began = performance.now()
  const isOver = (item: Item | undefined) => item !== undefined && !Phases.isRunning(item)
  const after: Array<number> = []
  const first = await Promise.all(
    members.map(async ({ itemId }) => {
      const item = await Phases.attend(stack, itemId, isOver, { millis })
      after.push((performance.now() - began) / 1000)
      return item
    })
  )
  const lost: Array<string> = []
  const doubled: Array<string> = []
  for (const [index, { itemId, user }] of members.entries()) {
    // One that is late is stuck by the figures; whether anything is lost shows at its end.
    let last = first[index] ?? (await Phases.attend(stack, itemId, isOver, { millis: patience }))
    // A product that the bank did not give in time is no loss yet: the Item says so, and the next visit reads it.
    for (let tries = 0; last !== undefined && last.executionStatus !== "SUCCESS" && tries < 3; tries++) {
      await stack.client.update(itemId)
      last = await Phases.attend(stack, itemId, isOver, { millis: patience })
    }
    if (last?.executionStatus !== "SUCCESS") {
      lost.push(`${itemId} never came to a success: ${last?.executionStatus ?? "stuck"}`)
      continue
    }
    const day = today()
    const from = Judge.dayAfter(day, -365)
    const held = (await stack.client.rows(itemId)).filter((row) => Judge.dayOf(row) >= from)
    const difference = Judge.difference(held, Judge.bankRows(user, stack.seed, day, from))
    lost.push(...difference.lost)
    doubled.push(...difference.doubled)
  }
  return {
    after,
    stuck: first.filter((item) => item === undefined).length,
    ends: first.map((item) => item?.executionStatus ?? "stuck"),
    lost,
    doubled
  }
}
