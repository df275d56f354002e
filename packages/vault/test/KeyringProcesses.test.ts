import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option } from "effect"

import * as FileKeyring from "../src/FileKeyring.ts"
import * as Aes256Gcm from "../src/internal/Aes256Gcm.ts"
import { DurableFile } from "../src/internal/DurableFile.ts"
import { Keyring } from "../src/Keyring.ts"
import { context, entryOf, folder, platform } from "./Folder.ts"

const put = { keep: 4, flush: false }
const foundation = DurableFile.layer.pipe(Layer.provideMerge(Aes256Gcm.layer), Layer.provideMerge(platform))
const onDisk = (path: string) => Layer.fresh(FileKeyring.layer({ folder: path })).pipe(Layer.provideMerge(foundation))

describe("two processes on one folder of keys", () => {
  it.effect("bring back nothing that one destroys while the other wraps it anew", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const [server, runner] = [yield* Layer.build(onDisk(root)), yield* Layer.build(onDisk(root))]
      const on = (process: typeof server) => Context.get(process, Keyring)
      for (let round = 0; round < 300; round++) {
        const entry = entryOf(context)
        yield* on(runner).put(entry, put)
        const again = { ...entry, wrapped: { ...entry.wrapped, key: { id: "k-2", version: 2 } } }
        const destroyed = round % 2 === 0 ? on(runner).delete(context) : on(runner).deleteItem(context.itemId)
        yield* Effect.all([on(server).replace(again), destroyed], { concurrency: "unbounded" })
        assert.isTrue(Option.isNone(yield* on(server).get(context, entry.reference)))
        assert.strictEqual(yield* on(runner).count, 0)
      }
    }).pipe(Effect.provide(platform))
  )
})
