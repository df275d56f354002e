import { inspect } from "node:util"

import { assert, layer } from "@effect/vitest"
import { CredentialVault } from "@tomada/core/CredentialVault"
import { ConfigProvider, Context, Duration, Effect, FileSystem, Layer, Path, Redacted } from "effect"
import { Base64 } from "effect/encoding"

import { Keyring } from "../src/Keyring.ts"
import * as Rotation from "../src/Rotation.ts"
import { Signer } from "../src/Signer.ts"
import * as Vault from "../src/Vault.ts"
import { application, context, filesBelow, folder, platform, rotated } from "./Folder.ts"

const secret = Redacted.make("canary-81c3 Passw0rd")
const environment = (env: Record<string, string>) => ConfigProvider.layer(ConfigProvider.fromEnv({ env }))
const noVariables = environment({})
const keyA = Base64.encode(new Uint8Array(32).fill(0xa1))
const keyB = Base64.encode(new Uint8Array(32).fill(0xb2))

/** Starts the vault of the folder, does one thing and stops. */
const withVault = <A, E>(
  options: Vault.Options,
  use: Effect.Effect<A, E, CredentialVault | Signer>,
  env: Record<string, string> = {}
) =>
  use.pipe(
    Effect.provide(Vault.layerFiles(options), { local: true }),
    Effect.provide(environment(env), { local: true })
  )

const seal = CredentialVault.use((vault) => vault.seal(context, secret))
const open = (sealed: Uint8Array) => CredentialVault.use((vault) => vault.open(context, sealed))
const nothing = Effect.asVoid(CredentialVault)

