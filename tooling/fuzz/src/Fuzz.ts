// The run itself: first what is right and lists what is there, then requests by the contract, then bent ones; each is judged. Which request
// comes is decided by the seed, which ids it names by what the server has answered.
import * as Dice from "@tomada/crash/Dice"

import * as Contract from "./Contract.ts"
import * as Judge from "./Judge.ts"
import * as Known from "./Known.ts"
import * as Malformed from "./Malformed.ts"
import type { Sent } from "./Parts.ts"
import * as Requests from "./Requests.ts"
import * as Wire from "./Wire.ts"

export interface Plan {
  readonly seed: number
  readonly requests: number
  readonly malformed: number
}

/** The server under test, and an Item of it that has rows. */
export interface Target {
  readonly address: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface Fault {
  readonly what: string
  /** The request, cut where it is long. */
  readonly request: string
  readonly answer: string
}

export interface Counted {
  asked: number
  succeeded: number
  refused: number
  /** Closed without an answer, where none was owed. */
  unanswered: number
  slowest: number
}

export interface Report {
  readonly generated: Counted
  readonly malformed: Counted
  /** Operations of the contract, and those of them that have succeeded. */
  readonly operations: number
  readonly met: number
  readonly ways: number
  readonly faults: ReadonlyArray<Fault>
}

const side = 8
const shown = 600

const nothing = (): Counted => ({ asked: 0, succeeded: 0, refused: 0, unanswered: 0, slowest: 0 })

const count = (counted: Counted, { millis, status }: Wire.Answer): void => {
  counted.asked++
  counted.slowest = Math.max(counted.slowest, millis)
  if (status === undefined) counted.unanswered++
  else if (status < 300) counted.succeeded++
  else counted.refused++
}

/** `work` for the numbers from 0 on, several at a time. */
const each = async (many: number, work: (number: number) => Promise<void>): Promise<void> => {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let number = next++; number < many; number = next++) await work(number)
  }
  await Promise.all(Array.from({ length: side }, lane))
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const keyOf = async ({ address, clientId, clientSecret }: Target): Promise<string> => {
  const answer = await fetch(`${address}/auth`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ clientId, clientSecret })
  })
  const { apiKey } = (await answer.json()) as { readonly apiKey: string } // the contract has it
  return apiKey
}

/** Runs it against the server, whose Items are there already. `tell` hears how far it is. */
export const run = async (target: Target, plan: Plan, tell: (words: string) => void = () => {}): Promise<Report> => {
  const key = await keyOf(target)
  const document = await fetch(`${target.address}/openapi.json`)
  const contract = Contract.of((await document.json()) as Contract.Document) // our own, which its tests prove
  const known = Known.of(contract)
  const wire = Wire.open(target.address)
  const faults: Array<Fault> = []
  const met = new Set<string>()
  const [generated, malformed] = [nothing(), nothing()]

  const judge = (answer: Wire.Answer | Error, request: string, method: string, whole: boolean): void => {
    const what = answer instanceof Error ? answer.message : Judge.fault(answer, method, whole)
    if (what === undefined) return
    const text = answer instanceof Error ? "" : `${answer.status} ${answer.text.slice(0, shown)}`
    faults.push({ what, request: request.slice(0, shown), answer: text })
  }

  const ask = async (operation: Contract.Operation, dice: Dice.Dice): Promise<void> => {
    const request = Requests.of(contract, operation, key, known, dice)
    const answer = await wire
      .ask(request)
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
    judge(answer, `${request.method} ${request.path} ${request.body ?? ""}`, request.method, true)
    if (answer instanceof Error) {
      generated.asked++
      return
    }
    count(generated, answer)
    if (answer.status !== 200) return
    met.add(`${operation.method} ${operation.path}`)
    known.learn(operation, json(answer.text))
  }

  const send = async (request: Requests.Request, way: string, sent: Sent): Promise<void> => {
    const answer = await wire
      .send(sent)
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
    judge(
      answer,
      `${way}: ${sent.bytes.toString("latin1").replaceAll(key, "KEY")}`,
      way === "another method" ? "HEAD" : request.method,
      sent.whole
    )
    if (answer instanceof Error) malformed.asked++
    else count(malformed, answer)
  }

  try {
    // Lists in the order of the contract: what one answers the next asks for.
    const lists = contract.operations.filter(({ method }) => method === "GET")
    for (let round = 0; round < 3; round++) {
      for (const list of lists) await ask(list, Dice.of(Dice.derived(plan.seed, round)))
    }
    const left = Math.max(0, plan.requests - generated.asked)
    await each(left, async (number) => {
      const dice = Dice.of(Dice.derived(plan.seed, number + 1))
      await ask(dice.oneOf(contract.operations), dice)
      if (number % 2_000 === 1_999) tell(`${number + 1} requests, ${faults.length} faults`)
    })
    await each(plan.malformed, async (number) => {
      const dice = Dice.of(Dice.derived(plan.seed + 1, number + 1))
      const request = Requests.of(contract, dice.oneOf(contract.operations), key, known, dice)
      const { sent, way } = Malformed.bent(request, number, dice)
      await send(request, way, sent)
      if (number % 1_000 === 999) tell(`${number + 1} malformed, ${faults.length} faults`)
    })
    const lives = await fetch(`${target.address}/health/ready`)
    if (lives.status !== 200)
      faults.push({ what: "the server is not ready any more", request: "", answer: `${lives.status}` })
  } finally {
    await wire.close()
  }
  return {
    generated,
    malformed,
    operations: contract.operations.length,
    met: met.size,
    ways: Malformed.bends.size,
    faults
  }
}
