// What `tomada runner` says before it runs: what can be refused at once is refused in one line.
import { assert, describe, it } from "@effect/vitest"

import { inRoom, refusal } from "./fixtures/Room.ts"

const DATABASE_URL = "postgresql://joe:hunter2@127.0.0.1:1/bank"
const args = ["runner", "--json"]

describe.skipIf(process.platform !== "linux")("a runner", () => {
  const settings: ReadonlyArray<readonly [name: string, env: Readonly<Record<string, string>>, says: RegExp]> = [
    ["without the database that it shares", {}, /DATABASE_URL .*shares/],
    ["that is not told where the API is", { DATABASE_URL }, /TOMADA_PUBLIC_URL .*where the API is/],
    [
      "that shall visit nothing",
      { DATABASE_URL, TOMADA_PUBLIC_URL: "http://127.0.0.1:8080", TOMADA_RUNNER_ADDRESS: "none" },
      /TOMADA_RUNNER_ADDRESS .*visit nothing/
    ],
    [
      "whose database does not answer",
      { DATABASE_URL, TOMADA_PUBLIC_URL: "http://127.0.0.1:8080" },
      /database at 127\.0\.0\.1:1\/bank cannot be reached/
    ]
  ]
  for (const [name, env, says] of settings) {
    it.concurrent(
      `${name} is refused in one line`,
      inRoom(async (room) => {
        const line = refusal(await room.run({ args, env }))
        assert.match(line, says)
        assert.notInclude(line, "hunter2")
      }),
      60_000
    )
  }

  it.concurrent(
    "tells with --help every setting of its own",
    inRoom(async (room) => {
      const { code, stderr, stdout } = await room.run({ args: ["runner", "--help"] })
      for (const setting of [
        "DATABASE_URL",
        "TOMADA_PUBLIC_URL",
        "TOMADA_RUNNER_ADDRESS",
        "TOMADA_DRAIN",
        "HOST, PORT"
      ])
        assert.include(stdout, setting)
      assert.deepStrictEqual([code, stderr], [0, ""])
    })
  )
})
