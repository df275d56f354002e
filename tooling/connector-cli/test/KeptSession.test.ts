// Whose session it is: what is kept opens for its owner, with the key of the checkout, for half a day, and for nobody else.
import { chmodSync, copyFileSync, existsSync, rmSync, statSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"
import { TestClock } from "effect/testing"

import * as Checkout from "../src/Checkout.ts"
import * as KeptSession from "../src/KeptSession.ts"
import { assertWithout, bytesOf, filesBelow, room, type Room } from "./Cli.ts"

const secret = "cookie-9c1f7e44a2"
const saved = { session: Option.some(Redacted.make(secret)), trust: Option.some(Redacted.make("device-55d0c3b1")) }

const opened = Effect.fnUntraced(function* ({ home, state }: Room, connector = "sandbox-two-step") {
  const found = yield* Checkout.find(connector)
  return yield* KeptSession.open(found.connector.manifest, { state, keys: home })
})

const why = (kept: KeptSession.KeptSession) => Effect.map(Effect.flip(kept.read), ({ message }) => message)

describe("a kept session", () => {
  it.effect("opens again, and no file has it in any writing or is readable by others", () =>
    Effect.gen(function* () {
      const at = yield* room
      yield* (yield* opened(at)).keep(saved)
      const files = [...filesBelow(at.state), ...filesBelow(at.home)]
      assert.isAbove(files.length, 2)
      for (const path of files) {
        assert.strictEqual(statSync(path).mode & 0o777, 0o600)
        assertWithout(bytesOf(path), [secret, "device-55d0c3b1"])
      }
      const { session } = yield* (yield* opened(at)).read
      assert.strictEqual(Option.getOrThrow(Option.map(session, Redacted.value)), secret)
    })
  )

  it.effect("is taken away when others could read it", () =>
    Effect.gen(function* () {
      const at = yield* room
      const kept = yield* opened(at)
      yield* kept.keep(saved)
      chmodSync(kept.path, 0o640)
      assert.match(yield* why(kept), /others could read/)
      assert.isFalse(existsSync(kept.path))
    })
  )

  it.effect("is taken away after twelve hours", () =>
    Effect.gen(function* () {
      const at = yield* room
      const kept = yield* opened(at)
      yield* kept.keep(saved)
      yield* TestClock.adjust("12 hours")
      yield* kept.read
      yield* TestClock.adjust("1 second")
      assert.match(yield* why(kept), /older than twelve hours/)
      assert.isFalse(existsSync(kept.path))
    })
  )

  it.effect("does not open without the key of its checkout, and no new key is made in its place", () =>
    Effect.gen(function* () {
      const at = yield* room
      yield* (yield* opened(at)).keep(saved)
      rmSync(at.home, { recursive: true })
      const { message } = yield* Effect.flip(opened(at))
      assert.match(message, /cannot be opened: Key \S+ is needed/)
      assert.isFalse(existsSync(at.home) && filesBelow(at.home).some((path) => path.endsWith("kek.json")))
    })
  )

  it.effect("does not open as that of another connector", () =>
    Effect.gen(function* () {
      const at = yield* room
      const [one, other] = [yield* opened(at), yield* opened(at, "sandbox-browser")]
      yield* one.keep(saved)
      copyFileSync(one.path, other.path)
      assert.match(yield* why(other), /does not open with the key/)
    })
  )

  it.effect("is gone when it is forgotten, and so is what opened it", () =>
    Effect.gen(function* () {
      const at = yield* room
      const kept = yield* opened(at)
      yield* kept.keep(saved)
      const copy = `${at.path}/copy`
      copyFileSync(kept.path, copy)
      yield* kept.forget
      assert.match(yield* why(kept), /no session is kept/)
      copyFileSync(copy, kept.path)
      chmodSync(kept.path, 0o600)
      assert.match(yield* why(kept), /does not open/)
    })
  )
})
