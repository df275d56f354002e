import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

import { assert, describe, it, layer } from "@effect/vitest"
import { CredentialVault } from "@tomada/core/CredentialVault"
import { ConfigProvider, Effect, Exit, FileSystem, Layer, Option, Path, Redacted, Stream } from "effect"
import { SecureRandom } from "effect/crypto"

import * as FileKeyring from "../src/FileKeyring.ts"
import * as Aes256Gcm from "../src/internal/Aes256Gcm.ts"
import { DurableFile } from "../src/internal/DurableFile.ts"
import { Keyring } from "../src/Keyring.ts"
import * as Rotation from "../src/Rotation.ts"
import * as Vault from "../src/Vault.ts"
import { application, context, entryOf, filesBelow, folder, item, otherItem, platform, rotated } from "./Folder.ts"

const foundation = DurableFile.layer.pipe(Layer.provideMerge(Aes256Gcm.layer), Layer.provideMerge(platform))
const onDisk = (path: string) => Layer.fresh(FileKeyring.layer({ folder: path })).pipe(Layer.provideMerge(foundation))
const files = Layer.unwrap(Effect.map(folder, onDisk)).pipe(Layer.provide(platform))

const put = { keep: 4, flush: false }

const conformance = [
  { where: "in memory", keyring: Layer.merge(Keyring.layerMemory, SecureRandom.layerWebCrypto) },
  { where: "on disk", keyring: files }
] as const

