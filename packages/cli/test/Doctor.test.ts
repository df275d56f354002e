// `tomada doctor` as a process of its own, beside a server and without one.
import { existsSync } from "node:fs"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { Room } from "./fixtures/Room.ts"

interface Told {
  readonly ok: boolean
  readonly checks: ReadonlyArray<{ readonly check: string; readonly state: string; readonly what: string }>
}

describe("tomada doctor", { timeout: 60_000 }, () => {
  let room: Room
  beforeAll(() => {
    room = new Room()
  })
  afterAll(() => room.close())

  const asked = async (env: Readonly<Record<string, string>> = {}) => {
    const ended = await room.run({ args: ["doctor", "--json"], env })
    return { ...ended, told: JSON.parse(ended.stdout) as Told } // the program's own line
  }

  it("finds nothing wrong before the first start, and makes nothing", async () => {
    const { code, stderr, told } = await asked()
    assert.deepStrictEqual({ code, stderr, ok: told.ok }, { code: 0, stderr: "", ok: true })
    assert.include(
      told.checks.map(({ check, state }) => `${check}: ${state}`),
      "data folder: warning"
    )
    assert.isFalse(existsSync(room.home))
  })

  it("looks into the database of a server that runs, whose tables are covered", async () => {
    const started = room.start()
    await started.ready
    const { code, told } = await asked()
    assert.strictEqual(code, 0)
    const states = Object.fromEntries(told.checks.map(({ check, state }) => [check, state]))
    assert.deepStrictEqual(
      { ...states, browser: "" },
      {
        settings: "ok",
        "data folder": "ok",
        keys: "ok",
        browser: "",
        database: "ok",
        tables: "ok",
        role: "ok",
        "row level security": "ok"
      }
    )
    const { stdout } = await room.run({ args: ["doctor"] })
    assert.match(stdout, /^ok +row level security +forced on every table/m)
    started.child.kill("SIGTERM")
    await started.ended
  })

  it("ends with 1 and one line when something is wrong, and says what in JSON", async () => {
    const { code, stderr, told } = await asked({ DATABASE_URL: "postgresql://joe:hunter2@127.0.0.1:1/bank" })
    assert.strictEqual(code, 1)
    assert.strictEqual(stderr, "tomada: not as it should be: database\n")
    assert.isFalse(told.ok)
    const database = told.checks.find(({ check }) => check === "database")
    assert.strictEqual(database?.state, "bad")
    assert.notInclude(JSON.stringify(told), "hunter2")
  })

  it("says where a connector of others is missing", async () => {
    const { code, told } = await asked({ TOMADA_CONNECTORS: "/nowhere" })
    assert.strictEqual(code, 1)
    const found = told.checks.find(({ check }) => check === "connectors of others")
    assert.strictEqual(found?.state, "bad")
    assert.include(found?.what, "/nowhere")
  })
})
