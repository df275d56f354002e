// Further attempts: at what, after how long, how many.
import { assert, describe, it } from "@effect/vitest"

import { Tomada, TomadaError } from "../src/index.ts"
import { clientSecret, rejection, stub } from "./Stub.ts"

const busy = (status: number, retryAfter?: string) => ({
  status,
  body: { code: status, message: "later", errorId: "e" },
  headers: retryAfter === undefined ? {} : { "retry-after": retryAfter }
})

describe("a call that changes nothing", () => {
  for (const status of [429, 503]) {
    it(`is made again after ${status}, when the server says`, async () => {
      const { asked, sleeps, tomada } = stub([busy(status, "7"), {}])
      await tomada.items.get("1")
      assert.lengthOf(asked, 2)
      assert.deepStrictEqual(sleeps, [7_000])
    })
  }

  it("is made three times at most, with longer and longer waits where the server says none", async () => {
    const { asked, sleeps, tomada } = stub([busy(503)])
    const error = await rejection(tomada.items.get("1"))
    assert.instanceOf(error, TomadaError)
    assert.strictEqual(error.status, 503)
    assert.lengthOf(asked, 3)
    const [first = 0, second = 0] = sleeps
    assert.isTrue(first >= 250 && first <= 500 && second >= 500 && second <= 1_000, sleeps.join())
  })

  it("is left to the caller when the wait would be long, or when it wants no more attempts", async () => {
    const long = stub([busy(429, "31")])
    const error = await rejection(long.tomada.items.get("1"))
    assert.instanceOf(error, TomadaError)
    assert.strictEqual(error.retryAfter, 31)
    assert.lengthOf(long.asked, 1)
    const none = stub([busy(429, "1")])
    await rejection(none.tomada.items.get("1", { retries: 0 }))
    assert.lengthOf(none.asked, 1)
    const more = stub([busy(429, "1")], { retries: 5 })
    await rejection(more.tomada.items.get("1"))
    assert.lengthOf(more.asked, 6)
  })

  it("is made again when the connection fails, but not after any other refusal", async () => {
    const { asked, tomada } = stub([
      () => {
        throw new TypeError("fetch failed")
      },
      {}
    ])
    await tomada.items.get("1")
    assert.lengthOf(asked, 2)
    for (const status of [400, 404, 409, 500, 502]) {
      const refused = stub([busy(status, "1")])
      await rejection(refused.tomada.items.get("1"))
      assert.lengthOf(refused.asked, 1, String(status))
    }
  })

  it("such as asking for a key is made again too", async () => {
    const { asked, auths, tomada } = stub([{}], {
      auth: (count) => (count < 3 ? busy(503, "1") : { body: { apiKey: "k" } })
    })
    await tomada.items.create({ connectorId: 2, parameters: {} })
    assert.lengthOf(auths, 3)
    assert.lengthOf(asked, 1)
  })
})

it("a call that changes something is never made again by itself", async () => {
  for (const answer of [
    busy(429, "1"),
    busy(503, "1"),
    () => {
      throw new TypeError("fetch failed")
    }
  ]) {
    const { asked, tomada } = stub([answer])
    await rejection(tomada.items.create({ connectorId: 2, parameters: {} }))
    await rejection(tomada.items.update("1"))
    assert.lengthOf(asked, 2)
  }
})

describe("a call", () => {
  it("ends when its signal does, with the signal's reason", async () => {
    const { asked, tomada } = stub([{}])
    const reason = new Error("enough")
    assert.strictEqual(await rejection(tomada.items.get("1", { signal: AbortSignal.abort(reason) })), reason)
    assert.strictEqual(await rejection(tomada.connectors.list({}, { signal: AbortSignal.abort(reason) }).all()), reason)
    assert.lengthOf(asked, 0)
  })

  it("ends when its time is over, and is not made again then", async () => {
    let asked = 0
    const never = new Tomada({
      clientId: "id",
      clientSecret,
      fetch: (url, { signal }) => {
        if (!url.endsWith("/auth")) asked++
        return url.endsWith("/auth")
          ? Promise.resolve({
              status: 200,
              headers: { get: () => null },
              text: () => Promise.resolve('{"apiKey":"k"}')
            })
          : new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
      }
    })
    const error = await rejection(never.items.get("1", { timeout: 5 }))
    assert.deepInclude(error, { name: "TimeoutError" })
    assert.strictEqual(asked, 1)
  })
})
