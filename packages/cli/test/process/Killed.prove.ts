// A server that dies without a word in the middle of its work, with its PostgreSQL left behind.
import { afterAll, afterEach, assert, describe, it } from "@effect/vitest"

import { Client } from "../fixtures/Client.ts"
import { assertStops, kill, Room } from "../fixtures/Room.ts"

describe.skipIf(process.platform !== "linux")("a server on its data folder", () => {
  const room = new Room()
  afterEach(() => room.end())
  afterAll(() => room.close())

  it("killed in the middle of a sync and of a question, goes on with both: nothing lost, nothing doubled", async () => {
    const first = room.start()
    const before = await Client.of(await first.ready)
    const cut = await before.connect(2, "user-ok-perf-2x")
    const asked = await before.connect(3, "user-ok")
    await before.untilItem(asked, "WAITING_USER_INPUT")
    await before.untilItem(cut, "TRANSACTIONS_IN_PROGRESS")
    kill(first.pid, "SIGKILL")
    await first.ended
    const orphan = room.postmaster()
    assert.notStrictEqual(orphan, 0)

    const second = room.start()
    const after = await Client.of(await second.ready)
    assert.notInclude(
      room.processes().map(({ pid }) => pid),
      orphan
    )
    await after.answers(asked, { token: "123456" })
    await after.untilItem(cut, "SUCCESS")
    const whole = await after.connect(2, "user-ok-perf-2x")
    await after.untilItem(whole, "SUCCESS")
    assert.deepStrictEqual(await after.holdings(cut), await after.holdings(whole))
    await assertStops(room, second, () => kill(second.pid, "SIGTERM"))
  }, 90_000)
})
