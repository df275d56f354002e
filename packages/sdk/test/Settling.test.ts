// Waiting for the end of a run.
import { assert, describe, it } from "@effect/vitest"

import { rejection, stub } from "./Stub.ts"

const item = (status: string) => ({ body: { id: "an-id", status } })

describe("waiting for an Item", () => {
  it("asks again, ever more patiently, until the run has ended", async () => {
    const { asked, sleeps, tomada } = stub([
      ...Array.from({ length: 12 }, () => item("UPDATING")),
      item("MERGING"),
      item("UPDATED")
    ])
    const seen: Array<string> = []
    const settled = await tomada.items.waitUntilSettled("an-id", { onItem: ({ status }) => void seen.push(status) })
    assert.strictEqual(settled.status, "UPDATED")
    assert.lengthOf(asked, 14)
    assert.lengthOf(seen, 14)
    assert.strictEqual(sleeps[0], 250)
    assert.deepStrictEqual(
      sleeps,
      sleeps.toSorted((a, b) => a - b)
    )
    assert.strictEqual(sleeps.at(-1), 5_000)
  })

  it("ends too when the person is waited for, unless that is to be waited through", async () => {
    const answers = [item("UPDATING"), item("WAITING_USER_ACTION"), item("LOGIN_ERROR")]
    assert.strictEqual((await stub(answers).tomada.items.waitUntilSettled("i")).status, "WAITING_USER_ACTION")
    const through = { through: ["WAITING_USER_ACTION"] } as const
    assert.strictEqual((await stub(answers).tomada.items.waitUntilSettled("i", through)).status, "LOGIN_ERROR")
  })

  it("gives a server that is too busy the time that it asks for, however long", async () => {
    const busy = { status: 429, body: { message: "later" }, headers: { "retry-after": "45" } }
    const { sleeps, tomada } = stub([item("UPDATING"), busy, item("UPDATED")])
    assert.strictEqual((await tomada.items.waitUntilSettled("i")).status, "UPDATED")
    assert.deepStrictEqual(sleeps, [250, 45_000])
  })

  it("ends with any other refusal, with its signal, and when its time is over", async () => {
    const gone = stub([
      item("UPDATING"),
      { status: 404, body: { message: "item not found", codeDescription: "ITEM_NOT_FOUND" } }
    ])
    assert.deepInclude(await rejection(gone.tomada.items.waitUntilSettled("i")), { code: "ITEM_NOT_FOUND" })
    const controller = new AbortController()
    const stopped = stub([
      () => {
        controller.abort(new Error("stop"))
        return item("UPDATING")
      }
    ])
    const error = await rejection(stopped.tomada.items.waitUntilSettled("i", { signal: controller.signal }))
    assert.strictEqual(String(error), "Error: stop")
    const late = stub([item("UPDATING")])
    assert.deepInclude(await rejection(late.tomada.items.waitUntilSettled("i", { timeout: 20_000 })), {
      name: "TimeoutError"
    })
    assert.isAtMost(
      late.sleeps.reduce((sum, wait) => sum + wait, 0),
      20_000
    )
  })
})