describe.each(conformance)("a keyring $where", ({ keyring }) => {
  it.effect("gives back the entry that was put, and only under its Item, purpose and name", () =>
    Effect.gen(function* () {
      const keys = yield* Keyring
      const entry = entryOf(context)
      yield* keys.put(entry, put)
      const got = yield* Effect.flatMap(keys.get(context, entry.reference), Effect.fromOption)
      assert.deepStrictEqual({ ...got, wrapped: { ...got.wrapped } }, { ...entry, wrapped: { ...entry.wrapped } })
      for (const elsewhere of [
        { ...context, itemId: otherItem },
        { ...context, purpose: "trust" as const },
        { ...context, name: "2" }
      ]) {
        assert.isTrue(Option.isNone(yield* keys.get(elsewhere, entry.reference)))
      }
    }).pipe(Effect.provide(keyring))
  )

  it.effect("keeps the newest entries of a context and lets older ones go, so that it cannot grow for ever", () =>
    Effect.gen(function* () {
      const keys = yield* Keyring
      const page = { ...context, purpose: "page" as const, name: "p" }
      const stays = entryOf(context)
      yield* keys.put(stays, put)
      const entries = Array.from({ length: 25 }, () => entryOf(page))
      for (const entry of entries) yield* keys.put(entry, { keep: 2, flush: false })
      assert.strictEqual(yield* keys.count, 3)
      const held = yield* Effect.filter(entries, ({ reference }) =>
        Effect.map(keys.get(page, reference), Option.isSome)
      )
      assert.deepStrictEqual(held, entries.slice(-2))
      assert.isTrue(Option.isSome(yield* keys.get(context, stays.reference)))
    }).pipe(Effect.provide(keyring))
  )

  it.effect("destroys one context, or a whole Item, and nothing beside it", () =>
    Effect.gen(function* () {
      const keys = yield* Keyring
      const [a, b, c] = [
        entryOf(context),
        entryOf({ ...context, name: "2" }),
        entryOf({ ...context, itemId: otherItem })
      ]
      yield* Effect.forEach([a, b, c], (entry) => keys.put(entry, put))
      yield* keys.delete(context)
      assert.strictEqual(yield* keys.count, 2)
      yield* keys.deleteItem(item)
      const left = yield* Stream.runCollect(keys.list)
      assert.deepStrictEqual(
        left.map(({ reference }) => reference),
        [c.reference]
      )
      yield* keys.delete(context)
      yield* keys.deleteItem(item)
    }).pipe(Effect.provide(keyring))
  )

  it.effect("replaces an entry that exists, and never brings back a destroyed one", () =>
    Effect.gen(function* () {
      const keys = yield* Keyring
      const entry = entryOf(context)
      yield* keys.put(entry, put)
      const again = { ...entry, wrapped: { ...entry.wrapped, key: { id: "k-2", version: 2 } } }
      assert.isTrue(yield* keys.replace(again))
      const got = yield* Effect.flatMap(keys.get(context, entry.reference), Effect.fromOption)
      assert.deepStrictEqual(got.wrapped.key, again.wrapped.key)
      yield* keys.delete(context)
      assert.isFalse(yield* keys.replace(again))
      assert.strictEqual(yield* keys.count, 0)
    }).pipe(Effect.provide(keyring))
  )

  it.effect("finds an entry that was replaced again and again, and counts it once", () =>
    Effect.gen(function* () {
      const keys = yield* Keyring
      const entry = entryOf(context)
      yield* keys.put(entry, put)
      for (const version of [2, 3, 4]) {
        const again = { ...entry, wrapped: { ...entry.wrapped, key: { id: "k-1", version } } }
        assert.isTrue(yield* keys.replace(again))
        const got = yield* Effect.flatMap(keys.get(context, entry.reference), Effect.fromOption)
        assert.strictEqual(got.wrapped.key.version, version)
        assert.strictEqual(yield* keys.count, 1)
      }
      for (let more = 0; more < 4; more++) yield* keys.put(entryOf(context), put)
      assert.isTrue(Option.isNone(yield* keys.get(context, entry.reference)))
    }).pipe(Effect.provide(keyring))
  )

  it.effect("loses nothing when many put into one Item at once while others are destroyed", () =>
    Effect.gen(function* () {
      const keys = yield* Keyring
      const entries = Array.from({ length: 60 }, (_, n) => entryOf({ ...context, name: String(n) }))
      yield* Effect.forEach(
        entries,
        (entry, n) => Effect.andThen(keys.put(entry, put), n % 3 === 0 ? keys.delete(entry.context) : Effect.void),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(yield* keys.count, 40)
    }).pipe(Effect.provide(keyring))
  )
})

layer(foundation)("the files of a keyring", (it) => {
  it.effect("are open to their owner alone", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const system = yield* FileSystem.FileSystem
      const paths = yield* Path.Path
      const path = paths.join(root, "keys")
      yield* Effect.flatMap(Keyring, (keys) => keys.put(entryOf(context), put)).pipe(Effect.provide(onDisk(path)))
      const [file = ""] = yield* filesBelow(path)
      const modes = yield* Effect.forEach(
        [file, paths.dirname(file), paths.dirname(paths.dirname(file)), path],
        (name) => Effect.map(system.stat(name), (info) => (info.mode & 0o777).toString(8))
      )
      assert.deepStrictEqual(modes, ["600", "700", "700", "700"])
    })
  )

  it.effect("leave nothing of an Item behind when it is destroyed", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const keys = yield* Keyring
        yield* keys.put(entryOf(context), put)
        yield* keys.deleteItem(item)
      }).pipe(Effect.provide(onDisk(root)))
      const names = yield* (yield* FileSystem.FileSystem).readDirectory(root, { recursive: true })
      assert.deepStrictEqual(names, ["42"])
    })
  )

  it.effect("written by one keyring are seen, and their destruction too, by another on the same folder", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const [one, two] = [
        yield* Effect.provide(Keyring, onDisk(root), { local: true }),
        yield* Effect.provide(Keyring, onDisk(root), { local: true })
      ]
      assert.notStrictEqual(one, two)
      const entries = Array.from({ length: 40 }, (_, n) => entryOf({ ...context, name: String(n) }))
      yield* Effect.forEach(entries, (entry, n) => (n % 2 === 0 ? one : two).put(entry, put), {
        concurrency: "unbounded"
      })
      assert.strictEqual(yield* one.count, 40)
      yield* two.delete(context)
      yield* Effect.all([one.deleteItem(item), two.put(entryOf({ ...context, itemId: otherItem }), put)], {
        concurrency: 2
      })
      assert.strictEqual(yield* one.count, 1)
    })
  )

  it.effect("that were damaged count as destroyed", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const system = yield* FileSystem.FileSystem
      const entry = entryOf(context)
      yield* Effect.gen(function* () {
        const keys = yield* Keyring
        yield* keys.put(entry, put)
        const [file = ""] = yield* filesBelow(root)
        const text = yield* system.readFileString(file)
        for (const damage of ["", text.slice(0, 40), text.replace(`"format":1`, `"format":2`), "null"]) {
          yield* system.writeFileString(file, damage)
          assert.isTrue(Option.isNone(yield* keys.get(context, entry.reference)))
          assert.deepStrictEqual(yield* Stream.runCollect(keys.list), [])
        }
      }).pipe(Effect.provide(onDisk(root)))
    })
  )
})