layer(platform)("a data folder", (it) => {
  it.effect("gets its keys on the first start, readable by the owner alone, and keeps them", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      const paths = yield* Path.Path
      const sealed = yield* withVault({ folder: root, createIfMissing: true }, seal)
      const all = yield* filesBelow(root)
      assert.strictEqual(all.length, 5)
      for (const path of all) assert.strictEqual((yield* files.stat(path)).mode & 0o777, 0o600)
      assert.strictEqual((yield* files.stat(paths.join(root, "keyring"))).mode & 0o777, 0o700)
      const opened = yield* withVault({ folder: root, createIfMissing: false }, open(sealed))
      assert.strictEqual(Redacted.value(opened), Redacted.value(secret))
    })
  )

  it.effect("holds nothing of a sealed secret in any file", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      yield* withVault({ folder: root, createIfMissing: true }, seal)
      for (const path of yield* filesBelow(root)) {
        const text = yield* files.readFileString(path)
        assert.isAbove(text.length, 20)
        assert.notInclude(text, "canary-81c3")
        assert.notInclude(text, Buffer.from("canary-81c3").toString("base64").slice(0, 14))
      }
    })
  )

  it.effect("without its key file is refused by the id of the key, and no new key is made", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      const { keyFile } = yield* Vault.locations(root)
      yield* withVault({ folder: root, createIfMissing: true }, seal)
      const key: { keys: Array<{ id: string }> } = JSON.parse(yield* files.readFileString(keyFile))
      yield* files.remove(keyFile)
      for (const createIfMissing of [false, true]) {
        const error = yield* withVault({ folder: root, createIfMissing }, nothing).pipe(Effect.flip)
        assert.strictEqual(error._tag, "KeyMissing")
        assert.include(error.message, key.keys[0]?.id ?? "no id")
        assert.include(error.message, keyFile)
      }
      assert.isFalse(yield* files.exists(keyFile))
    })
  )

  it.effect("that is empty is refused when something sealed exists elsewhere", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const error = yield* withVault({ folder: root, createIfMissing: false }, nothing).pipe(Effect.flip)
      assert.strictEqual(error._tag, "KeyMissing")
      const { keyring } = yield* Vault.locations(root)
      assert.deepStrictEqual(yield* filesBelow(keyring).pipe(Effect.orElseSucceed(() => [])), [])
    })
  )

  it.effect("with the key file of another folder is refused, naming both keys", () =>
    Effect.gen(function* () {
      const [root, other] = [yield* folder, yield* folder]
      const files = yield* FileSystem.FileSystem
      const [mine, theirs] = [yield* Vault.locations(root), yield* Vault.locations(other)]
      yield* withVault({ folder: root, createIfMissing: true }, nothing)
      yield* withVault({ folder: other, createIfMissing: true }, nothing)
      const idIn = (path: string) =>
        Effect.map(files.readFileString(path), (text) => /k-[0-9a-f]{16}/.exec(text)?.[0] ?? "no id")
      const [needed, found] = [yield* idIn(mine.keyFile), yield* idIn(theirs.keyFile)]
      yield* files.copyFile(theirs.keyFile, mine.keyFile)
      const error = yield* withVault({ folder: root, createIfMissing: true }, nothing).pipe(Effect.flip)
      assert.deepInclude(error, { _tag: "KeyWrong", neededKeyId: needed, foundKeyId: found })
    })
  )

  it.effect("whose key file others may read is refused until that is put right", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      const { keyFile } = yield* Vault.locations(root)
      yield* withVault({ folder: root, createIfMissing: true }, nothing)
      for (const [mode, shown] of [
        [0o640, "640"],
        [0o604, "604"],
        [0o660, "660"]
      ] as const) {
        yield* files.chmod(keyFile, mode)
        const error = yield* withVault({ folder: root, createIfMissing: false }, nothing).pipe(Effect.flip)
        assert.deepInclude(error, { _tag: "KeyExposed", mode: shown })
        assert.include(error.message, "chmod 600")
      }
      yield* files.chmod(keyFile, 0o400)
      yield* withVault({ folder: root, createIfMissing: false }, nothing)
    })
  )

  it.effect("with a damaged key, sentinel or token key is refused, and the error tells nothing of its content", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      const { keyFile, sentinelFile, signingFile } = yield* Vault.locations(root)
      yield* withVault({ folder: root, createIfMissing: true }, nothing)
      for (const file of [keyFile, sentinelFile, signingFile]) {
        const text = yield* files.readFileString(file)
        const base64 = /"(?:key|bytes)":"([^"]+)"/.exec(text)?.[1] ?? "none"
        const swapped = (base64.startsWith("A") ? "B" : "A") + base64.slice(1)
        for (const damaged of ["", text.slice(0, -20), text.replace(base64, "AAAA"), text.replace(base64, swapped)]) {
          yield* files.writeFileString(file, damaged)
          const error = yield* withVault({ folder: root, createIfMissing: false }, nothing).pipe(Effect.flip)
          assert.include(["KeyUnreadable", "KeyWrong"], error._tag)
          assert.notInclude(inspect(error, { depth: 20 }) + error.message, base64.slice(2, 14))
        }
        yield* files.writeFileString(file, text)
      }
      yield* withVault({ folder: root, createIfMissing: false }, nothing)
    })
  )

  it.effect("lost its data keys with a destroyed Item: a copy of the sealed value opens nothing", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const backup = yield* withVault({ folder: root, createIfMissing: true }, seal)
      yield* withVault(
        { folder: root, createIfMissing: false },
        CredentialVault.use((vault) => vault.destroyItem(context.itemId))
      )
      const error = yield* withVault({ folder: root, createIfMissing: false }, open(backup)).pipe(Effect.flip)
      assert.deepInclude(error, { _tag: "SealBroken", why: "key-destroyed" })
    })
  )

  it.effect("has one vault, however many parts of a program are given it", () =>
    Effect.gen(function* () {
      const vaults = Vault.layerFiles({ folder: yield* folder, createIfMissing: true })
      const part = (name: string) => {
        class Part extends Context.Service<Part, CredentialVault["Service"]>()(name) {}
        return { Part, layer: Layer.effect(Part, CredentialVault).pipe(Layer.provide(vaults)) }
      }
      const [one, two] = [part("One"), part("Two")]
      yield* Effect.gen(function* () {
        assert.strictEqual(yield* one.Part, yield* two.Part)
      }).pipe(Effect.provide(Layer.merge(one.layer, two.layer)))
    }).pipe(Effect.provide(noVariables))
  )

  it.effect("is never confused with another one that is open at the same time", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* folder, yield* folder]
      yield* Effect.gen(function* () {
        const outer = yield* CredentialVault
        yield* seal
        const sealed = yield* seal.pipe(Effect.provide(Vault.layerFiles({ folder: two, createIfMissing: true })))
        const error = yield* Effect.flip(outer.open(context, sealed))
        assert.strictEqual(error.why, "key-destroyed")
      }).pipe(Effect.provide(Vault.layerFiles({ folder: one, createIfMissing: true })))
    }).pipe(Effect.provide(noVariables))
  )
})

