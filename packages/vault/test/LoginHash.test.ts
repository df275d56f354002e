// Two logins are told by their hashes as long as any key was there for both; and no file says anything of a login.
import { assert, layer } from "@effect/vitest"
import { Fingerprints } from "@tomada/core/Fingerprints"
import { ConfigProvider, Effect, FileSystem, Layer, Path, Redacted } from "effect"

import { FingerprintKeys } from "../src/FingerprintKeys.ts"
import { DurableFile } from "../src/internal/DurableFile.ts"
import * as LoginHash from "../src/LoginHash.ts"
import * as Rotation from "../src/Rotation.ts"
import * as Vault from "../src/Vault.ts"
import { filesBelow, folder, platform, rotated } from "./Folder.ts"

const login = Redacted.make(new TextEncoder().encode('["fingerprint",1,"app",2,[["user","canary-77"]]]'))
const other = Redacted.make(new TextEncoder().encode('["fingerprint",1,"app",2,[["user","canary-78"]]]'))
const noVariables = ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} }))

const started = <A, E>(root: string, use: Effect.Effect<A, E, Fingerprints>) =>
  use.pipe(
    Effect.provide(Vault.layerFiles({ folder: root, createIfMissing: true }), { local: true }),
    Effect.provide(noVariables, { local: true })
  )

const hashes = (of: Redacted.Redacted<Uint8Array>) => Fingerprints.use((fingerprints) => fingerprints.all(of))

const addKey = (root: string) =>
  Vault.addFingerprintKey({ folder: root, createIfMissing: false }).pipe(Effect.provide(noVariables, { local: true }))

layer(platform)("the hash of a login", (it) => {
  it.effect("is the same at each start, another for another login, and another in another house", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const [first] = yield* started(root, hashes(login))
      assert.match(first?.hash ?? "", /^[0-9a-f]{64}$/)
      assert.deepStrictEqual((yield* started(root, hashes(login)))[0], first)
      assert.notStrictEqual((yield* started(root, hashes(other)))[0]?.hash, first?.hash)
      assert.notStrictEqual((yield* started(yield* folder, hashes(login)))[0]?.hash, first?.hash)
      for (const path of yield* filesBelow(root)) {
        assert.notInclude(yield* (yield* FileSystem.FileSystem).readFileString(path), "canary")
      }
    })
  )

  it.effect("stands under a new key first, and under the one before as it was", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const [before] = yield* started(root, hashes(login))
      const added = yield* addKey(root)
      const [now, earlier, ...more] = yield* started(root, hashes(login))
      assert.strictEqual(now?.keyId, added)
      assert.notStrictEqual(now?.hash, before?.hash)
      assert.deepStrictEqual(earlier, before)
      assert.deepStrictEqual(more, [])
      const current = yield* started(
        root,
        Fingerprints.use((fingerprints) =>
          Effect.map(fingerprints.current(login), (hash) => [hash, fingerprints.currentKeyId] as const)
        )
      )
      assert.deepStrictEqual(current[0], now)
      assert.strictEqual(current[1], added)
    })
  )

  it.effect("outlives the key-encryption key that its own was wrapped with", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      const before = yield* started(root, hashes(login))
      const { keyFile } = yield* Vault.locations(root)
      yield* rotated(root)
      yield* Effect.flatMap(Vault.locations(root), Rotation.rewrapAll).pipe(
        Effect.provide(Vault.layerKeys({ folder: root, createIfMissing: false }), { local: true }),
        Effect.provide(noVariables, { local: true })
      )
      const file: { keys: Array<unknown> } = JSON.parse(yield* files.readFileString(keyFile))
      yield* files.writeFileString(keyFile, JSON.stringify({ ...file, keys: file.keys.slice(1) }))
      assert.deepStrictEqual(yield* started(root, hashes(login)), before)
    })
  )

  it.effect("is made with the key of whoever was first, where another process makes the file in between", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const [before] = yield* started(root, hashes(login))
      const { fingerprintFile } = yield* Vault.locations(root)
      // Its first look finds no file, as that of a process does which another one overtakes.
      const overtaken = Layer.effect(
        DurableFile,
        Effect.map(DurableFile, (files) => {
          let looks = 0
          return DurableFile.of({
            ...files,
            read: (path) => (looks++ === 0 ? Effect.succeedNone : files.read(path))
          })
        })
      )
      const late = LoginHash.layer.pipe(
        Layer.provide(FingerprintKeys.layerFile({ file: fingerprintFile })),
        Layer.provide(overtaken),
        Layer.provide(Vault.layerKeys({ folder: root, createIfMissing: false }))
      )
      const [own] = yield* hashes(login).pipe(
        Effect.provide(late, { local: true }),
        Effect.provide(noVariables, { local: true })
      )
      assert.deepStrictEqual(own, before)
      const names = yield* (yield* FileSystem.FileSystem).readDirectory((yield* Path.Path).dirname(fingerprintFile))
      assert.isFalse(
        names.some((name) => name.startsWith(".")),
        "no draft is left"
      )
    })
  )
})
