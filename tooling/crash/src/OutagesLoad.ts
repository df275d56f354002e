// Ten times as many requests as the server sustains, sent by the clock whether the ones before were answered or not, as clients do that know
// nothing of each other. What is sustained is measured first, by a few clients that wait for their answers. Loopback only, bounded in
// time and number.
import { readFileSync } from "node:fs"
import { Agent, request } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

import { loginOf } from "./Client.ts"
import * as Scene from "./OutagesScene.ts"
import { isAlive, unended } from "./OutagesTrial.ts"
import type { Stack } from "./Stack.ts"

const calibration = 5_000
const workers = 8
const times = 10
export const mostRequests = 50_000
const patience = 30_000
/** Every visit that the load began must be over so long after it. */
const settledWithin = 240_000
/** Items whose rows are compared, beside all that did not come to a success at once. */
const mostJudged = 20
/** What the accepted ones may take at the 99th percentile, and what the server's memory may reach. */
const boundP99 = 5_000
const boundMegabytes = 1_024

export interface Outcome {
  readonly sustained: number
  readonly offered: number
  readonly requests: number
  readonly statuses: ReadonlyMap<string, number>
  readonly accepted: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly megabytesBefore: number
  readonly megabytes: number
  readonly items: number
  readonly judged: number
  /** Seconds until the last Item was at an end. */
  readonly settled: number
  readonly wrong: ReadonlyArray<string>
}

interface Sent {
  readonly status: number | undefined
  readonly retryAfter: boolean
  readonly took: number
  readonly item: string | undefined
}

const megabytesOf = (pid: number): number => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024
  } catch {
    return 0 // it is gone, or this system has no such files
  }
}

