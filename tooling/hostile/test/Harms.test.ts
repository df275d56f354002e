// A connector that harms whoever runs it: it spins, eats memory, talks nonsense, falls down. Its visit ends as a defect of the connector,
// the engine's process goes on, and nothing is left: not of a visit that was interrupted, nor of a parent that was killed.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorError } from "@tomada/core"
import { ConnectorChildren } from "@tomada/engine"
import { Cause, Effect, Exit, Layer, Schedule } from "effect"

import * as Descendants from "../src/Descendants.ts"
import { module, opened } from "../src/Visited.ts"

const isolation = ConnectorChildren.isolation()

const host = (options: ConnectorChildren.ChildrenOptions = {}) =>
  ConnectorHost.ConnectorHost.layerProcess([module]).pipe(
    Layer.provide(ConnectorChildren.layer({ isolation, heap: 96, processor: 5, ...options }))
  )

const none = (pids: () => ReadonlyArray<number>) =>
  Effect.sync(pids).pipe(
    Effect.repeat({ until: (left) => left.length === 0, schedule: Schedule.spaced("20 millis"), times: 150 }),
    Effect.tap((left) => Effect.sync(() => assert.deepStrictEqual(left, [])))
  )

const defectOf = (exit: Exit.Exit<unknown, unknown>): unknown =>
  Exit.isFailure(exit) ? Cause.squash(exit.cause) : exit

const ends = (harm: string) =>
  Effect.gen(function* () {
    const before = new Set(Descendants.of(process.pid))
    const exit = yield* Effect.scoped(Effect.flatMap(opened(harm, "-"), ({ login }) => Effect.exit(login)))
    assert.instanceOf(defectOf(exit), ConnectorError.ConnectorDefect)
    yield* none(() => Descendants.of(process.pid).filter((pid) => !before.has(pid)))
  })

describe("A connector that harms whoever runs it", () => {
  it.live(
    "ends its own visit and no other: it falls down, talks nonsense and without end, spins and eats all memory",
    () =>
      Effect.forEach(
        ["crash", "wrong words", "long message", "garbage", "processor", "memory", "memory outside the heap"],
        ends,
        { discard: true }
      ).pipe(Effect.provide(host())),
    60_000
  )

  it.live(
    "is ended when its visit is interrupted, while it spins and while it does nothing",
    () =>
      Effect.gen(function* () {
        for (const harm of ["processor", "nothing"]) {
          const before = new Set(Descendants.of(process.pid))
          const visit = Effect.scoped(Effect.flatMap(opened(harm, "-"), ({ login }) => login))
          yield* Effect.ignoreCause(Effect.timeout(visit, "1500 millis"))
          yield* none(() => Descendants.of(process.pid).filter((pid) => !before.has(pid)))
        }
      }).pipe(Effect.provide(host())),
    30_000
  )

  it.live(
    "does not outlive a parent that is killed while it spins",
    () =>
      Effect.gen(function* () {
        const program = fileURLToPath(new URL("../src/parent.ts", import.meta.url))
        const parent = spawn(process.execPath, [program, isolation], { stdio: ["ignore", "pipe", "inherit"] })
        yield* Effect.promise(() => once(parent.stdout, "data"))
        const children = parent.pid === undefined ? [] : Descendants.of(parent.pid)
        assert.isAbove(children.length, 0)
        parent.kill("SIGKILL")
        yield* none(() => Descendants.alive(children))
      }),
    30_000
  )
})
