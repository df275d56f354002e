import { spawn } from "node:child_process"
import { once } from "node:events"

import { assert, describe, it } from "@effect/vitest"

import * as CpuTime from "../src/CpuTime.ts"

const process_ = (pid: number, parent: number, own: number, reaped = 0): CpuTime.Process => ({
  pid,
  parent,
  own,
  reaped
})

describe("the CPU time of a process", () => {
  it("is read from /proc, whatever the process is called", () => {
    const stat = "77 (a) name (R) 1) S 7 77 77 0 -1 4194304 100 200 0 0 150 25 30 5 20 0 11 0 12345 1000 200"
    assert.deepStrictEqual(CpuTime.fromStat(stat, 100), process_(77, 7, 1750, 350))
    assert.strictEqual(CpuTime.fromStat(stat, 250).own, 700)
  })

  it("is read from ps, with minutes, hours or days", () => {
    const lines = "    1     0   0:04.50\n  612     1 123:04.05\n   77   612  01:02:03\n   78    77 2-00:00:01\n"
    assert.deepStrictEqual(CpuTime.fromPs(lines), [
      process_(1, 0, 4500),
      process_(612, 1, 7_384_050),
      process_(77, 612, 3_723_000),
      process_(78, 77, 172_801_000)
    ])
  })

  it("is its own alone, of a tree that of all its descendants, the ended ones too", () => {
    const all = [
      process_(1, 0, 1),
      process_(2, 1, 10, 5),
      process_(3, 2, 100),
      process_(4, 3, 1000, 7),
      process_(5, 1, 9)
    ]
    assert.strictEqual(CpuTime.ofProcess(all, 2), 10)
    assert.strictEqual(CpuTime.ofTree(all, 2), 1122)
  })

  it("is not nought when the process is gone", () => {
    assert.throws(() => CpuTime.ofProcess([], 2), "process 2 is not running")
    assert.throws(() => CpuTime.ofTree([process_(3, 2, 1)], 2), "process 2 is not running")
  })

  it("grows with what a child of ours does, as that child counts it", async () => {
    const work =
      "while (process.cpuUsage().user < 150_000); const { user, system } = process.cpuUsage(); process.send((user + system) / 1000)"
    const child = spawn(process.execPath, ["-e", `${work}; setInterval(() => {}, 1000)`], {
      stdio: ["ignore", "ignore", "ignore", "ipc"]
    })
    try {
      const [counted] = (await once(child, "message")) as [number]
      const seen = CpuTime.ofProcess(CpuTime.processes(), child.pid ?? 0)
      assert.isAtLeast(seen, counted - 20)
      assert.isAtMost(seen, counted + 200)
      assert.isAtLeast(CpuTime.ofTree(CpuTime.processes(), process.pid), seen)
    } finally {
      child.kill("SIGKILL")
    }
  })
})
