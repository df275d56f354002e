import { assert, layer } from "@effect/vitest"
import { CredentialVault } from "@tomada/core/CredentialVault"
import { Cause, ConfigProvider, Effect, FileSystem, Layer, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"

import * as EnvelopeVault from "../src/EnvelopeVault.ts"
import * as Aes256Gcm from "../src/internal/Aes256Gcm.ts"
import { DurableFile } from "../src/internal/DurableFile.ts"
import { KeyProvider, sameKey } from "../src/KeyProvider.ts"
import { Keyring } from "../src/Keyring.ts"
import * as Sentinel from "../src/Sentinel.ts"
import * as Vault from "../src/Vault.ts"
import { context, folder, platform } from "./Folder.ts"

const binding = new TextEncoder().encode("bound")
const small = Redacted.make(new Uint8Array(32).fill(7))

/** The keys of the folder as one more process has them. */
const processOn = (root: string) =>
  Effect.map(Layer.build(Layer.fresh(Vault.layerKeys({ folder: root, createIfMissing: true }))), (services) =>
    KeyProvider.of(Effect.runSync(Effect.provideContext(KeyProvider, services)))
  ).pipe(Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} }))))

layer(platform)("two processes on one key file", (it) => {
  it.effect("use a new version both at once: the one that made it, and the one that next wraps or meets it", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const server = yield* processOn(root)
      const [wrapping, opening] = [yield* processOn(root), yield* processOn(root)]
      const before = yield* server.wrap(small, binding)
      const added = yield* server.rotate
      assert.strictEqual(added.version, 2)
      assert.deepStrictEqual(yield* server.current, added)
      const after = yield* server.wrap(small, binding)
      assert.deepStrictEqual(after.key, added)

      assert.deepStrictEqual((yield* wrapping.wrap(small, binding)).key, added)
      for (const wrapped of [after, before]) {
        assert.deepStrictEqual(Redacted.value(yield* opening.unwrap(wrapped, binding)), Redacted.value(small))
      }
      const moved = yield* opening.rewrap(before, binding)
      assert.deepStrictEqual(moved.key, added)
      assert.deepStrictEqual(Redacted.value(yield* server.unwrap(moved, binding)), Redacted.value(small))
    })
  )

  it.effect("lose a retired version both, after a start too, and the current one is never retired", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      const [server, runner] = [yield* processOn(root), yield* processOn(root)]
      const [first] = yield* server.available
      assert.isDefined(first)
      const before = yield* server.wrap(small, binding)
      const refused = yield* Effect.flip(server.retire(first))
      assert.strictEqual(refused._tag, "KeyInUse")
      assert.include(refused.message, first.id)
      yield* server.rotate
      yield* Sentinel.write((yield* Vault.locations(root)).sentinelFile).pipe(
        Effect.provideService(KeyProvider, server),
        Effect.provide(DurableFile.layer.pipe(Layer.provide(SecureRandom.layerWebCrypto)))
      )
      yield* server.retire(first)
      yield* server.retire(first)
      assert.notInclude(yield* files.readFileString((yield* Vault.locations(root)).keyFile), first.id)
      yield* runner.wrap(small, binding)
      for (const keys of [server, runner, yield* processOn(root)]) {
        assert.strictEqual((yield* Effect.flip(keys.unwrap(before, binding)))._tag, "KeyMissing")
        assert.strictEqual((yield* keys.available).length, 1)
      }
    })
  )

  it.effect("go on with what they have read while the file is gone or damaged", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      const { keyFile } = yield* Vault.locations(root)
      const keys = yield* processOn(root)
      const text = yield* files.readFileString(keyFile)
      yield* files.writeFileString(keyFile, "{}")
      const wrapped = yield* keys.wrap(small, binding)
      yield* files.remove(keyFile)
      assert.deepStrictEqual(Redacted.value(yield* keys.unwrap(wrapped, binding)), Redacted.value(small))
      yield* keys.wrap(small, binding)
      const cause = yield* keys.rotate.pipe(Effect.sandbox, Effect.flip)
      assert.include(Cause.pretty(cause), keyFile)
      assert.isFalse(yield* files.exists(keyFile))
      yield* files.writeFileString(keyFile, text, { mode: 0o600 })
      assert.strictEqual((yield* keys.rotate).version, 2)
    })
  )
})

layer(platform)("a key from the environment", (it) => {
  it.effect("is changed where it is set: who would rotate it here is told how", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const env = { TOMADA_KEY: Buffer.alloc(32, 5).toString("base64") }
      yield* Effect.gen(function* () {
        const keys = yield* KeyProvider
        const error = yield* Effect.flip(keys.rotate)
        assert.strictEqual(error._tag, "RotatedElsewhere")
        assert.include(error.message, "TOMADA_KEY_PREVIOUS")
        assert.notInclude(error.message, env.TOMADA_KEY)
        assert.strictEqual((yield* Effect.flip(keys.retire(yield* keys.current)))._tag, "RotatedElsewhere")
      }).pipe(
        Effect.provide(
          Vault.layerKeys({ folder: root, createIfMissing: true }).pipe(
            Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
          )
        )
      )
    })
  )
})

layer(platform)("a value that is sealed while the key is rotated and its old version retired", (it) => {
  it.effect("lies under the new version when its seal returns, and opens", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const [server, runner] = [yield* processOn(root), yield* processOn(root)]
      const secret = Redacted.make("a secret")
      const old = yield* server.current
      const overtaken = KeyProvider.of({
        ...runner,
        // All of it happens between the runner's wrap and the file that it makes.
        wrap: (small, bound) =>
          runner
            .wrap(small, bound)
            .pipe(
              Effect.tap(({ key }) =>
                sameKey(key, old) ? Effect.andThen(server.rotate, server.retire(old)).pipe(Effect.orDie) : Effect.void
              )
            )
      })
      const keyring = Layer.merge(Keyring.layerMemory, Aes256Gcm.layer)
      const vaultOf = (keys: KeyProvider["Service"]) =>
        Layer.fresh(EnvelopeVault.layer).pipe(Layer.provide(Layer.succeed(KeyProvider, keys)))
      yield* Effect.gen(function* () {
        const sealing = yield* Effect.provide(CredentialVault, vaultOf(overtaken))
        const opening = yield* Effect.provide(CredentialVault, vaultOf(server))
        const sealed = yield* sealing.seal(context, secret)
        assert.strictEqual(Redacted.value(yield* opening.open(context, sealed)), Redacted.value(secret))
      }).pipe(Effect.provide(keyring))
    })
  )
})
