import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"

import { Client } from "../fixtures/Client.ts"
import { assertStops, inRoom, kill, refusal, type Room } from "../fixtures/Room.ts"

const filesOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()

const keyIdIn = (keyFile: string): string => /"id":\s*"([^"]+)"/.exec(readFileSync(keyFile, "utf8"))?.[1] ?? ""

const withItem = async (room: Room): Promise<string> => {
  const started = room.start()
  const client = await Client.of(await started.ready)
  const item = await client.connect(2, "user-ok")
  await client.untilItem(item, "SUCCESS")
  await assertStops(room, started, () => kill(started.pid, "SIGTERM"))
  return item
}

describe.skipIf(process.platform !== "linux")("credentials that are sealed with a key", () => {
  it(
    "are not touched by a start without it or with another's, which names the key; with it all works again",
    inRoom(async (room) => {
      const item = await withItem(room)
      const keyring = join(room.home, "keyring")
      const [key, away] = [join(keyring, "kek.json"), join(room.path, "kek.json")]
      const id = keyIdIn(key)

      renameSync(key, away)
      const before = filesOf(keyring)
      assert.match(refusal(await room.run()), new RegExp(`Key ${id} is needed and is not in .*kek\\.json`))
      assert.deepStrictEqual(filesOf(keyring), before)

      await inRoom(async (elsewhere) => {
        const started = elsewhere.start()
        await started.ready
        await assertStops(elsewhere, started, () => kill(started.pid, "SIGTERM"))
        copyFileSync(join(elsewhere.home, "keyring/kek.json"), key)
      })()
      const others = keyIdIn(key)
      assert.match(refusal(await room.run()), new RegExp(`Key ${id} is needed, but .*kek\\.json holds key ${others}`))

      renameSync(away, key)
      const started = room.start()
      const client = await Client.of(await started.ready)
      await client.call("PATCH", `/items/${item}`, {})
      await client.untilItem(item, "SUCCESS")
      await assertStops(room, started, () => kill(started.pid, "SIGTERM"))
    }),
    60_000
  )

  it(
    "are not touched by a start that has lost the whole keyring",
    inRoom(async (room) => {
      await withItem(room)
      const keyring = join(room.home, "keyring")
      renameSync(keyring, join(room.path, "keyring"))
      mkdirSync(keyring, { mode: 0o700 })
      assert.match(refusal(await room.run()), /[Kk]ey .*keyring/)
      assert.deepStrictEqual(
        filesOf(keyring).filter((name) => name.endsWith(".json")),
        []
      )
    }),
    60_000
  )
})