/** The file system of a process that dies at its `steps`th change; a write it dies in has written half. */
const dying = (system: FileSystem.FileSystem, steps: number): FileSystem.FileSystem => {
  let left = steps
  const step = <A, E, R>(change: Effect.Effect<A, E, R>, half: Effect.Effect<unknown, E> = Effect.void) =>
    Effect.suspend(() => {
      left -= 1
      if (left > 0) return change
      return left === 0 ? Effect.andThen(half, Effect.die(new Error("killed"))) : Effect.die(new Error("killed"))
    })
  const dyingFile = (file: FileSystem.File): FileSystem.File =>
    // Everything but writing stays the real file's own.
    Object.assign(Object.create(file) as FileSystem.File, {
      writeAll: (bytes: Uint8Array) => step(file.writeAll(bytes), file.writeAll(bytes.subarray(0, bytes.length / 2)))
    })
  return {
    ...system,
    open: (path, options) => step(Effect.map(system.open(path, options), dyingFile)),
    rename: (from, to) => step(system.rename(from, to)),
    remove: (path, options) => step(system.remove(path, options)),
    makeDirectory: (path, options) => step(system.makeDirectory(path, options))
  }
}

const named = (name: string) => ({ ...context, name })
const sealNamed = (name: string) =>
  CredentialVault.use((vault) => vault.seal(named(name), Redacted.make(`secret ${name}`)))
const opens = Effect.fnUntraced(function* (name: string, sealed: Uint8Array) {
  const opened = yield* (yield* CredentialVault).open(named(name), sealed)
  assert.strictEqual(Redacted.value(opened), `secret ${name}`)
})
const whole = Effect.gen(function* () {
  const keys = yield* Keyring
  assert.strictEqual((yield* Stream.runCollect(keys.list)).length, yield* keys.count)
})
/** Starts on the folder, does one thing and stops. */
const started = <A, E>(root: string, use: Effect.Effect<A, E, CredentialVault | Keyring>) => {
  const options = { folder: root, createIfMissing: true }
  return use.pipe(
    Effect.provide(Layer.provideMerge(Vault.layerKeys(options), Vault.layerFiles(options)), { local: true }),
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })))
  )
}
/** Runs `attempt` cut off at its first step, its second and so on until it completes, each time in a new folder. */
const atEveryStep = Effect.fnUntraced(function* <A, B, E1, E2, E3>(
  prepare: (root: string) => Effect.Effect<A, E1>,
  attempt: (root: string) => Effect.Effect<unknown, E2, FileSystem.FileSystem | Path.Path>,
  afterwards: (root: string, prepared: A) => Effect.Effect<B, E3, FileSystem.FileSystem | Path.Path>
) {
  const system = yield* FileSystem.FileSystem
  for (let steps = 1; ; steps++) {
    const root = yield* folder
    const prepared = yield* prepare(root)
    const cut = yield* attempt(root).pipe(
      Effect.provideService(FileSystem.FileSystem, dying(system, steps)),
      Effect.exit
    )
    yield* afterwards(root, prepared)
    if (Exit.isSuccess(cut)) return steps
  }
})