layer(platform)("a key from the environment", (it) => {
  it.effect("leaves no key in the folder, and is needed by its id from then on", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      const sealed = yield* withVault({ folder: root, createIfMissing: true }, seal, { TOMADA_KEY: keyA })
      assert.isFalse(yield* files.exists((yield* Vault.locations(root)).keyFile))
      const start = { folder: root, createIfMissing: false }
      assert.strictEqual(
        Redacted.value(yield* withVault(start, open(sealed), { TOMADA_KEY: keyA })),
        Redacted.value(secret)
      )
      assert.strictEqual((yield* Effect.flip(withVault(start, nothing, { TOMADA_KEY: keyB })))._tag, "KeyWrong")
      assert.strictEqual((yield* Effect.flip(withVault(start, nothing)))._tag, "KeyMissing")
    })
  )

  it.effect.each(
    ["secret", keyA.slice(0, 20), Base64.encode(new Uint8Array(33)), "!".repeat(44)].map((value) => ({ value }))
  )("that is not 32 bytes in base64 is refused without being repeated: $value", ({ value }) =>
    Effect.gen(function* () {
      const root = yield* folder
      const error = yield* withVault({ folder: root, createIfMissing: true }, nothing, { TOMADA_KEY: value }).pipe(
        Effect.flip
      )
      assert.strictEqual(error._tag, "KeyUnreadable")
      assert.include(error.message, "TOMADA_KEY")
      assert.notInclude(inspect(error, { depth: 20 }), value)
    })
  )
})

layer(platform)("a new key-encryption key", (it) => {
  const rotate = (root: string, env: Record<string, string> = {}) =>
    Effect.flatMap(Vault.locations(root), Rotation.rewrapAll).pipe(
      Effect.provide(Vault.layerKeys({ folder: root, createIfMissing: false }), { local: true }),
      Effect.provide(environment(env), { local: true })
    )
  const sign = Signer.use((signer) =>
    signer.sign({ purpose: "api-key", applicationId: application, claims: {}, expiresIn: Duration.hours(2) })
  )

  it.effect("in the file takes everything over without touching a sealed value; then the old one may go", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const files = yield* FileSystem.FileSystem
      const { keyFile } = yield* Vault.locations(root)
      const start = { folder: root, createIfMissing: false }
      const [before, token] = yield* withVault({ ...start, createIfMissing: true }, Effect.all([seal, sign]))
      const version = yield* rotated(root)
      assert.strictEqual(version.version, 2)
      const between = yield* withVault(start, seal)
      assert.deepStrictEqual(yield* rotate(root), { rewrapped: 1, alreadyCurrent: 1, unreadable: 0 })
      assert.deepStrictEqual(yield* rotate(root), { rewrapped: 0, alreadyCurrent: 2, unreadable: 0 })

      const file: { keys: Array<unknown> } = JSON.parse(yield* files.readFileString(keyFile))
      yield* files.writeFileString(keyFile, JSON.stringify({ ...file, keys: file.keys.slice(1) }))
      for (const sealed of [before, between]) {
        assert.strictEqual(Redacted.value(yield* withVault(start, open(sealed))), Redacted.value(secret))
      }
      const verified = yield* withVault(
        start,
        Signer.use((signer) => signer.verify(token, "api-key"))
      )
      assert.strictEqual(verified.applicationId, application)
    })
  )

  it.effect("in the environment takes over from the previous one", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const start = { folder: root, createIfMissing: false }
      const sealed = yield* withVault({ ...start, createIfMissing: true }, seal, { TOMADA_KEY: keyA })
      const both = { TOMADA_KEY: keyB, TOMADA_KEY_PREVIOUS: keyA }
      assert.strictEqual(Redacted.value(yield* withVault(start, open(sealed), both)), Redacted.value(secret))
      assert.deepInclude(yield* rotate(root, both), { rewrapped: 1, unreadable: 0 })
      assert.strictEqual(
        Redacted.value(yield* withVault(start, open(sealed), { TOMADA_KEY: keyB })),
        Redacted.value(secret)
      )
      assert.strictEqual((yield* Effect.flip(withVault(start, nothing, { TOMADA_KEY: keyA })))._tag, "KeyWrong")
    })
  )

  it.effect("does not let the old one go while something is left that it cannot open", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const start = { folder: root, createIfMissing: false }
      yield* withVault({ ...start, createIfMissing: true }, seal, { TOMADA_KEY: keyA })
      yield* Effect.gen(function* () {
        const keyring = yield* Keyring
        const wrapped = { key: { id: "k-lost", version: 1 }, nonce: new Uint8Array(12), bytes: new Uint8Array(48) }
        const stray = { reference: "0".repeat(32), context: { ...context, name: "stray" }, wrapped }
        yield* keyring.put(stray, { keep: 1, flush: false })
      }).pipe(
        Effect.provide(Vault.layerKeys(start), { local: true }),
        Effect.provide(environment({ TOMADA_KEY: keyA }), { local: true })
      )
      const both = { TOMADA_KEY: keyB, TOMADA_KEY_PREVIOUS: keyA }
      assert.deepStrictEqual(yield* rotate(root, both), { rewrapped: 1, alreadyCurrent: 0, unreadable: 1 })
      assert.strictEqual((yield* Effect.flip(withVault(start, nothing, { TOMADA_KEY: keyB })))._tag, "KeyWrong")
    })
  )
})
