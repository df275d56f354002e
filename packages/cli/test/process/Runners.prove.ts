// Several processes on one real PostgreSQL: what becomes of an Item whose runner dies, freezes or is told to stop.
import { spawn } from "node:child_process"
import { join } from "node:path"

import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"
import { EmbeddedPostgres } from "@tomada/server"

import { Client } from "../fixtures/Client.ts"
import { checkout, kill, refusal, Room, type Started, until } from "../fixtures/Room.ts"

/** A bank that all processes visit, and its end. */
const openBank = async (): Promise<{ readonly at: string; readonly close: () => void }> => {
  const child = spawn(process.execPath, [join(checkout, "tooling/sandbox-bank/src/main.ts"), "--port", "0"])
  const at = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the bank ended with ${code}`)))
    child.stdout.on("data", (said: Buffer) => {
      const found = /http:\/\/(127\.0\.0\.1:\d+)/.exec(String(said))?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  return { at, close: () => void child.kill() }
}

/** Seconds in which an Item of a runner that is gone goes on elsewhere. */
const goal = 15_000

/** A two-step connector, whose visit waits for its person. */
const asking = 3

describe.skipIf(process.platform !== "linux")("many processes", () => {
  let bank: Awaited<ReturnType<typeof openBank>>
  let postgres: EmbeddedPostgres.Started
  let room: Room
  let env: Readonly<Record<string, string>>

  beforeAll(async () => {
    bank = await openBank()
  })
  beforeEach(async () => {
    room = new Room()
    postgres = await EmbeddedPostgres.EmbeddedPostgres.start(join(room.path, "database"))
    env = { DATABASE_URL: postgres.url, TOMADA_SANDBOX_BANK: bank.at, TOMADA_DRAIN: "60" }
  })
  afterEach(async () => {
    for (const { pid } of room.processes()) kill(pid, "SIGCONT")
    await postgres.stop()
    await room.close()
  })
  afterAll(() => bank.close())

  const api = () => room.start({ env: { ...env, TOMADA_RUNNER_ADDRESS: "none" } })
  const runner = (address: string) =>
    room.start({ args: ["runner", "--json"], env: { ...env, TOMADA_PUBLIC_URL: address } })

  /** An Item that waits for its person in the first of two runners; the second comes once it does. */
  const waiting = async () => {
    const ready = await api().ready
    const first = runner(ready.address)
    await first.ready
    const client = await Client.of(ready)
    const item = await client.connect(asking, "user-ok")
    await client.untilItem(item, "WAITING_USER_INPUT")
    return { address: ready.address, client, first, item }
  }
  const answer = (client: Client, item: string) => client.call("POST", `/items/${item}/mfa`, { token: "123456" })

  const refusals = (started: Started): number =>
    started.said().stderr.split("a write was refused: another runner has the execution").length - 1

  it("go on with the Item of a runner that was killed, and ask its person again", async () => {
    const { address, client, first, item } = await waiting()
    kill(first.pid, "SIGKILL")
    await runner(address).ready
    await answer(client, item)
    await client.untilItem(item, "WAITING_USER_INPUT", goal)
    await answer(client, item)
    await client.untilItem(item, "SUCCESS")
    assert.isNotEmpty(await client.holdings(item))
  })

  it("refuse what a frozen runner still writes when it wakes", async () => {
    const { address, client, first, item } = await waiting()
    kill(first.pid, "SIGSTOP")
    await runner(address).ready
    await answer(client, item)
    await client.untilItem(item, "WAITING_USER_INPUT", goal)
    await answer(client, item)
    await client.untilItem(item, "SUCCESS")
    const held = await client.holdings(item)
    kill(first.pid, "SIGCONT")
    await until("the fence refuses it", () => refusals(first) === 1)
    assert.deepStrictEqual(await client.holdings(item), held)
    assert.strictEqual((await client.item(item)).executionStatus, "SUCCESS")
  })

  it("let the visits of a runner that is told to stop end where they are", async () => {
    const { address, client, first, item } = await waiting()
    await runner(address).ready
    // A runner that joins takes its share, visits under way or not: the Item may have moved, and asks again then.
    await client.untilItem(item, "WAITING_USER_INPUT", goal)
    kill(first.pid, "SIGTERM")
    const other = await client.connect(2, "user-ok")
    await client.untilItem(other, "SUCCESS")
    await client.untilItem(item, "WAITING_USER_INPUT", goal)
    await answer(client, item)
    await client.untilItem(item, "SUCCESS")
    const { code, stderr } = await first.ended
    assert.strictEqual(code, 0, stderr)
  })

  it("are not mixed with one that has the database alone", async () => {
    const alone = room.start({ env })
    const { address } = await alone.ready
    const other = { ...env, TOMADA_HOME: room.home, TOMADA_PUBLIC_URL: address }
    const line = refusal(await room.run({ args: ["runner", "--json"], env: other }))
    assert.match(line, /has this database alone/)
  })
})