layer(platform)("a vault cut off at any step", (it) => {
  it.effect("of its first start begins again without complaint", () =>
    Effect.gen(function* () {
      const steps = yield* atEveryStep(
        () => Effect.void,
        (root) => started(root, sealNamed("first")),
        (root) =>
          started(
            root,
            Effect.flatMap(sealNamed("second"), (sealed) => opens("second", sealed))
          )
      )
      assert.isAbove(steps, 12)
    })
  )

  it.effect("of a seal still opens what was sealed before, holds whole files only, and goes on", () =>
    Effect.gen(function* () {
      const system = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
      const steps = yield* atEveryStep(
        (root) => Effect.provideContext(started(root, sealNamed("same")), system),
        (root) => started(root, Effect.all(Array.from({ length: 5 }, () => sealNamed("other")))),
        (root, before) =>
          started(
            root,
            Effect.gen(function* () {
              yield* opens("same", before)
              yield* whole
              yield* opens("other", yield* sealNamed("other"))
            })
          )
      )
      assert.isAbove(steps, 15)
    })
  )

  it.effect("of a rotation opens everything, before it is started again and after", () =>
    Effect.gen(function* () {
      const system = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
      const rotate = (root: string) =>
        Effect.flatMap(Vault.locations(root), Rotation.rewrapAll).pipe(
          Effect.provide(Vault.layerKeys({ folder: root, createIfMissing: false }), { local: true }),
          Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })))
        )
      const names = ["a", "b", "c"]
      const steps = yield* atEveryStep(
        (root) =>
          Effect.provideContext(
            Effect.gen(function* () {
              const sealed = yield* started(root, Effect.forEach(names, sealNamed))
              yield* rotated(root)
              return sealed
            }),
            system
          ),
        rotate,
        (root, sealed) => {
          const all = started(
            root,
            Effect.forEach(names, (name, at) => opens(name, sealed[at] ?? new Uint8Array()))
          )
          return Effect.gen(function* () {
            yield* all
            const { rewrapped, alreadyCurrent, unreadable } = yield* rotate(root)
            assert.deepStrictEqual([rewrapped + alreadyCurrent, unreadable], [3, 0])
            yield* all
          })
        }
      )
      assert.isAbove(steps, 15)
    })
  )
})

const writer = fileURLToPath(new URL("fixtures/keyring-writer.ts", import.meta.url))

/** Runs the writer until it has reported `lines` sealed values, then kills it at once. */
const writeUntilKilled = (root: string, lines: number) =>
  Effect.callback<ReadonlyArray<readonly [name: string, sealed: Uint8Array]>>((resume) => {
    const child = spawn(process.execPath, [writer, root, application, item], { stdio: ["ignore", "pipe", "inherit"] })
    let output = ""
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString()
      if (output.split("\n").length > lines) child.kill("SIGKILL")
    })
    child.on("close", () => {
      const whole = output.slice(0, output.lastIndexOf("\n") + 1).split("\n")
      resume(
        Effect.succeed(
          whole
            .filter((line) => line !== "")
            .map((line) => {
              const [name = "", sealed = ""] = line.split(" ")
              return [name, new Uint8Array(Buffer.from(sealed, "base64"))] as const
            })
        )
      )
    })
    return Effect.sync(() => child.kill("SIGKILL"))
  })

layer(platform, { excludeTestServices: true })("a vault whose processes are killed while they seal", (it) => {
  it.effect("opens everything whose seal had returned, and holds whole files only", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const first = yield* writeUntilKilled(root, 1)
      const rest = yield* Effect.forEach([13, 29], (lines) => writeUntilKilled(root, lines), { concurrency: 2 })
      const sealed = [...first, ...rest.flat()]
      assert.isAtLeast(sealed.length, 43)
      yield* Effect.gen(function* () {
        const vault = yield* CredentialVault
        for (const [name, blob] of sealed) {
          const opened = yield* vault.open({ ...context, purpose: "credentials", name }, blob)
          assert.strictEqual(Redacted.value(opened), `secret ${name}`)
        }
        const again = yield* vault.seal(context, Redacted.make("after"))
        assert.strictEqual(Redacted.value(yield* vault.open(context, again)), "after")
      }).pipe(Effect.provide(Vault.layerFiles({ folder: root, createIfMissing: false })))
      yield* Effect.gen(function* () {
        const keys = yield* Keyring
        assert.strictEqual((yield* Stream.runCollect(keys.list)).length, yield* keys.count)
      }).pipe(Effect.provide(Vault.layerKeys({ folder: root, createIfMissing: false })))
    })
  )
})
