import { assert, describe, it } from "@effect/vitest"

import { type Asked, decide, type Rules } from "../src/Framing.ts"

const shop = ["https://shop.example", "https://www.shop.example"]
const bank = ["https://bank.example"]
const rules: Rules = { allowed: [shop, bank, []], allowsLoopback: false, own: ["https://tomada.example"] }
const atHome: Rules = { ...rules, allowsLoopback: true, own: ["http://127.0.0.1:8080"] }

const framed = (referer?: string): Asked => ({ referer, dest: "iframe", site: "cross-site" })
const ancestors = (asked: Asked, by: Rules = rules) => {
  const decision = decide(asked, by)
  return decision._tag === "Shown" ? decision.ancestors.join(" ") : decision
}
const loopback = "'self' http://localhost:* http://127.0.0.1:*"

describe("who may show the widget in a frame", () => {
  it("is told the origins of the application that allows it, and none of another's", () => {
    assert.strictEqual(ancestors(framed("https://shop.example/")), `'self' ${shop.join(" ")}`)
    assert.strictEqual(ancestors(framed("https://bank.example/pay?id=1")), `'self' ${bank.join(" ")}`)
  })

  it("is refused by name where no application allows it", () => {
    const others = [
      "https://evil.example",
      "http://shop.example",
      "https://shop.example:8443",
      "https://shop.example.evil.example",
      "https://a.shop.example"
    ]
    for (const origin of others) assert.deepStrictEqual(ancestors(framed(`${origin}/`)), { _tag: "Refused", origin })
    const dest = { ...framed("https://evil.example/"), dest: "frame" }
    assert.deepStrictEqual(ancestors(dest), { _tag: "Refused", origin: "https://evil.example" })
  })

  it("who does not say where it is of is refused, without a name", () => {
    for (const referer of [undefined, "", "nothing", "about:blank", "data:text/html,x", "file:///home"]) {
      assert.deepStrictEqual(ancestors(framed(referer)), { _tag: "Refused", origin: null }, referer)
    }
  })

  it("may be a page of this computer only where the server is of this computer alone", () => {
    for (const origin of ["http://localhost:3000", "http://127.0.0.1:5173", "http://localhost"]) {
      assert.strictEqual(ancestors(framed(`${origin}/`), atHome), loopback)
      assert.deepStrictEqual(ancestors(framed(`${origin}/`)), { _tag: "Refused", origin })
    }
    assert.strictEqual(ancestors(framed(), atHome), loopback)
    const origin = "https://evil.example"
    assert.deepStrictEqual(ancestors(framed(`${origin}/`), atHome), { _tag: "Refused", origin })
    for (const near of ["http://localhost.evil.example", "http://127.0.0.1.evil.example"]) {
      assert.deepStrictEqual(ancestors(framed(`${near}/`), atHome), { _tag: "Refused", origin: near })
    }
  })

  it("may always be the server itself", () => {
    assert.strictEqual(ancestors(framed("https://tomada.example/demo")), "'self'")
    assert.strictEqual(ancestors({ ...framed(), site: "same-origin" }), "'self'")
  })

  it("does not matter to who opens the page by itself, and is said all the same", () => {
    for (const dest of ["document", undefined]) {
      assert.strictEqual(ancestors({ referer: "https://evil.example/", dest, site: "cross-site" }), "'self'")
      assert.strictEqual(ancestors({ referer: undefined, dest, site: "none" }), "'self'")
    }
  })

  it("is never what could be read as another rule of the policy", () => {
    const bad = ["https://a;script-src *", "*", "https://*.example", "https://x.example/path", "'unsafe-inline'"]
    const given = ancestors(framed("https://shop.example/"), { ...rules, allowed: [[...shop, ...bad]] })
    assert.strictEqual(given, `'self' ${shop.join(" ")}`)
  })
})
