// A visit that harms whoever runs it, and what must be so afterwards: it ended as a defect of the connector, and left no process.
import { assert } from "@effect/vitest"
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorError } from "@tomada/core"
import { ConnectorChildren } from "@tomada/engine"
import { Cause, Effect, Exit, Layer, Schedule } from "effect"

import * as Descendants from "../src/Descendants.ts"
import { module, opened } from "../src/Visited.ts"

export const isolation = ConnectorChildren.isolation()

export const host = (options: ConnectorChildren.ChildrenOptions = {}) =>
  ConnectorHost.ConnectorHost.layerProcess([module]).pipe(
    Layer.provide(ConnectorChildren.layer({ isolation, heap: 96, processor: 5, ...options }))
  )

/** Within three seconds. */
export const none = (pids: () => ReadonlyArray<number>) =>
  Effect.sync(pids).pipe(
    Effect.repeat({ until: (left) => left.length === 0, schedule: Schedule.spaced("20 millis"), times: 150 }),
    Effect.tap((left) => Effect.sync(() => assert.deepStrictEqual(left, [])))
  )

const defectOf = (exit: Exit.Exit<unknown, unknown>): unknown =>
  Exit.isFailure(exit) ? Cause.squash(exit.cause) : exit

export const ends = (harm: string) =>
  Effect.gen(function* () {
    const before = new Set(Descendants.of(process.pid))
    const exit = yield* Effect.scoped(Effect.flatMap(opened(harm, "-"), ({ login }) => Effect.exit(login)))
    assert.instanceOf(defectOf(exit), ConnectorError.ConnectorDefect)
    yield* none(() => Descendants.of(process.pid).filter((pid) => !before.has(pid)))
  })
