// Ten thousand blobs that somebody has tampered with in every way that the format offers, and some more whose keys lie in files: none
// opens, and each is refused by name. What is tried follows from the seed, and each kind is shown with its number.
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { CredentialVault, Purpose } from "@tomada/core/CredentialVault"
import { ItemId } from "@tomada/core/Item"
import { ConfigProvider, Context, Effect, FileSystem, Layer, Option, Redacted, Schema } from "effect"
import { Hex } from "effect/encoding"

import * as EnvelopeVault from "../src/EnvelopeVault.ts"
import { KeyProvider } from "../src/KeyProvider.ts"
import { Keyring, KeyringEntry } from "../src/Keyring.ts"
import * as Vault from "../src/Vault.ts"
import { application, filesBelow, folder, item, otherApplication, otherItem } from "./Folder.ts"
import { dice, fileKinds, kinds, type Sealed } from "./Tampering.ts"

const seed = 20_261_124
const owners = [
  { applicationId: application, itemId: item },
  { applicationId: application, itemId: otherItem },
  { applicationId: otherApplication, itemId: ItemId.make("5f0e2b8d-7c14-4a39-b6d2-90c3e1f7a855") }
]

/** Values of all applications, Items, purposes and versions, each context sealed twice, under two versions of the key. */
class World extends Context.Service<
  World,
  {
    readonly sealed: ReadonlyArray<Sealed>
    /** Where the entry of a value lies, when the keyring is one of files. */
    fileOf(sealed: Sealed): Option.Option<string>
  }
>()("World") {}

const world = (hasFiles: boolean) =>
  Layer.effect(
    World,
    Effect.gen(function* () {
      const vault = yield* CredentialVault
      const keyring = yield* Keyring
      const contexts = Purpose.literals.flatMap((purpose) =>
        owners.flatMap((owner) => ["1", "2"].map((name) => ({ ...owner, purpose, name })))
      )
      const sealAll = Effect.forEach(contexts, (context, index) =>
        Effect.gen(function* () {
          const blob = yield* vault.seal(context, Redacted.make("secret ".repeat(1 + (index % 7))))
          const entry = yield* keyring.get(context, Hex.encode(blob.subarray(7, 23)))
          return { context, blob, entry: yield* Effect.fromOption(entry) } satisfies Sealed
        })
      )
      const before = yield* sealAll
      yield* KeyProvider.use((keys) => keys.rotate)
      const sealed = [...before, ...(yield* sealAll)]
      const files = hasFiles ? yield* filesBelow(yield* Root) : []
      const paths = new Map(files.map((path) => [path.slice(-32), path]))
      return World.of({ sealed, fileOf: ({ entry }) => Option.fromNullishOr(paths.get(entry.reference)) })
    })
  )

const asFile = Schema.encodeEffect(
  Schema.fromJsonString(Schema.Struct({ format: Schema.Literal(1), ...KeyringEntry.fields }))
)

class Root extends Context.Service<Root, string>()("Root") {}

const onFiles = Layer.unwrap(
  Effect.map(Root, (root) =>
    EnvelopeVault.layer.pipe(Layer.provideMerge(Vault.layerKeys({ folder: root, createIfMissing: true })))
  )
)
const inMemory = Layer.unwrap(
  Effect.map(Root, (root) =>
    EnvelopeVault.layer.pipe(
      Layer.provideMerge(Keyring.layerMemory),
      Layer.provideMerge(Vault.layerKeys({ folder: root, createIfMissing: true }))
    )
  )
)
const platform = Layer.effect(Root, folder).pipe(
  Layer.provideMerge(NodeServices.layer),
  Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })))
)

const rings = [
  { ring: "files", blobs: 1_500, over: Layer.provideMerge(world(true), onFiles), tried: [...kinds, ...fileKinds] },
  { ring: "memory", blobs: 10_000, over: Layer.provideMerge(world(false), inMemory), tried: kinds }
]

for (const { blobs, over, ring, tried } of rings) {
  const shares = tried.map(([what, kind], index) => ({
    what,
    kind,
    count: Math.floor((blobs * (index + 1)) / tried.length) - Math.floor((blobs * index) / tried.length),
    roll: dice(seed + index)
  }))

  layer(over.pipe(Layer.provideMerge(platform)))(`of ${blobs} tampered blobs over a keyring of ${ring}`, (it) => {
    it.effect.each(shares)("none of $count opens: $what", ({ count, kind, roll }) =>
      Effect.gen(function* () {
        const { fileOf, sealed } = yield* World
        const vault = yield* CredentialVault
        const keyring = yield* Keyring
        const files = yield* FileSystem.FileSystem
        for (let attempt = 0; attempt < count; attempt++) {
          const target = roll.oneOf(sealed)
          const { blob, context, entry, file, laid } = kind(target, sealed, roll)
          const path = fileOf(target)
          const open = Effect.flip(vault.open(context, blob))
          const lies = (text: string) =>
            Option.match(path, { onNone: () => Effect.void, onSome: (at) => files.writeFileString(at, text) })
          const text = Option.isSome(path) ? yield* files.readFileString(path.value) : ""
          if (laid !== undefined) yield* lies(yield* asFile({ format: 1, ...laid }))
          else if (file !== undefined) yield* lies(file(text))
          else if (entry !== undefined) yield* keyring.put(entry, { keep: 99, flush: false })
          const error = yield* open
          assert.strictEqual(error._tag, "SealBroken")
          assert.strictEqual(error.purpose, context.purpose)
          if (laid !== undefined || file !== undefined) yield* lies(text)
          else if (entry !== undefined) yield* keyring.put(target.entry, { keep: 99, flush: false })
          assert.include(Redacted.value(yield* vault.open(target.context, target.blob)), "secret")
        }
      })
    )

    it("and that is all of them", () => {
      assert.strictEqual(
        shares.reduce((sum, { count }) => sum + count, 0),
        blobs
      )
    })
  })
}
