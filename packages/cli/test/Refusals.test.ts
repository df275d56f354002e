import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"

import { inRoom, refusal, withPort } from "./fixtures/Room.ts"

const databaseOfTheRun = (change: (url: URL) => void): string => {
  const url = new URL(process.env["TOMADA_TEST_DATABASE_URL"] ?? "")
  change(url)
  return url.href
}

describe.skipIf(process.platform !== "linux")("a start that cannot be is refused in one line", () => {
  const settings: ReadonlyArray<readonly [name: string, env: Readonly<Record<string, string>>, says: RegExp]> = [
    ["a port that is no number", { PORT: "abc" }, /PORT .* number from 0 to 65535/],
    ["an address that no computer has", { HOST: "192.0.2.1" }, /HOST .* address of this computer/],
    [
      "a database where nobody answers",
      { DATABASE_URL: "postgresql://joe:hunter2@127.0.0.1:1/bank" },
      /database at 127\.0\.0\.1:1\/bank cannot be reached \(no answer\)/
    ]
  ]
  for (const [name, env, says] of settings) {
    it.concurrent(
      `for ${name}`,
      inRoom(async (room) => {
        const line = refusal(await room.run({ env }))
        assert.match(line, says)
        assert.notInclude(line, "hunter2")
      })
    )
  }

  it.concurrent(
    "for a database that refuses the password",
    inRoom(async (room) => {
      const DATABASE_URL = databaseOfTheRun((url) => (url.password = "hunter2"))
      const line = refusal(await room.run({ env: { DATABASE_URL } }))
      assert.match(line, /127\.0\.0\.1:\d+\/tomada cannot be reached \(it refuses that user or password\)/)
      assert.notInclude(line, "hunter2")
    })
  )

  it.concurrent(
    "for a data folder that cannot be made",
    inRoom(async (room) => {
      writeFileSync(join(room.path, "file"), "")
      const ended = await room.run({ env: { TOMADA_HOME: join(room.path, "file/home") } })
      assert.match(refusal(ended), /data folder .*file\/home cannot be written .* set TOMADA_HOME/)
    })
  )

  it(
    "for a port that another program holds, which leaves nothing behind",
    inRoom(async (room) => {
      await withPort(async (port) => {
        const ended = await room.run({ env: { PORT: String(port) } })
        assert.match(refusal(ended), new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is already in use`))
        assert.deepStrictEqual(room.processes(), [])
        assert.isFalse(existsSync(join(room.home, "keyring")))
      })
    })
  )
})
