// How the client comes by its key, how long it uses one, and that nothing ever shows the secret.
import { inspect } from "node:util"

import { assert, describe, it } from "@effect/vitest"

import { TomadaError } from "../src/index.ts"
import { clientSecret, keyOf, rejection, stub } from "./Stub.ts"

const hours = 3_600_000
const forbidden = { status: 403, body: { code: 403, message: "Missing or invalid authorization token", errorId: "e" } }

describe("an API key", () => {
  it("is asked for once by many calls at once, and used by those that follow", async () => {
    const { asked, auths, tomada } = stub([{}])
    await Promise.all([tomada.items.get("1"), tomada.items.get("2"), tomada.loans.get("3")])
    await tomada.items.get("4")
    assert.lengthOf(auths, 1)
    assert.deepStrictEqual(auths[0]?.body, { clientId: "id", clientSecret })
    assert.isUndefined(auths[0]?.key)
    assert.lengthOf(asked, 4)
    assert.strictEqual(new Set(asked.map(({ key }) => key)).size, 1)
    assert.match(asked[0]?.key ?? "", /key-1$/)
  })

  it("is renewed in the last minute of its life, by our own clock, whatever the server's says", async () => {
    const { advance, auths, tomada } = stub([{}])
    await tomada.items.get("1")
    advance(2 * hours - 61_000)
    await tomada.items.get("1")
    assert.lengthOf(auths, 1)
    advance(2_000)
    await tomada.items.get("1")
    assert.lengthOf(auths, 2)
  })

  it("that says only when it ends is taken at its word; one that says nothing is used until it is refused", async () => {
    const byEnd = stub([{}], { auth: () => ({ body: { apiKey: keyOf({ exp: 1_700_000_000 + 90 }) } }) })
    await byEnd.tomada.items.get("1")
    byEnd.advance(29_000)
    await byEnd.tomada.items.get("1")
    assert.lengthOf(byEnd.auths, 1)
    byEnd.advance(2_000)
    await byEnd.tomada.items.get("1")
    assert.lengthOf(byEnd.auths, 2)
    const opaque = stub([{}], { auth: () => ({ body: { apiKey: "opaque" } }) })
    await opaque.tomada.items.get("1")
    opaque.advance(1_000 * hours)
    await opaque.tomada.items.get("1")
    assert.lengthOf(opaque.auths, 1)
  })

  it("that the server takes no longer is replaced once, also for a call that must not be repeated", async () => {
    const { asked, auths, tomada } = stub([{}, forbidden, {}])
    await tomada.items.get("1")
    await tomada.items.create({ connectorId: 2, parameters: {} })
    assert.lengthOf(auths, 2)
    assert.deepStrictEqual(
      asked.map(({ key }) => key?.slice(-5)),
      ["key-1", "key-1", "key-2"]
    )
  })

  it("that is refused when it is new is refused for good, and so is what no key may do", async () => {
    const fresh = stub([forbidden])
    const error = await rejection(fresh.tomada.items.get("1"))
    assert.instanceOf(error, TomadaError)
    assert.strictEqual(error.status, 403)
    assert.lengthOf(fresh.auths, 1)
    const always = stub([{}, forbidden])
    await always.tomada.items.get("1")
    await rejection(always.tomada.items.get("1"))
    assert.lengthOf(always.auths, 2)
    assert.lengthOf(always.asked, 3)
    const mayNot = stub([{}, { status: 403, body: { ...forbidden.body, codeDescription: "CATEGORY_RULE_FORBIDDEN" } }])
    await mayNot.tomada.items.get("1")
    await rejection(mayNot.tomada.categoryRules.delete("1"))
    assert.lengthOf(mayNot.auths, 1)
  })

  it("that many calls find refused at once is replaced once", async () => {
    const { auths, tomada } = stub([
      (asked) => (asked.key?.endsWith("key-1") && asked.path !== "/items/first" ? forbidden : {})
    ])
    await tomada.items.get("first")
    await Promise.all([1, 2, 3, 4].map((id) => tomada.items.get(String(id))))
    assert.lengthOf(auths, 2)
  })

  it("that came since is not given up when an older one is found refused late", async () => {
    const late = Promise.withResolvers<void>()
    const { auths, tomada } = stub([
      {},
      async () => {
        await late.promise
        return forbidden
      },
      forbidden,
      {}
    ])
    await tomada.items.get("first")
    const slow = tomada.items.get("slow")
    await tomada.items.get("quick")
    late.resolve()
    await slow
    assert.lengthOf(auths, 2)
  })

  it("is asked for again after it could not be had", async () => {
    const refused = { status: 401, body: { code: 401, message: "no", codeDescription: "CLIENT_KEYS_UNAUTHORIZED" } }
    const { asked, auths, tomada } = stub([{}], {
      auth: (count) => (count === 1 ? refused : { body: { apiKey: "k" } })
    })
    const error = await rejection(tomada.items.get("1"))
    assert.instanceOf(error, TomadaError)
    assert.strictEqual(error.code, "CLIENT_KEYS_UNAUTHORIZED")
    assert.lengthOf(asked, 0)
    await tomada.items.get("1")
    assert.lengthOf(auths, 2)
  })

  it("is not lost to others when one of those who wait for it gives up, who waits no longer", async () => {
    const had = Promise.withResolvers<void>()
    const controller = new AbortController()
    const asking = Promise.withResolvers<void>()
    const auth = async () => {
      asking.resolve()
      await had.promise
      return { body: { apiKey: "k" } }
    }
    const { asked, tomada } = stub([{}], { auth })
    const patient = tomada.items.get("patient")
    const hasty = rejection(tomada.items.get("hasty", { signal: controller.signal }))
    await asking.promise
    controller.abort(new Error("no more"))
    assert.strictEqual(String(await hasty), "Error: no more")
    had.resolve()
    await patient
    assert.deepStrictEqual(
      asked.map(({ path }) => path),
      ["/items/patient"]
    )
  })
})

describe("the secret", () => {
  it("is in nothing that a client, its methods or its errors show", async () => {
    const { tomada } = stub([{ status: 400, body: { message: "no" } }])
    const list = tomada.transactions.list({ accountId: "a" })
    const errors = [await rejection(tomada.items.get("1")), await rejection(list.all())]
    const deep = { depth: 12, showHidden: true, getters: true }
    const shown = [tomada, list, ...errors].flatMap((value) => [
      inspect(value, deep),
      JSON.stringify(value),
      String(value),
      JSON.stringify(Object.getOwnPropertyNames(value))
    ])
    for (const text of shown) {
      assert.notInclude(text, clientSecret)
      assert.notInclude(text, "key-1")
    }
  })
})
