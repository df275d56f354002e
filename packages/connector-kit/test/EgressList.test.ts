import { assert, describe, it } from "@effect/vitest"

import { decide } from "../src/EgressList.ts"

const list = {
  hosts: ["bank.example", "API.Bank.Example", "alt.example:8443", "bücher.example", "sandbox.test"],
  connectTo: { "sandbox.test": "127.0.0.1:4000" }
}

const of = (target: string, base?: string) => {
  const decision = decide(list, target, base)
  return decision._tag === "Allowed" ? decision.address.href : decision.why
}

describe("the egress list", () => {
  const table: ReadonlyArray<readonly [string, string]> = [
    ["https://bank.example/a?b=c", "https://bank.example/a?b=c"],
    ["https://BANK.example/", "https://bank.example/"],
    ["https://api.bank.example/", "https://api.bank.example/"],
    ["https://bank.example:443/", "https://bank.example/"],
    ["https://alt.example:8443/", "https://alt.example:8443/"],
    ["https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"],
    ["https://bücher.example/", "https://xn--bcher-kva.example/"],
    // Another port is another service.
    ["https://bank.example:8443/", "port"],
    ["https://bank.example:22/", "port"],
    ["https://bank.example:80/", "port"],
    ["https://alt.example/", "host"],
    ["https://alt.example:8444/", "host"],
    ["http://sandbox.test:8080/", "port"],
    // What only looks like a listed host.
    ["https://bank.example.evil.example/", "host"],
    ["https://evilbank.example/", "host"],
    ["https://www.bank.example/", "host"],
    ["https://bank.example./", "host"],
    ["https://bank.example%2eevil.example/", "host"],
    ["https://evil.example/bank.example", "host"],
    ["https://evil.example#bank.example", "host"],
    ["https://evil.example\\@bank.example/", "host"],
    ["https://bank.example@evil.example/", "credentials"],
    ["https://user:secret@bank.example/", "credentials"],
    ["https://:secret@bank.example/", "credentials"],
    // Addresses.
    ["https://127.0.0.1/", "host"],
    ["https://2130706433/", "host"],
    ["https://0x7f.1/", "host"],
    ["https://[::1]/", "host"],
    ["https://[::ffff:127.0.0.1]/", "host"],
    ["https://169.254.169.254/latest/meta-data", "host"],
    ["https://localhost/", "host"],
    // In clear only where it is said where to.
    ["http://bank.example/", "scheme"],
    ["http://sandbox.test/a?b=c", "http://127.0.0.1:4000/a?b=c"],
    ["https://sandbox.test/a", "http://127.0.0.1:4000/a"],
    ["ftp://sandbox.test/a", "scheme"],
    ["ws://sandbox.test/a", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["data:text/html,x", "scheme"],
    ["javascript:alert(1)", "scheme"],
    // No URL at all.
    ["", "not-a-url"],
    ["/accounts", "not-a-url"],
    ["https://", "not-a-url"],
    ["https://bank example/", "not-a-url"]
  ]
  for (const [target, expected] of table) {
    it(`answers ${target || "nothing"} with ${expected}`, () => assert.strictEqual(of(target), expected))
  }

  it("resolves what is relative against the last page, and judges what comes out", () => {
    const base = "https://bank.example/a/b?c"
    assert.strictEqual(of("d", base), "https://bank.example/a/d")
    assert.strictEqual(of("/d", base), "https://bank.example/d")
    assert.strictEqual(of("?e", base), "https://bank.example/a/b?e")
    assert.strictEqual(of("//evil.example/d", base), "host")
    assert.strictEqual(of("\\\\evil.example/d", base), "host")
    assert.strictEqual(of("http:d", "http://sandbox.test/a/b"), "http://127.0.0.1:4000/a/d")
  })

  it("lets nothing out where nothing is listed", () => {
    assert.deepStrictEqual(decide({ hosts: [], connectTo: {} }, "https://bank.example/"), {
      _tag: "Refused",
      why: "host"
    })
  })

  it("sends nobody to an address whose host is not listed", () => {
    assert.deepStrictEqual(
      decide({ hosts: [], connectTo: { "bank.example": "127.0.0.1:1" } }, "https://bank.example"),
      {
        _tag: "Refused",
        why: "host"
      }
    )
    assert.deepStrictEqual(decide({ hosts: ["constructor"], connectTo: {} }, "http://constructor/"), {
      _tag: "Refused",
      why: "scheme"
    })
  })
})