const percentile = (sorted: ReadonlyArray<number>, part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0

/** Asks for everything in turn: mostly an Item, sometimes a key, now and then a new Item. */
const asker = ({ address, application, sink }: Stack, key: string, itemId: string, agent: Agent) => {
  const port = Number(new URL(address).port)
  const create = () =>
    JSON.stringify({
      connectorId: 2,
      parameters: { user: loginOf("user-ok"), password: "password-ok" },
      products: Scene.products,
      webhookUrl: sink.url
    })
  const keys = JSON.stringify(application)
  return (n: number): Promise<Sent> =>
    new Promise((resolve) => {
      const isNew = n % 10 === 9
      const isAuth = n % 5 === 3
      const body = isNew ? create() : isAuth ? keys : undefined
      const at = performance.now()
      const asked = request(
        {
          host: "127.0.0.1",
          port,
          agent,
          method: body === undefined ? "GET" : "POST",
          path: isNew ? "/items" : isAuth ? "/auth" : `/items/${itemId}`,
          headers: {
            "x-api-key": key,
            ...(body !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
          },
          timeout: patience
        },
        (answer) => {
          const chunks: Array<Buffer> = []
          answer.on("error", () => undefined)
          answer.on("data", (chunk: Buffer) => void chunks.push(chunk))
          answer.on("close", () => {
            const status = answer.complete ? answer.statusCode : undefined
            const made =
              isNew && status === 200 ? /"id":"([0-9a-f-]{36})"/.exec(Buffer.concat(chunks).toString()) : null
            const retryAfter = answer.headers["retry-after"] !== undefined
            resolve({ status, retryAfter, took: performance.now() - at, item: made?.[1] })
          })
        }
      )
      asked.on("timeout", () => asked.destroy())
      asked.on("error", () =>
        resolve({ status: undefined, retryAfter: false, took: performance.now() - at, item: undefined })
      )
      asked.end(body)
    })
}

/** Offers the load for `seconds`, at most 20; the Items that it made are judged afterwards. */
export const offer = async (stack: Stack, key: string, seconds: number): Promise<Outcome> => {
  const { client, server, sink } = stack
  const [connectorId, user, webhookUrl] = [2, "user-ok", sink.url]
  const member = { itemId: await client.create({ connectorId, user, webhookUrl, products: Scene.products }), user }
  const agent = new Agent({ keepAlive: true, maxSockets: 4_096, maxFreeSockets: 512 })
  const ask = asker(stack, key, member.itemId, agent)
  const all: Array<Sent> = []
  const pid = server.pid()

  let sent = 0
  let well = 0
  const until = performance.now() + calibration
  const work = async () => {
    while (performance.now() < until) {
      const answer = await ask(sent++)
      all.push(answer)
      if (answer.status === 200) well += 1
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  const sustained = well / (calibration / 1000)
  const before = all.length
  const megabytesBefore = megabytesOf(pid)
  let megabytes = megabytesBefore
  const looking = setInterval(() => {
    megabytes = Math.max(megabytes, megabytesOf(pid))
  }, 200)

  const rate = Math.min(sustained * times, mostRequests / seconds)
  const open: Array<Promise<void>> = []
  const began = performance.now()
  for (let n = 0; performance.now() - began < seconds * 1000;) {
    const due = Math.min(mostRequests, Math.floor(((performance.now() - began) / 1000) * rate))
    for (; n < due; n++) open.push(ask(n).then((answer) => void all.push(answer)))
    await sleep(2)
  }
  await Promise.all(open)
  clearInterval(looking)
  agent.destroy()
  const load = all.slice(before)

  const wrong: Array<string> = []
  const statuses = new Map<string, number>()
  for (const { status } of load) {
    const name = status === undefined ? "no answer" : String(status)
    statuses.set(name, (statuses.get(name) ?? 0) + 1)
  }
  for (const [name, count] of statuses) if (!/^(200|429|503)$/.test(name)) wrong.push(`${count} times ${name}`)
  const bare = load.filter(({ retryAfter, status }) => (status === 429 || status === 503) && !retryAfter).length
  if (bare > 0) wrong.push(`${bare} were refused without Retry-After`)
  const accepted = load
    .filter(({ status }) => status === 200)
    .map(({ took }) => took)
    .toSorted((a, b) => a - b)
  const p99 = percentile(accepted, 0.99)
  if (accepted.length === 0) wrong.push("nothing was accepted")
  if (p99 > boundP99) wrong.push(`p99 of the accepted ones is ${Math.round(p99)} ms`)
  if (megabytes > boundMegabytes) wrong.push(`the server took ${Math.round(megabytes)} MB`)
  if (!isAlive(pid)) wrong.push(`the server ended: ${server.lastWords()}`)

  const settling = performance.now()
  const left = await unended(stack, settledWithin)
  if (left.length > 0) wrong.push(`${left.length} executions did not end typed: ${[...new Set(left)].join(", ")}`)
  const settled = (performance.now() - settling) / 1000
  const items = all.flatMap(({ item }) => (item === undefined ? [] : [item]))
  const judged: Array<Scene.Member> = [member]
  const every = Math.ceil(items.length / mostJudged)
  for (const [n, itemId] of items.entries()) {
    const isWell = n % every !== 0 && (await client.item(itemId))?.executionStatus === "SUCCESS"
    if (!isWell) judged.push({ itemId, user })
  }
  const verdict = await Scene.judge(stack, judged, patience)
  if (verdict.stuck > 0) wrong.push(`${verdict.stuck} Items were stuck`)
  if (verdict.lost.length > 0) wrong.push(`${verdict.lost.length} rows lost: ${verdict.lost[0]}`)
  if (verdict.doubled.length > 0) wrong.push(`${verdict.doubled.length} rows doubled: ${verdict.doubled[0]}`)
  return {
    sustained,
    offered: load.length / seconds,
    requests: load.length,
    statuses,
    accepted: accepted.length,
    p50: percentile(accepted, 0.5),
    p99,
    megabytesBefore,
    megabytes,
    items: items.length + 1,
    judged: judged.length,
    settled,
    wrong
  }
}
