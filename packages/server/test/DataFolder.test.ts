import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { DataFolder } from "../src/DataFolder.ts"
import { testFolder } from "./fixtures/TestFolder.ts"

const holding = <A, E, R>(folder: string, work: Effect.Effect<A, E, R>) =>
  work.pipe(Effect.provide(DataFolder.layer({ folder }), { local: true }))

describe("the data folder", () => {
  it.live("is made closed to others and is free again after the server has stopped", () =>
    Effect.gen(function* () {
      const folder = join(yield* testFolder, "a", "home")
      for (const _ of ["first", "second"]) {
        yield* holding(
          folder,
          Effect.gen(function* () {
            const { entry, path } = yield* DataFolder
            assert.strictEqual(path, folder)
            assert.strictEqual(entry("client.json"), join(folder, "client.json"))
            assert.strictEqual(statSync(folder).mode & 0o777, 0o700)
            assert.isTrue(existsSync(join(folder, "tomada.pid")))
          })
        )
        assert.isFalse(existsSync(join(folder, "tomada.pid")))
      }
    })
  )

  it.live("refuses a second start in one line with the pid and the address of the first", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      yield* holding(
        folder,
        Effect.gen(function* () {
          yield* (yield* DataFolder).announce("http://127.0.0.1:4000")
          const error = yield* holding(folder, Effect.void).pipe(Effect.flip)
          assert.strictEqual(
            error.message,
            `The data folder ${folder} is in use by process ${process.pid} at http://127.0.0.1:4000: stop it first or set TOMADA_HOME to another folder.`
          )
          assert.strictEqual((yield* holding(folder, Effect.void).pipe(Effect.flip))._tag, "FolderInUse")
        })
      )
    })
  )

  it.live("is taken over from a server that was killed, even when its pid lives again as another process", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      writeFileSync(join(folder, "tomada.lock"), "")
      writeFileSync(join(folder, "tomada.pid"), JSON.stringify({ pid: process.ppid }))
      yield* holding(folder, Effect.void)
    })
  )

  it.live("names the holder as unknown when its record cannot be read", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      yield* holding(
        folder,
        Effect.gen(function* () {
          writeFileSync(join(folder, "tomada.pid"), "half a rec")
          const error = yield* holding(folder, Effect.void).pipe(Effect.flip)
          assert.include(error.message, "in use by another process:")
        })
      )
    })
  )

  it.live("says what to do when it cannot be written", () =>
    Effect.gen(function* () {
      const parent = yield* testFolder
      writeFileSync(join(parent, "file"), "")
      const below = yield* holding(join(parent, "file", "home"), Effect.void).pipe(Effect.flip)
      assert.strictEqual(below._tag, "FolderNotWritable")
      assert.include(below.message, "set TOMADA_HOME to a folder that this user may write")

      mkdirSync(join(parent, "odd", "tomada.lock"), { recursive: true })
      const odd = yield* holding(join(parent, "odd"), Effect.void).pipe(Effect.flip)
      assert.strictEqual(odd._tag, "FolderNotWritable")
    })
  )

  it.live.skipIf(process.getuid?.() === 0)(
    "says so when the folder is read-only (root may write anywhere: skipped)",
    () =>
      Effect.gen(function* () {
        const folder = join(yield* testFolder, "home")
        mkdirSync(folder, { mode: 0o500 })
        const error = yield* holding(folder, Effect.void).pipe(Effect.flip)
        assert.strictEqual(error._tag, "FolderNotWritable")
      })
  )
})
