// What the server says of itself to whoever asks: its contract, the page that shows it, and whether it is ready.
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { http } from "./Client.ts"
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
      assert.notMatch(policy, /https?:|\*/)
    })
  )

  it.effect("says whether the server lives and is ready", () =>
    Effect.gen(function* () {
      for (const path of ["/health/live", "/health/ready"]) assert.strictEqual((yield* http(path)).status, 200)
    })
  )
})
