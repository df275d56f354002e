// Whose turn it is: visits that have much to do, and those who come meanwhile.
import { once } from "node:events"
import { connect, createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { setImmediate } from "node:timers"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"

import * as Turns from "../src/Turns.ts"

/** Work of so many milliseconds that cannot be split. */
const busy = (millis: number) =>
  Effect.sync(() => {
    const until = process.hrtime.bigint() + BigInt(millis * 1e6)
    while (process.hrtime.bigint() < until) continue
  })

/** So many steps of work. */
const visit = (steps: number, millis: number): Effect.Effect<void> =>
  Effect.forEach(Array.from({ length: steps }), () => Effect.andThen(busy(millis), Effect.yieldNow), { discard: true })

const next = Effect.callback<void>((resume) => void setImmediate(() => resume(Effect.void)))

/** How many rounds of the loop pass until the check is true. */
const roundsUntil = Effect.fnUntraced(function* (check: () => boolean) {
  let rounds = 0
  while (!check()) {
    yield* next
    rounds += 1
  }
  return rounds
})

describe("visits that have much to do", () => {
  it.live("leave the loop to others after a few milliseconds, however many they are", () =>
    Effect.gen(function* () {
      const visits = yield* Effect.forEach(Array.from({ length: 40 }), () =>
        Effect.forkChild(Effect.provide(visit(3, 4), Turns.layer), { startImmediately: true })
      )
      const rounds = yield* roundsUntil(() => visits.every((fiber) => fiber.pollUnsafe() !== undefined))
      // 480 ms of work: in three rounds without turns, three or four steps a round with them.
      assert.isAtLeast(rounds, 20)
    })
  )

  it.live("do so too when all their banks answer at once", () =>
    Effect.gen(function* () {
      const { promise, resolve } = Promise.withResolvers<void>()
      const answered = Effect.andThen(
        Effect.promise(() => promise),
        busy(4)
      )
      const visits = yield* Effect.forEach(Array.from({ length: 40 }), () =>
        Effect.forkChild(Effect.provide(answered, Turns.layer), { startImmediately: true })
      )
      resolve()
      const rounds = yield* roundsUntil(() => visits.every((fiber) => fiber.pollUnsafe() !== undefined))
      assert.isAtLeast(rounds, 10)
    })
  )

  it.live("all come to their turn, in the order in which they became ready", () =>
    Effect.gen(function* () {
      const order: Array<number> = []
      const visits = yield* Effect.forEach([0, 1, 2, 3, 4, 5], (n) =>
        Effect.forkChild(
          Effect.andThen(
            Effect.yieldNow,
            Effect.andThen(
              busy(6),
              Effect.sync(() => void order.push(n))
            )
          ).pipe(Effect.provide(Turns.layer)),
          { startImmediately: true }
        )
      )
      yield* Effect.forEach(visits, Fiber.join)
      assert.deepStrictEqual(order, [0, 1, 2, 3, 4, 5])
      assert.strictEqual(Turns.waited(), 0)
    })
  )

  it.live("tell how long the next of them has waited", () =>
    Effect.gen(function* () {
      const one = yield* Effect.forkChild(Effect.provide(visit(4, 12), Turns.layer), { startImmediately: true })
      const other = yield* Effect.forkChild(Effect.provide(visit(4, 12), Turns.layer), { startImmediately: true })
      let longest = 0
      while (one.pollUnsafe() === undefined || other.pollUnsafe() === undefined) {
        longest = Math.max(longest, Turns.waited())
        yield* next
      }
      assert.isAtLeast(longest, 5)
    })
  )
})

describe("newcomers", () => {
  it.live("are let in before the visits go on, and the visits all the same come to an end", () =>
    Effect.gen(function* () {
      let came = 0
      const server = yield* Effect.acquireRelease(
        Effect.callback<ReturnType<typeof createServer>>((resume) => {
          const made = createServer((socket) => {
            came += 1
            Turns.knock()
            socket.on("error", () => undefined)
          }).listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
        }),
        (made) => Effect.sync(() => made.close())
      )
      const { port } = server.address() as AddressInfo // it listens on TCP
      const many = 24
      const sockets = Array.from({ length: many }, () => connect(port, "127.0.0.1"))
      yield* Effect.promise(() => Promise.all(sockets.map((socket) => once(socket, "connect"))))
      let steps = 0
      const step = Effect.andThen(
        busy(20),
        Effect.sync(() => void (steps += 1))
      )
      const visit = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: many }), () => Effect.andThen(step, Effect.yieldNow), {
          discard: true
        }).pipe(Effect.provide(Turns.layer)),
        { startImmediately: true }
      )
      yield* Effect.repeat(next, { until: () => came >= many })
      // One step a newcomer otherwise.
      assert.isAtMost(steps, many / 2)
      yield* Fiber.join(visit)
      assert.strictEqual(steps, many)
      for (const socket of sockets) socket.destroy()
    }).pipe(Effect.scoped)
  )

  it.live("that never cease do not keep the visits from their work", () =>
    Effect.gen(function* () {
      const one = yield* Effect.forkChild(Effect.provide(visit(5, 1), Turns.layer), { startImmediately: true })
      let rounds = 0
      while (one.pollUnsafe() === undefined && rounds < 2_000) {
        Turns.knock()
        yield* next
        rounds += 1
      }
      assert.isDefined(one.pollUnsafe())
      yield* Fiber.join(one)
    })
  )
})
