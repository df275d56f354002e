import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

import { assert, describe, it } from "@effect/vitest"

import * as Gate from "../src/Gate.ts"
import * as Sink from "../src/Sink.ts"

const withGate = async (test: (gate: Gate.Gate) => Promise<void>) => {
  const bank = createServer((request, answer) => {
    answer.setHeader("set-cookie", ["a=1", "b=2"])
    answer.end(`${request.method} ${request.url}`)
  })
  await new Promise<void>((resolve) => void bank.listen(0, "127.0.0.1", resolve))
  const gate = await Gate.open((bank.address() as AddressInfo).port) // it listens on TCP
  try {
    await test(gate)
  } finally {
    await gate.close()
    bank.closeAllConnections()
    bank.close()
  }
}

const text = async (answer: Promise<Response>) => (await answer).text()

describe("the gate before the bank", () => {
  it("lets requests through as they are, and holds the one that it was told to until it is released", () =>
    withGate(async (gate) => {
      const ask = (path: string) => fetch(`http://${gate.address}${path}`)
      const first = await ask("/accounts")
      assert.strictEqual(await first.text(), "GET /accounts")
      assert.deepStrictEqual(first.headers.getSetCookie(), ["a=1", "b=2"])
      gate.hold(/^\/cards/, 2)
      assert.strictEqual(await text(ask("/cards/1")), "GET /cards/1")
      const held = text(ask("/cards/2"))
      assert.strictEqual(await text(ask("/cards/3")), "GET /cards/3")
      assert.strictEqual(gate.held(), "/cards/2")
      gate.release()
      assert.strictEqual(await held, "GET /cards/2")
      assert.isUndefined(gate.held())
    }))
})

describe("the receiver of webhooks", () => {
  it("counts what it has answered: not what it holds, nor what its sender died over", async () => {
    const sink = await Sink.open()
    const send = (eventId: string) =>
      fetch(sink.url, { method: "POST", body: JSON.stringify({ event: "item/created", eventId }) }).then(
        () => true,
        () => false
      )
    try {
      sink.hold(["item/created"])
      const dropped = send("1")
      while (sink.held() === undefined) await new Promise((resolve) => setImmediate(resolve))
      sink.drop()
      assert.isFalse(await dropped)
      assert.isFalse(sink.received.has("1"))
      assert.isTrue(await send("1"))
      assert.isTrue(await send("1"))
      assert.strictEqual(sink.received.get("1")?.times, 2)
    } finally {
      await sink.close()
    }
  })
})
