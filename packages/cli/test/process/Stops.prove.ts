import { connect } from "node:net"

import { afterAll, afterEach, assert, beforeAll, describe, it } from "@effect/vitest"

import { Client } from "../fixtures/Client.ts"
import { assertStops, kill, type Ready, Room, type StartOptions, until } from "../fixtures/Room.ts"

const ways: ReadonlyArray<readonly [name: string, options: (room: Room) => StartOptions]> = [
  ["the server", () => ({})],
  ["npm alone", (room) => room.behindNpm(["--json"])]
]

type Busy = (ready: Ready) => Promise<void>

const states: ReadonlyArray<readonly [name: string, busy: Busy]> = [
  ["that has nothing to do", async () => {}],
  [
    "while an Item waits for its person",
    async (ready) => {
      const client = await Client.of(ready)
      await client.untilItem(await client.connect(3, "user-ok"), "WAITING_USER_INPUT")
    }
  ],
  [
    "while the bank holds its answer",
    async (ready) => {
      const client = await Client.of(ready)
      await client.untilItem(await client.connect(2, "user-slow-statement"), "TRANSACTIONS_IN_PROGRESS")
    }
  ]
]

/** What the machine takes by itself, below which a stop is as good as at once. */
const soon = 3_000

const portIsFree = (ready: Ready): Promise<boolean> =>
  fetch(`${ready.address}/health/live`).then(
    () => false,
    () => true
  )

describe.skipIf(process.platform !== "linux")("a stop", () => {
  let room: Room
  beforeAll(() => {
    room = new Room()
  })
  afterEach(() => room.end())
  afterAll(() => room.close())

  for (const [name, options] of ways) {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      for (const [state, busy] of states) {
        it(`by ${signal} to ${name} ${state} leaves nothing running`, async () => {
          const started = room.start(options(room))
          const ready = await started.ready
          await busy(ready)
          const begun = performance.now()
          kill(started.pid, signal)
          assert.deepStrictEqual(await room.quiet(10_000), [])
          assert.isBelow(performance.now() - begun, soon)
          assert.isTrue(await portIsFree(ready))
          const { code, signal: by } = await started.ended
          // npm itself dies of a hangup; otherwise it gives the code of what it ran.
          assert.strictEqual(by ?? code, name === "npm alone" && signal === "SIGHUP" ? signal : 0)
        })
      }
    }
  }

  it("does not wait for a connection that never asks for anything", async () => {
    const started = room.start()
    const { address } = await started.ready
    const socket = connect(Number(new URL(address).port), "127.0.0.1")
    socket.on("error", () => {})
    await new Promise((resolve) => void socket.once("connect", resolve))
    const begun = performance.now()
    await assertStops(room, started, () => kill(started.pid, "SIGTERM"))
    assert.isBelow(performance.now() - begun, soon)
    socket.destroy()
  })

  it("asked for twice is one stop", async () => {
    const started = room.start()
    await started.ready
    kill(started.pid, "SIGINT")
    kill(started.pid, "SIGTERM")
    assert.deepStrictEqual(await room.quiet(10_000), [])
    assert.strictEqual((await started.ended).code, 0)
  })

  for (const millis of [200, 600, 1000, 1500, 2000, 3000]) {
    it(`after ${millis} ms of a first start leaves nothing running, and the next start works`, async () => {
      const fresh = new Room()
      try {
        const begun = performance.now()
        const started = fresh.start()
        await until("the moment", () => performance.now() - begun >= millis)
        kill(started.pid, "SIGTERM")
        assert.deepStrictEqual(await fresh.quiet(10_000), [])
        const { code, signal, stderr } = await started.ended
        // Before the program has taken over its signals the system ends it.
        assert.isTrue(code === 0 || signal === "SIGTERM", `code ${code} signal ${signal}`)
        assert.strictEqual(stderr, "")
        const next = fresh.start()
        await next.ready
        await assertStops(fresh, next, () => kill(next.pid, "SIGTERM"))
      } finally {
        await fresh.close()
      }
    })
  }
})
