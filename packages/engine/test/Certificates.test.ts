// Whom visits and deliveries speak to by https: a server whose certificate no trusted authority signed is sent nothing.
import { assert, describe, it } from "@effect/vitest"
import { Http } from "@tomada/connector-kit"
import { Context, Effect, Layer } from "effect"

import { Dialer } from "../src/Dialer.ts"
import * as OwnAuthority from "./OwnAuthority.ts"

describe("a server that shows a certificate of nobody's", () => {
  it.live("is sent no webhook, unless its authority is trusted", () =>
    Effect.gen(function* () {
      const { port, reached } = yield* OwnAuthority.server
      const destination = { url: new URL(`https://receiver.test:${port}/`), addresses: ["127.0.0.1"] } as const
      const send = Effect.flatMap(Dialer, (dialer) => dialer.post(destination, { headers: {}, body: "secret" })).pipe(
        Effect.provide(Layer.fresh(Dialer.layer))
      )
      assert.strictEqual((yield* Effect.flip(send)).why, "connection")
      assert.strictEqual(reached(), 0)
      yield* OwnAuthority.trusted
      assert.strictEqual((yield* send).status, 200)
    })
  )

  it.live("is sent no request of a visit, unless its authority is trusted", () =>
    Effect.gen(function* () {
      const { port, reached } = yield* OwnAuthority.server
      const host = `127.0.0.1:${port}`
      const ask = Effect.scoped(
        Effect.gen(function* () {
          const context = yield* Layer.build(
            Layer.fresh(Http.Http.layer({ hosts: [host], connectTo: {}, timeout: "10 seconds" }))
          )
          return yield* Context.get(context, Http.Http).request({ url: `https://${host}/`, form: { pin: "1234" } })
        })
      )
      assert.strictEqual((yield* Effect.flip(ask))._tag, "InstitutionDown")
      assert.strictEqual(reached(), 0)
      yield* OwnAuthority.trusted
      assert.strictEqual((yield* ask).status, 200)
    })
  )
})
