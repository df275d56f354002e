// A data folder of its own for each test, the file system it lies on, and a context to seal under.
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import type { SealContext } from "@tomada/core/CredentialVault"
import { ApplicationId, ItemId } from "@tomada/core/Item"
import { ConfigProvider, Effect, FileSystem, Layer, Path } from "effect"

import { KeyProvider } from "../src/KeyProvider.ts"
import type { KeyringEntry } from "../src/Keyring.ts"
import * as Vault from "../src/Vault.ts"

export const platform = Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)

/** A new empty folder, removed with the scope. */
export const folder = Effect.flatMap(FileSystem.FileSystem, (files) =>
  files.makeTempDirectoryScoped({ prefix: "tomada-vault-" })
)

/** Absolute paths of all files below. */
export const filesBelow = Effect.fnUntraced(function* (root: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const all = yield* files.readDirectory(root, { recursive: true })
  return yield* Effect.filter(
    all.map((name) => paths.join(root, name)),
    (path) => Effect.map(files.stat(path), (info) => info.type === "File")
  )
})

export const application = ApplicationId.make("7d9f3c2a-1b64-4c8e-9a57-2f6f0f8f1c11")
export const otherApplication = ApplicationId.make("0c1d6f83-52e5-4c5c-8f2b-61f4b6f1a9e0")
export const item = ItemId.make("b0b7a1de-5d0c-4d3b-9c39-4b7a2c9f6e42")
export const otherItem = ItemId.make("e3a4d7c6-9f21-4b5e-8c77-0d1e2f3a4b99")

export const context: SealContext = { applicationId: application, itemId: item, purpose: "credentials", name: "1" }

/** Rotates the key in the file of the data folder, as the process that holds it does. */
export const rotated = (root: string) =>
  KeyProvider.use((keys) => keys.rotate).pipe(
    Effect.provide(Vault.layerKeys({ folder: root, createIfMissing: false }), { local: true }),
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })), { local: true })
  )

let made = 0
/** An entry that was never put anywhere, with a wrapped key that opens nothing. */
export const entryOf = (under: SealContext): KeyringEntry => {
  made += 1
  return {
    reference: made.toString(16).padStart(32, "0"),
    context: { applicationId: under.applicationId, itemId: under.itemId, purpose: under.purpose, name: under.name },
    wrapped: {
      key: { id: "k-1", version: 1 },
      nonce: new Uint8Array(12).fill(made),
      bytes: new Uint8Array(48).fill(made)
    }
  }
}
