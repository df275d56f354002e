// Requests that are alike, those that were not recorded, and those that nobody made.
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit } from "effect"

import type * as Cassette from "../src/Cassette.ts"
import * as Player from "../src/Player.ts"

const exchanged = (more: Partial<Cassette.Exchanged>): Cassette.Exchanged => ({
  tap: "http",
  step: "login",
  after: 0,
  method: "GET",
  url: "https://bank.test/",
  body: null,
  status: 200,
  headers: {},
  text: "",
  ...more
})

const sent = (url: string, more: { readonly method?: string; readonly body?: string } = {}) => ({
  method: "GET",
  url,
  headers: {},
  body: null,
  ...more
})

const network = Effect.die(new Error("the network was asked"))

const ask = (player: Player.Player, ...request: Parameters<typeof sent>) =>
  Effect.map(player.tap(sent(...request), network), ({ bytes }) => new TextDecoder().decode(bytes))

describe("a player", () => {
  it.effect("answers the same request with what came first, then with what came next", () =>
    Effect.gen(function* () {
      const url = "https://bank.test/list"
      const player = new Player.Player([exchanged({ url, text: "one" }), exchanged({ url, text: "two" })], [])
      assert.deepStrictEqual([yield* ask(player, url), yield* ask(player, url)], ["one", "two"])
    })
  )

  it.effect("takes requests for alike whose parameters come in another order or are volatile", () =>
    Effect.gen(function* () {
      const recorded = [
        exchanged({ url: "https://bank.test/a?x=1&y=2&t=100", text: "by query" }),
        exchanged({ method: "POST", body: "user=u&nonce=1&password=p", text: "by form" }),
        exchanged({ method: "POST", body: JSON.stringify({ a: { nonce: 1, b: 2 }, c: 3 }), text: "by JSON" })
      ]
      const player = new Player.Player(recorded, ["t", "nonce"])
      const home = "https://bank.test/"
      assert.strictEqual(yield* ask(player, "https://bank.test/a?t=9&y=2&x=1"), "by query")
      assert.strictEqual(yield* ask(player, home, { method: "POST", body: "password=p&user=u&nonce=2" }), "by form")
      const body = JSON.stringify({ c: 3, a: { b: 2, nonce: 7 } })
      assert.strictEqual(yield* ask(player, home, { method: "POST", body }), "by JSON")
      assert.deepStrictEqual(player.unused, [])
    })
  )

  it.effect("lets nothing through to the network, and says what was recorded instead", () =>
    Effect.gen(function* () {
      const player = new Player.Player([exchanged({ url: "https://bank.test/statement?page=1" })], [])
      const exit = yield* Effect.exit(ask(player, "https://bank.test/statement?page=2"))
      const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : null
      assert.instanceOf(error, Player.UnexpectedRequest)
      assert.deepInclude(error, {
        request: "GET https://bank.test/statement?page=2",
        nearest: "GET https://bank.test/statement?page=1"
      })
      assert.strictEqual(player.unexpected.length, 1)
      assert.deepStrictEqual(player.unused, ["GET https://bank.test/statement?page=1"])
    })
  )

  it.effect("fails a request that is made once more than it was recorded", () =>
    Effect.gen(function* () {
      const player = new Player.Player([exchanged({})], [])
      yield* ask(player, "https://bank.test/")
      assert.isTrue(Exit.isFailure(yield* Effect.exit(ask(player, "https://bank.test/"))))
    })
  )
})
