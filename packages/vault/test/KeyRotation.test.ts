// A thousand sealed values and a key that changes under them. What was sealed is compared byte by byte, since it is never written anew.
import { assert, layer } from "@effect/vitest"
import { CredentialVault, type SealContext } from "@tomada/core/CredentialVault"
import { ItemId } from "@tomada/core/Item"
import { ConfigProvider, Context, Effect, Layer, Option, Redacted } from "effect"

import { KeyRotation } from "../src/KeyRotation.ts"
import * as Vault from "../src/Vault.ts"
import { application, context, folder, platform } from "./Folder.ts"

const many = 1_000

const contextOf = (at: number): SealContext => ({
  applicationId: application,
  itemId: ItemId.make(`00000000-0000-4000-8000-${at.toString(16).padStart(12, "0")}`),
  purpose: "credentials",
  name: "1"
})
const secretOf = (at: number) => `password ${at}`

/** The server on the folder, for as long as the scope is open. */
const served = (root: string, env: Record<string, string> = {}) =>
  Layer.build(Layer.fresh(Vault.layerFiles({ folder: root, createIfMissing: true }))).pipe(
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })), { local: true })
  )
type Served = Effect.Success<ReturnType<typeof served>>
const vaultOf = (on: Served) => Context.get(on, CredentialVault)
const rotationOf = (on: Served) => Context.get(on, KeyRotation)

const sealMany = (on: Served, from: number, to: number) =>
  Effect.forEach(
    Array.from({ length: to - from }, (_, at) => from + at),
    (at) => vaultOf(on).seal(contextOf(at), Redacted.make(secretOf(at))),
    { concurrency: 8 }
  )

const allOpen = (on: Served, blobs: ReadonlyArray<Uint8Array>) =>
  Effect.forEach(
    blobs,
    (blob, at) =>
      Effect.map(vaultOf(on).open(contextOf(at), blob), (opened) =>
        assert.strictEqual(Redacted.value(opened), secretOf(at))
      ),
    { discard: true, concurrency: 8 }
  )

const usesOf = (on: Served) =>
  Effect.map(rotationOf(on).standing, ({ versions }) => versions.map(({ key, uses }) => [key.version, uses]))

/** The signing keys, the keys of logins and the sentinel. */
const beside = 3

layer(platform)("a key that changes while a thousand values are sealed under it", (it) => {
  it.effect("takes all of them over, those too that are sealed meanwhile; then the old one may go", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const server = yield* served(root)
      const before = yield* sealMany(server, 0, many)
      assert.deepStrictEqual(yield* usesOf(server), [[1, many + beside]])
      assert.isTrue(Option.isNone((yield* rotationOf(server).standing).move))

      const copies = before.map((blob) => blob.slice())
      const made = yield* rotationOf(server).rotate
      assert.strictEqual(made.version, 2)
      const [meanwhile] = yield* Effect.all([sealMany(server, many, many + 50), rotationOf(server).settled], {
        concurrency: "unbounded"
      })
      const { move } = yield* rotationOf(server).standing
      assert.deepInclude(yield* Effect.fromOption(move), { state: "done", unreadable: 0 })
      assert.deepStrictEqual(yield* usesOf(server), [
        [1, 0],
        [2, many + 50 + beside]
      ])

      assert.strictEqual((yield* rotationOf(server).retire("1")).version, 1)
      assert.deepStrictEqual(yield* usesOf(server), [[2, many + 50 + beside]])
      yield* allOpen(server, [...before, ...meanwhile])
      yield* allOpen(yield* served(root), [...before, ...meanwhile])
      assert.deepStrictEqual(before, copies)
    }).pipe(Effect.scoped)
  )

  it.effect("goes on at the next start with what a stop cut off", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const sealed = yield* Effect.scoped(
        Effect.gen(function* () {
          const server = yield* served(root)
          const blobs = yield* sealMany(server, 0, many)
          yield* rotationOf(server).rotate
          yield* Effect.repeat(rotationOf(server).standing, {
            until: ({ move }) => Option.exists(move, ({ rewrapped }) => rewrapped > 100)
          })
          return blobs
        })
      )
      const server = yield* served(root)
      const cutOff = yield* usesOf(server)
      assert.isAbove(cutOff[0]?.[1] ?? 0, 0)
      assert.isAbove(cutOff[1]?.[1] ?? 0, 100)
      yield* allOpen(server, sealed)
      yield* rotationOf(server).resume
      yield* rotationOf(server).settled
      assert.deepStrictEqual(yield* usesOf(server), [
        [1, 0],
        [2, many + beside]
      ])
      yield* allOpen(server, sealed)
    }).pipe(Effect.scoped)
  )

  it.effect("is not given up while it is current, while anything is under it, or when it is not there", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const blob = yield* Effect.scoped(
        Effect.gen(function* () {
          const server = yield* served(root)
          const refused = yield* Effect.flip(rotationOf(server).retire("1"))
          assert.strictEqual(refused._tag, "KeyInUse")
          assert.include(refused.message, "rotate first")
          assert.strictEqual((yield* Effect.flip(rotationOf(server).retire("7")))._tag, "KeyUnknown")
          return yield* vaultOf(server).seal(context, Redacted.make("one"))
        })
      )
      const server = yield* served(root)
      const before = yield* rotationOf(server).standing
      yield* rotationOf(server).rotate
      yield* rotationOf(server).settled
      const { versions } = yield* rotationOf(server).standing
      assert.strictEqual(versions[0]?.key.id, before.versions[0]?.key.id)
      yield* rotationOf(server).retire(versions[0]?.key.id ?? "")
      assert.strictEqual(Redacted.value(yield* vaultOf(server).open(context, blob)), "one")
    }).pipe(Effect.scoped)
  )

  it.effect("from the environment is changed there, and what is under the one before moves at the start", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const [one, two] = [Buffer.alloc(32, 1).toString("base64"), Buffer.alloc(32, 2).toString("base64")]
      const sealed = yield* Effect.scoped(
        Effect.gen(function* () {
          const server = yield* served(root, { TOMADA_KEY: one })
          const refused = yield* Effect.flip(rotationOf(server).rotate)
          assert.strictEqual(refused._tag, "RotatedElsewhere")
          assert.include(refused.message, "TOMADA_KEY_PREVIOUS")
          return yield* sealMany(server, 0, 20)
        })
      )
      const server = yield* served(root, { TOMADA_KEY: two, TOMADA_KEY_PREVIOUS: one })
      yield* rotationOf(server).resume
      yield* rotationOf(server).settled
      yield* allOpen(yield* served(root, { TOMADA_KEY: two }), sealed)
    }).pipe(Effect.scoped)
  )
})
