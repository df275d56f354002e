// The keyring on disk: `<folder>/<last two digits of the Item>/<Item>/<purpose>.<hash of name>.<reference>`, one small
// file a data key. No file is ever changed in common, so processes need no lock between them: a put makes a file that
// nobody knows yet, a destruction removes one. What two processes could undo is `replace` racing a destruction, hence
// keys are rotated only by the process that holds the data folder.
import type { SealContext } from "@tomada/core/CredentialVault"
import { ItemId } from "@tomada/core/Item"
import { Effect, Layer, Option, Path, Schema, Semaphore, Stream } from "effect"
import { Hex } from "effect/encoding"

import { sha256 } from "./internal/Aes256Gcm.ts"
import { DurableFile } from "./internal/DurableFile.ts"
import { Keyring, KeyringEntry, sameContext, supersededOf } from "./Keyring.ts"

const EntryFile = Schema.fromJsonString(Schema.Struct({ format: Schema.Literal(1), ...KeyringEntry.fields }))
const decode = Schema.decodeUnknownOption(EntryFile)
const decodeEntry = (text: string): Option.Option<KeyringEntry> =>
  Option.map(decode(text), ({ reference, context, wrapped }) => ({ reference, context, wrapped }))
const encode = Schema.encodeEffect(EntryFile)

const nameHash = (name: string) => Hex.encode(sha256(new TextEncoder().encode(name)).subarray(0, 16))
const prefixOf = ({ purpose, name }: SealContext) => `${purpose}.${nameHash(name)}.`
const referenceOf = (fileName: string) => fileName.slice(fileName.lastIndexOf(".") + 1)

/** `folder` is made when missing. */
export const layer = (options: { readonly folder: string }): Layer.Layer<Keyring, never, DurableFile | Path.Path> =>
  Layer.effect(
    Keyring,
    Effect.gen(function* () {
      const files = yield* DurableFile
      const paths = yield* Path.Path
      const stripes = yield* Effect.all(Array.from({ length: 256 }, () => Semaphore.make(1)))
      yield* files.makeFolder(options.folder)

      const isItemId = Schema.is(ItemId)
      const folderOf = (itemId: ItemId) => {
        // A path is built from it, so what a cast let through ends here.
        if (!isItemId(itemId)) throw new Error("an Item id is a UUID")
        const name = itemId.toLowerCase()
        return paths.join(options.folder, name.slice(-2), name)
      }
      const fileOf = (context: SealContext, reference: string) =>
        paths.join(folderOf(context.itemId), `${prefixOf(context)}${reference}`)
      const read = (path: string) =>
        Effect.map(
          files.read(path),
          Option.flatMap((bytes) => decodeEntry(new TextDecoder().decode(bytes)))
        )
      const write = Effect.fnUntraced(function* (entry: KeyringEntry, flush: boolean) {
        const text = yield* Effect.orDie(encode({ format: 1, ...entry }))
        yield* files.write(fileOf(entry.context, entry.reference), new TextEncoder().encode(text), { flush })
      })
      const ofContext = (context: SealContext) =>
        Effect.map(files.names(folderOf(context.itemId)), (names) =>
          names.filter((name) => name.startsWith(prefixOf(context)))
        )
      const oneAtATime =
        (itemId: ItemId) =>
        <A>(effect: Effect.Effect<A>): Effect.Effect<A> => {
          const stripe = stripes[Number.parseInt(itemId.slice(-2), 16)]
          return stripe === undefined ? effect : stripe.withPermit(effect)
        }

      const itemFolders = Stream.fromIterableEffect(files.names(options.folder)).pipe(
        Stream.filter((name) => /^[0-9a-f]{2}$/.test(name)),
        Stream.flatMap((shard) => {
          const path = paths.join(options.folder, shard)
          return Stream.fromIterableEffect(files.names(path)).pipe(Stream.map((name) => paths.join(path, name)))
        })
      )

      return Keyring.of({
        put: (entry, { keep, flush }) =>
          Effect.gen(function* () {
            const { context, reference } = entry
            yield* write(entry, flush)
            const references = (yield* ofContext(context)).map(referenceOf)
            const obsolete = supersededOf(references, reference, keep).map((old) => `${prefixOf(context)}${old}`)
            yield* files.remove(folderOf(context.itemId), obsolete, { flush: false })
          }).pipe(oneAtATime(entry.context.itemId)),
        get: (context, reference) =>
          Effect.suspend(() => read(fileOf(context, reference))).pipe(
            Effect.map(Option.filter((entry) => entry.reference === reference && sameContext(entry.context, context)))
          ),
        replace: (entry) =>
          Effect.gen(function* () {
            const existing = yield* files.mode(fileOf(entry.context, entry.reference))
            if (Option.isNone(existing)) return false
            yield* write(entry, true)
            return true
          }).pipe(oneAtATime(entry.context.itemId)),
        delete: (context) =>
          Effect.gen(function* () {
            yield* files.remove(folderOf(context.itemId), yield* ofContext(context), { flush: true })
          }).pipe(oneAtATime(context.itemId)),
        deleteItem: (itemId) =>
          Effect.suspend(() => {
            const folder = folderOf(itemId)
            return files.remove(paths.dirname(folder), [paths.basename(folder)], { flush: true })
          }).pipe(oneAtATime(itemId)),
        list: itemFolders.pipe(
          Stream.flatMap((folder) =>
            Stream.fromIterableEffect(files.names(folder)).pipe(Stream.map((name) => paths.join(folder, name)))
          ),
          Stream.mapEffect(read),
          Stream.flatMap(Option.match({ onNone: () => Stream.empty, onSome: (entry) => Stream.succeed(entry) }))
        ),
        count: itemFolders.pipe(
          Stream.mapEffect((folder) => files.names(folder)),
          Stream.runFold(
            () => 0,
            (total, names) => total + names.length
          )
        )
      })
    })
  )
