// The pictures of connectors' institutions, which clients show from the address that the wire tells.
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { call, connect, http } from "./Client.ts"
import { suite, World } from "./World.ts"

suite()("the picture of an institution", (it) => {
  it.effect("lies on this server, for every connector whose package has one", () =>
    Effect.gen(function* () {
      const { url } = yield* World
      const { results } = yield* call(yield* connect, (sdk) => sdk.fetchConnectors({ sandbox: true }))
      assert.isNotEmpty(results)
      for (const { id, imageUrl } of results) {
        assert.strictEqual(imageUrl, `${url}/connect/logos/${id}.svg`)
        const picture = yield* http(new URL(imageUrl).pathname)
        assert.strictEqual(picture.status, 200, imageUrl)
        assert.deepInclude(picture.headers, {
          "content-type": "image/svg+xml",
          "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          "x-content-type-options": "nosniff",
          "cache-control": "public, max-age=3600"
        })
        assert.match(picture.text, /^<svg .*<\/svg>$/)
      }
    })
  )

  it.effect("is not there for a connector that is not, nor under another name", () =>
    Effect.gen(function* () {
      for (const name of ["999999999", "2.svg", "02x", "constructor", "-1", "../2"]) {
        assert.strictEqual((yield* http(`/connect/logos/${name}.svg`)).status, 404, name)
      }
    })
  )
})
