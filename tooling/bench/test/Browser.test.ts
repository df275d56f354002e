import { assert, describe, it } from "@effect/vitest"

import * as BrowserCpu from "../src/BrowserCpu.ts"
import * as Hostile from "../src/BrowserHostile.ts"
import * as Left from "../src/BrowserLeft.ts"

const one = (pid: number, parent: number, own: number) => ({ pid, parent, own, reaped: 0 })

describe("the CPU time of browsers", () => {
  it("is that of everything below the server but its database, and keeps what had ended", () => {
    const { look } = BrowserCpu.counting()
    const [server, postmaster] = [10, 20]
    const started = [one(server, 1, 500), one(postmaster, server, 70), one(21, postmaster, 30), one(30, server, 100)]
    assert.strictEqual(look([...started, one(31, 30, 40)], server, postmaster), 140)
    assert.strictEqual(look([...started, one(32, 30, 5)], server, postmaster), 145, "31 has ended")
  })

  it("goes on with a process whose parent has ended, and begins anew with a number that was given again", () => {
    const { look } = BrowserCpu.counting()
    assert.strictEqual(look([one(10, 1, 0), one(30, 10, 50), one(31, 30, 40)], 10), 90)
    assert.strictEqual(look([one(10, 1, 0), one(31, 1, 60)], 10), 110)
    assert.strictEqual(look([one(10, 1, 0), one(31, 10, 5)], 10), 115)
  })

  it("leaves other people's processes out", () => {
    const { look, seen } = BrowserCpu.counting()
    assert.strictEqual(look([one(10, 1, 9), one(40, 1, 1000), one(41, 40, 1000)], 10), 0)
    assert.deepStrictEqual(seen(), [])
  })
})

describe("the executions of the browser proof", () => {
  it("are as many as asked for, at most four at a time, each kind among them", () => {
    const waves = Hostile.waves(200)
    const all = waves.flatMap(({ kinds }) => kinds)
    assert.lengthOf(all, 200)
    assert.isTrue(waves.every(({ kinds }) => kinds.length <= Hostile.lanes))
    assert.deepStrictEqual(new Set(all.map(({ name }) => name)), new Set(Hostile.kinds.map(({ name }) => name)))
  })

  it("have nobody beside a kill who could be hit by it and expects to end well", () => {
    const killed = Hostile.waves(200).filter(({ kill }) => kill !== undefined)
    assert.deepStrictEqual(new Set(killed.map(({ kill }) => kill)), new Set(["page", "browser"] as const))
    for (const { kill, kinds } of killed) assert.isTrue(kinds.every((kind) => kind.kill === kill))
  })
})

describe("what browsers leave", () => {
  it("is read from the table of processes, without those that have ended", () => {
    const lines = "  7   7 S  /usr/bin/chromium --user-data-dir=/b\n  8   7 Z  [chromium] <defunct>\n"
    assert.deepStrictEqual(Left.parse(lines), [{ pid: 7, group: 7, command: "/usr/bin/chromium --user-data-dir=/b" }])
  })

  it("counts sockets that listen, and no others", () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0
   1: 0100007F:1F91 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0`
    assert.deepStrictEqual(Left.listening(table), new Set(["4711"]))
  })
})
