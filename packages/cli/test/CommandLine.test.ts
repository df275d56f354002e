import { assert, describe, it } from "@effect/vitest"

import { refusal, inRoom } from "./fixtures/Room.ts"

describe.skipIf(process.platform !== "linux")("the command line", () => {
  it.concurrent(
    "tells with --help which commands there are",
    inRoom(async (room) => {
      const { code, stderr, stdout } = await room.run({ args: ["--help"] })
      assert.match(stdout, /USAGE\n {2}tomada <subcommand>/)
      assert.match(stdout, /\n {2}up +Start the server\n/)
      for (const group of ["apps", "items", "webhooks"]) assert.match(stdout, new RegExp(`\n {2}${group} `))
      assert.deepStrictEqual([code, stderr], [0, ""])
    })
  )

  it.concurrent(
    "tells with up --help every setting",
    inRoom(async (room) => {
      const { code, stderr, stdout } = await room.run({ args: ["up", "--help"] })
      for (const setting of ["HOST, PORT", "TOMADA_HOME", "DATABASE_URL", "TOMADA_KEY"]) assert.include(stdout, setting)
      assert.deepStrictEqual([code, stderr], [0, ""])
    })
  )

  it.concurrent(
    "answers a command that does not exist with the one that was meant",
    inRoom(async (room) => {
      assert.match(
        refusal(await room.run({ args: ["upp"] })),
        /no command upp; did you mean up\? See tomada --help\.$/m
      )
    })
  )

  it.concurrent(
    "answers a flag that does not exist with the one that was meant",
    inRoom(async (room) => {
      assert.match(
        refusal(await room.run({ args: ["up", "--jsn"] })),
        /no flag --jsn; did you mean --json\? See tomada up --help\.$/
      )
    })
  )

  it.concurrent(
    "refuses a word too many",
    inRoom(async (room) => {
      assert.match(refusal(await room.run({ args: ["up", "now"] })), /"now"/)
    })
  )
})
