// A connector that harms whoever runs it: it spins, eats memory, talks nonsense, falls down. Its visit ends as a defect of the connector,
// the engine's process goes on, and nothing is left: not of a visit that was interrupted, nor of a parent that was killed.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Descendants from "../src/Descendants.ts"
import { opened } from "../src/Visited.ts"
import { ends, host, isolation, none } from "./Harm.ts"

describe("A connector that harms whoever runs it", () => {
  it.live(
    "ends its own visit and no other: it falls down, and talks nonsense without end",
    () => Effect.forEach(["crash", "garbage"], ends, { discard: true }).pipe(Effect.provide(host())),
    60_000
  )

  it.live(
    "is ended when its visit is interrupted, while it spins",
    () =>
      Effect.gen(function* () {
        for (const harm of ["processor"]) {
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
