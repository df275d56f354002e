// One outage from begin to end: what is under way, the fault, what strangers are answered meanwhile, how long until the server is ready again
// by itself, and whether anything is missing.
import { setTimeout as sleep } from "node:timers/promises"

import { loginOf } from "./Client.ts"
import type * as Faults from "./OutagesFaults.ts"
import * as Probes from "./OutagesProbes.ts"
import * as Scene from "./OutagesScene.ts"
import type { Stack } from "./Stack.ts"
import * as Webhooks from "./Webhooks.ts"

/** A server that noticed nothing so long after the fault's begin does not notice it. */
const noticed = 8_000
const readyWithin = 30_000
const finalWithin = 60_000

export interface Outcome {
  readonly fault: Faults.Fault
  readonly under: ReadonlyArray<string>
  /** Seconds from the fault's begin to the first 503 of readiness, and from its end to the first 200. */
  readonly unready: number
  readonly ready: number
  readonly verdict: Scene.Verdict
  readonly answers: number
  readonly refused: number
  /** Milliseconds that the slowest answer took. */
  readonly slowest: number
  readonly events: number
  readonly wrong: ReadonlyArray<string>
}

const { ask } = Probes

/** A fresh API key. */
export const keyOf = async ({ address, application }: Stack): Promise<string> => {
  const { body } = await ask(address, { what: "auth", method: "POST", path: "/auth", body: application })
  return (JSON.parse(body) as { readonly apiKey: string }).apiKey // the contract of /auth
}

const readiness = { what: "ready", method: "GET", path: "/health/ready" } as const
const liveness = { what: "live", method: "GET", path: "/health/live" } as const

const madeBy = ({ body, status, what }: Probes.Answer): ReadonlyArray<Scene.Member> =>
  what === "create" && status !== undefined && status < 300
    ? [{ itemId: (JSON.parse(body) as { readonly id: string }).id, user: "user-ok" }] // an Item, by the contract
    : []

/** Lives through one, that lasts `hold` milliseconds. */
export const live = async (
  stack: Stack,
  fault: Faults.Fault,
  begin: (stack: Stack) => Promise<Faults.End>,
  { hold, syncs }: { readonly hold: number; readonly syncs: number }
): Promise<Outcome> => {
  const { address, application, gate, sink } = stack
  const key = await keyOf(stack)
  const scene = await Scene.set(stack, syncs)
  const pid = stack.server.pid()
  const create = () => ({
    connectorId: 2,
    parameters: { user: loginOf("user-ok"), password: "password-ok" },
    products: Scene.products,
    webhookUrl: sink.url
  })
  const asking = Probes.every(address, () => [
    readiness,
    liveness,
    { what: "read", method: "GET", path: `/items/${scene.asking.id}`, key },
    { what: "auth", method: "POST", path: "/auth", body: application },
    { what: "create", method: "POST", path: "/items", key, body: create() }
  ])
  const wrong: Array<string> = []
  const began = performance.now()
  let end: Faults.End | undefined
  try {
    end = await begin(stack)
    await sleep(hold / 2)
    gate.release()
    sink.release()
    const answered = stack.client.answer(scene.asking)
    await sleep(hold / 2)
    await answered
  } finally {
    gate.release()
    sink.release()
    await end?.()
  }
  const ended = performance.now()
  let ready = Number.POSITIVE_INFINITY
  while (performance.now() - ended < readyWithin && ready === Number.POSITIVE_INFINITY) {
    if ((await ask(address, readiness)).status === 200) ready = (performance.now() - ended) / 1000
    else await sleep(100)
  }
  await asking.stop()
  const { answers } = asking
  const during = answers.filter(({ at }) => at >= began && at < ended)
  const unready = during.filter(({ status, what }) => what === "ready" && status === 503).map(({ at }) => at)
  const first = Math.min(...unready, Number.POSITIVE_INFINITY)
  if (first === Number.POSITIVE_INFINITY) wrong.push("readiness never failed")
  for (const { at, status, what } of during) {
    if (what === "live" && status !== 200) wrong.push(`live: ${status ?? "no answer"}`)
    if (what === "ready" && at > began + noticed && at < ended - 3_000 && status !== 503)
      wrong.push(`ready: ${status ?? "no answer"} ${((at - began) / 1000).toFixed(0)} s after the begin`)
  }
  wrong.push(...during.flatMap((answer) => Probes.complaint(answer) ?? []))
  if (ready === Number.POSITIVE_INFINITY) wrong.push("not ready 30 s after the end")
  if (stack.server.pid() !== pid || !isAlive(pid)) wrong.push(`the server ended: ${stack.server.lastWords()}`)

  const created = answers.flatMap(madeBy)
  const verdict = await Scene.judge(stack, [...scene.members, ...created], finalWithin)
  if (verdict.stuck > 0) wrong.push(`${verdict.stuck} Items were not at an end 60 s after it`)
  wrong.push(...(await unended(stack)).map((each) => `an execution did not end typed: ${each}`))
  const heard = await Webhooks.heard(
    stack,
    [...scene.members, ...created].map(({ itemId }) => itemId)
  )
  for (const lost of heard.lost.values()) wrong.push(...lost.map((each) => `webhooks: ${each}`))
  const some = (rows: ReadonlyArray<string>, what: string) =>
    rows.length === 0 ? [] : [`${rows.length} ${what}: ${rows.slice(0, 3).join("; ")}`]
  wrong.push(...some(verdict.lost, "lost"), ...some(verdict.doubled, "doubled"))
  return {
    fault,
    under: scene.under,
    unready: (first - began) / 1000,
    ready,
    verdict,
    answers: during.length,
    refused: during.filter(({ status }) => status === 503).length,
    slowest: Math.max(0, ...during.map(({ took }) => took)),
    events: heard.events,
    wrong
  }
}

/** A request that was refused may have begun something after all: it too must end. */
export const unended = async ({ database }: Stack, millis = finalWithin): Promise<ReadonlyArray<string>> => {
  const until = performance.now() + millis
  for (;;) {
    const left = await database.unended()
    if (left.length === 0 || performance.now() > until) return left
    await sleep(500)
  }
}

/** Whether there is such a process. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
