import { assert, describe, it } from "@effect/vitest"
import { Clock, DateTime, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"

import * as Ledger from "../src/Ledger.ts"
import { SandboxBank } from "../src/SandboxBank.ts"
import { csrf, Visitor } from "./Visitor.ts"

const at = (iso: string) => TestClock.setTime(DateTime.toEpochMillis(DateTime.makeUnsafe(iso)))

describe("the sandbox bank by the clock", () => {
  it.effect("takes its day from the clock in São Paulo unless it is told a day", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      yield* at("2026-03-21T02:30:00Z")
      assert.strictEqual(yield* bank.today, "2026-03-20")
      yield* at("2026-03-21T03:30:00Z")
      assert.strictEqual(yield* bank.today, "2026-03-21")
      assert.include((yield* new Visitor(bank.url).get("/")).text, 'datetime="2026-03-21"')
      yield* bank.setToday("2025-12-31")
      assert.strictEqual(yield* bank.today, "2025-12-31")
      yield* bank.setToday(undefined)
      assert.strictEqual(yield* bank.today, "2026-03-21")
      assert.strictEqual((yield* bank.log)[0]?.today, "2026-03-21")
    }).pipe(Effect.provide(SandboxBank.layer()))
  )

  it.effect("ends a session after ten minutes without a request, not before", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      yield* at("2026-03-20T12:00:00Z")
      const visitor = new Visitor(bank.url)
      yield* visitor.login("user-ok")
      for (let visit = 0; visit < 3; visit++) {
        yield* TestClock.adjust("9 minutes")
        assert.strictEqual((yield* visitor.get("/accounts")).status, 200)
      }
      yield* TestClock.adjust("10 minutes")
      const seen = yield* visitor.get("/accounts")
      assert.deepStrictEqual([seen.status, seen.location], [303, "/login?expired=1"])
    }).pipe(Effect.provide(SandboxBank.layer()))
  )

  it.effect("takes a code for two minutes only", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      yield* at("2026-03-20T12:00:00Z")
      const visitor = new Visitor(bank.url)
      yield* visitor.login("user-ok", { channel: "token" })
      const challenge = yield* visitor.get("/challenge")
      assert.include(challenge.text, 'data-expires-at="2026-03-20T12:02:00.000Z"')
      yield* TestClock.adjust("2 minutes")
      const late = yield* visitor.post("/challenge", { _csrf: csrf(challenge), answer: "123456" })
      assert.deepStrictEqual([late.status, late.page, late.error], [401, "login", "code-expired"])
      yield* visitor.login("user-ok", { channel: "token" })
      yield* TestClock.adjust("119 seconds")
      assert.strictEqual((yield* visitor.send("/challenge", { answer: "123456" })).location, "/accounts")
    }).pipe(Effect.provide(SandboxBank.layer()))
  )

  it.live("closes at once though an answer is being held", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(SandboxBank.layer(), scope)
      const bank = yield* SandboxBank.pipe(Effect.provideContext(context))
      const user = "user-slow-statement"
      const visitor = new Visitor(bank.url)
      yield* visitor.login(user)
      const id = Ledger.accountsOf({ seed: bank.seed, user })[0]?.id ?? ""
      const held = yield* visitor.get(`/accounts/${id}/statement`).pipe(Effect.flip, Effect.forkChild)
      yield* bank.log.pipe(Effect.repeat({ until: (log) => log.some(({ path }) => path.endsWith("/statement")) }))
      const start = yield* Clock.currentTimeMillis
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual((yield* Fiber.join(held))._tag, "ConnectionBroke")
      assert.isBelow((yield* Clock.currentTimeMillis) - start, 1_000)
      assert.strictEqual((yield* visitor.get("/").pipe(Effect.flip))._tag, "ConnectionBroke")
    })
  )
})
