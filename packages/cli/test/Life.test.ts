import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs"
import { join } from "node:path"

import { afterAll, afterEach, assert, beforeAll, describe, it } from "@effect/vitest"

import { Client } from "./fixtures/Client.ts"
import { linesOf, paste } from "./fixtures/Paste.ts"
import { assertStops, kill, refusal, Room } from "./fixtures/Room.ts"

const listens = async (address: string): Promise<boolean> => {
  try {
    return (await fetch(`${address}/health/live`)).ok
  } catch {
    return false
  }
}

describe.skipIf(process.platform !== "linux")("a server on its data folder", () => {
  /** Longer than the 107 bytes of a socket's path, with what a shell would stumble over, below a closed folder. */
  const long = join("closed", "with a space & it's", "x".repeat(60), "y".repeat(60))
  const room = new Room(long)
  let clientId = ""
  beforeAll(() => {
    mkdirSync(join(room.path, "closed"), { mode: 0o700 })
  })
  afterEach(() => room.end())
  afterAll(() => room.close())

  it("behind npm start says where it is and what to keep, connects the sandbox bank with the three lines, and stops with npm", async () => {
    const started = room.start({ ...room.behindNpm([]), readyAt: /Stop with Ctrl-C/ })
    await started.ready
    const { stderr, stdout } = started.said()
    assert.strictEqual(stderr, "dev: installing dependencies\n")
    const address = /ready at (\S+)\n/.exec(stdout)?.[1] ?? ""
    clientId = /Client id +(\S+)\n/.exec(stdout)?.[1] ?? ""
    assert.strictEqual((await fetch(`${address}/health/ready`)).status, 200)
    assert.include(stdout, `Client secret  in ${room.home}/client.json\n`)
    assert.include(stdout, `Data folder    ${room.home}, with its own PostgreSQL\n`)
    assert.match(stdout, /Back up +that folder .* without its keyring\/ nobody\s+can open the stored credentials/)
    assert.notInclude(stdout, "tmd_sk_")
    assert.strictEqual(statSync(room.home).mode & 0o777, 0o700)

    const lines = linesOf(stdout)
    assert.strictEqual(lines.length, 3)
    const { results } = JSON.parse(await paste(lines)) as { readonly results: ReadonlyArray<{ readonly type: string }> } // of /accounts
    assert.deepStrictEqual(results.map(({ type }) => type).sort(), ["BANK", "CREDIT"])

    await assertStops(room, started, () => kill(started.pid, "SIGTERM"))
    assert.strictEqual(await listens(address), false)
  }, 90_000)

  it("keeps all over a stop; without the key, or with another, it refuses to start and makes none", async () => {
    const first = room.start()
    const ready = await first.ready
    if (clientId !== "") assert.strictEqual(ready.clientId, clientId)
    const before = await Client.of(ready)
    const item = await before.connect(2, "user-ok")
    await before.untilItem(item, "SUCCESS")
    const held = await before.holdings(item)
    assert.isAbove(held.length, 100)
    assert.include(refusal(await room.run()), `is in use by process ${first.pid} at ${ready.address}: stop it first`)
    await assertStops(room, first, () => kill(first.pid, "SIGINT"))

    const [key, away] = [join(room.home, "keyring/kek.json"), join(room.path, "kek.json")]
    const id = /"id":\s*"([^"]+)"/.exec(readFileSync(key, "utf8"))?.[1] ?? ""
    renameSync(key, away)
    assert.match(refusal(await room.run()), new RegExp(`^Key ${id} is needed and is not in .*kek\\.json`))
    assert.isFalse(existsSync(key))
    const TOMADA_KEY = Buffer.alloc(32, 1).toString("base64")
    const line = refusal(await room.run({ env: { TOMADA_KEY } }))
    assert.match(line, new RegExp(`^Key ${id} is needed, but TOMADA_KEY holds key k-`))
    assert.notInclude(line, TOMADA_KEY)

    renameSync(away, key)
    const second = room.start()
    const after = await Client.of(await second.ready)
    assert.strictEqual((await second.ready).clientId, ready.clientId)
    assert.deepStrictEqual(await after.holdings(item), held)
    await after.call("PATCH", `/items/${item}`, {})
    await after.untilItem(item, "SUCCESS")
    await assertStops(room, second, () => kill(second.pid, "SIGHUP"))
  }, 90_000)
})
