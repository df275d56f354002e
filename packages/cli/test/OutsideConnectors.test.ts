// A connector that is not of this repository, in a server that was told where it lies: it is offered and synced as the others are, and
// what it tries from its visits it does not get.
import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { Client } from "./fixtures/Client.ts"
import { refusal, Room } from "./fixtures/Room.ts"

const hostile = fileURLToPath(new URL("../../../tooling/hostile/connector", import.meta.url))
const id = 9_666

interface Offered {
  readonly id: number
  readonly name: string
}

describe.skipIf(process.platform !== "linux")("a connector of others", { timeout: 60_000 }, () => {
  const room = new Room()
  const env = { TOMADA_CONNECTORS: hostile }
  let client: Client

  beforeAll(async () => {
    client = await Client.of(await room.start({ env }).ready)
  }, 60_000)
  afterAll(() => room.close(), 30_000)

  it("is offered as the others are, and its Items are synced", async () => {
    const offered = (await client.call("GET", `/connectors/${id}`)) as Offered // the contract of /connectors
    assert.deepInclude(offered, { id, name: "Hostile" })
    const parameters = { attempt: "environment", target: "HOME" }
    const item = (await client.call("POST", "/items", { connectorId: id, parameters })) as { readonly id: string }
    await client.untilItem(item.id, "SUCCESS")
  })

  it("writes nothing into the data folder and ends no server", async () => {
    const target = join(room.home, "keyring", "mine")
    for (const [attempt, ends] of [
      ["write", "SUCCESS"],
      ["crash", "UNEXPECTED_ERROR"]
    ] as const) {
      const item = (await client.call("POST", "/items", {
        connectorId: id,
        parameters: { attempt, target }
      })) as { readonly id: string }
      await client.untilItem(item.id, ends)
    }
    assert.isFalse(existsSync(target))
    const sandbox = await client.connect(2, "user-ok")
    await client.untilItem(sandbox, "SUCCESS")
  })

  it("that is not where it is said to be keeps the server from starting", async () => {
    const line = refusal(
      await room.run({ args: ["up"], env: { TOMADA_CONNECTORS: "/nowhere", TOMADA_HOME: room.path } })
    )
    assert.match(line, /TOMADA_CONNECTORS cannot be used: there is no package of a connector at \/nowhere/)
  })
})
