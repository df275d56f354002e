// What the server says of itself to whoever asks: its contract, the page that shows it, and whether it is ready.
import { createHash } from "node:crypto"

import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { apiKey, http } from "./Client.ts"
import { suite } from "./World.ts"

suite()("what describes the API", (it) => {
  it.effect("is answered to everybody, and asks for nothing of another host", () =>
    Effect.gen(function* () {
      const document = yield* http("/openapi.json")
      assert.strictEqual(document.status, 200)
      const spec = document.json as { readonly openapi?: string; readonly paths?: object } // asserted in what follows
      assert.match(String(spec.openapi), /^3\./)
      assert.includeMembers(Object.keys(spec.paths ?? {}), ["/auth", "/items", "/items/{id}", "/v2/transactions"])
      const page = yield* http("/docs")
      assert.strictEqual(page.status, 200)
      assert.match(String(page.headers["content-type"]), /^text\/html/)
      const loaded = Array.from(
        page.text.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=["']?([^"'\s>]+)/gi)
      )
      assert.isEmpty(loaded.map(([, address = ""]) => address).filter((address) => /^(?:https?:)?\/\//.test(address)))
      assert.include(page.text, '"withDefaultFonts":false')
      const policy = String(page.headers["content-security-policy"])
      assert.include(policy, "default-src 'none'")
      const [, scripts = ""] = /script-src ([^;]*)/.exec(policy) ?? []
      assert.match(scripts, /^'sha256-[^']+'(?: 'sha256-[^']+')*$/, "runs the scripts that stand in it, and no other")
      const inside = Array.from(page.text.matchAll(/<script>([^]*?)<\/script>/g), ([, script = ""]) => script)
      assert.deepStrictEqual(
        scripts.split(" "),
        inside.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`)
      )
      assert.notInclude(String(document.headers["content-security-policy"]), "script-src")
      assert.notMatch(policy, /https?:|\*/)
    })
  )

  it.effect("says whether the server lives and is ready", () =>
    Effect.gen(function* () {
      for (const path of ["/health/live", "/health/ready"]) {
        const { headers, status } = yield* http(path)
        assert.strictEqual(status, 200)
        assert.isUndefined(headers["strict-transport-security"], "nobody reaches it by https")
      }
    })
  )

  it.effect("sets no cookie, whatever is asked", () =>
    Effect.gen(function* () {
      for (const path of ["/", "/docs", "/items", "/auth", "/demo", "/oauth/callback?state=x", "/statement?token=x"]) {
        assert.isUndefined((yield* http(path)).headers["set-cookie"], path)
      }
    })
  )
})

suite({ settings: { TOMADA_PUBLIC_URL: "https://tomada.example" } })(
  "a server that the world reaches by https",
  (it) => {
    it.effect("tells browsers on every answer to come by https alone, to keep nothing and to guess no kind", () =>
      Effect.gen(function* () {
        const key = yield* apiKey()
        const paths = [
          "/",
          "/docs",
          "/openapi.json",
          "/health/live",
          "/items",
          "/connectors",
          "/nothing",
          "/connect/no.js"
        ]
        for (const path of paths) {
          const { headers } = yield* http(path, { headers: { "x-api-key": key } })
          assert.strictEqual(headers["cache-control"], "no-store", path)
          assert.strictEqual(headers["strict-transport-security"], "max-age=31536000", path)
          assert.strictEqual(headers["x-content-type-options"], "nosniff", path)
          assert.match(String(headers["content-security-policy"]), /frame-ancestors '(?:none|self)'/, path)
        }
      })
    )
  }
)
