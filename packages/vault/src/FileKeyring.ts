// The keyring on disk: `<folder>/<last two digits of the Item>/<Item>/<purpose>.<hash of name>.<reference>[.<turn>]`, one small
// file a data key. No file is ever changed in common, so processes need no lock between them: a put makes a file that
// nobody knows yet, a destruction removes one. A key that is wrapped anew gets a file of the next turn, and only who then removes
// the file before it has replaced it: where another process destroyed that meanwhile, the new one goes too.
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
const referenceOf = (fileName: string) => fileName.split(".")[2] ?? ""
const turnOf = (fileName: string) => Number(fileName.split(".")[3] ?? 0)
/** One file a data key: where a move was cut off there are two, and the older one is still to be moved. */
const firstOfEach = (names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const first = new Map<string, string>()
  for (const name of names) {
    const held = first.get(referenceOf(name))
    if (held === undefined || turnOf(name) < turnOf(held)) first.set(referenceOf(name), name)
  }
  return [...first.values()]
}

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
      const bytesOf = Effect.fnUntraced(function* (entry: KeyringEntry) {
        return new TextEncoder().encode(yield* Effect.orDie(encode({ format: 1, ...entry })))
      })
      const read = (path: string) =>
        Effect.map(
          files.read(path),
          Option.flatMap((bytes) => decodeEntry(new TextDecoder().decode(bytes)))
        )
      const ofContext = (context: SealContext) =>
        Effect.map(files.names(folderOf(context.itemId)), (names) =>
          names.filter((name) => name.startsWith(prefixOf(context)))
        )
      const ofReference = (context: SealContext, reference: string) =>
        Effect.map(ofContext(context), (names) => names.filter((name) => referenceOf(name) === reference))
      const found = Effect.fnUntraced(function* (context: SealContext, reference: string) {
        const first = yield* read(fileOf(context, reference))
        if (Option.isSome(first)) return first
        for (const name of yield* ofReference(context, reference)) {
          const entry = yield* read(paths.join(folderOf(context.itemId), name))
          if (Option.isSome(entry)) return entry
        }
        return Option.none<KeyringEntry>()
      })
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
            yield* files.write(fileOf(context, reference), yield* bytesOf(entry), { flush })
            const names = yield* ofContext(context)
            const obsolete = new Set(supersededOf([...new Set(names.map(referenceOf))], reference, keep))
            const gone = names.filter((name) => obsolete.has(referenceOf(name)))
            yield* files.remove(folderOf(context.itemId), gone, { flush: false })
          }).pipe(oneAtATime(entry.context.itemId)),
        get: (context, reference) =>
          Effect.suspend(() => found(context, reference)).pipe(
            Effect.map(Option.filter((entry) => entry.reference === reference && sameContext(entry.context, context)))
          ),
        replace: (entry) =>
          Effect.gen(function* () {
            const { context, reference } = entry
            const before = yield* ofReference(context, reference)
            if (before.length === 0) return false
            const turn = Math.max(...before.map(turnOf)) + 1
            const after = `${fileOf(context, reference)}.${turn}`
            yield* files.write(after, yield* bytesOf(entry), { flush: true })
            const removed = yield* Effect.forEach(before, (name) =>
              files.unlink(paths.join(folderOf(context.itemId), name))
            )
            if (removed.includes(true)) return true
            yield* files.unlink(after)
            return false
          }).pipe(Effect.uninterruptible, oneAtATime(entry.context.itemId)),
        delete: (context) =>
          ofContext(context).pipe(
            Effect.tap((names) => files.remove(folderOf(context.itemId), names, { flush: true })),
            Effect.repeat({ until: (names) => names.length === 0 }),
            Effect.asVoid,
            oneAtATime(context.itemId)
          ),
        deleteItem: (itemId) =>
          Effect.suspend(() => {
            const folder = folderOf(itemId)
            return files.remove(paths.dirname(folder), [paths.basename(folder)], { flush: true })
          }).pipe(oneAtATime(itemId)),
        list: itemFolders.pipe(
          Stream.flatMap((folder) =>
            Stream.fromIterableEffect(Effect.map(files.names(folder), firstOfEach)).pipe(
              Stream.map((name) => paths.join(folder, name))
            )
          ),
          Stream.mapEffect(read),
          Stream.flatMap(Option.match({ onNone: () => Stream.empty, onSome: (entry) => Stream.succeed(entry) }))
        ),
        count: itemFolders.pipe(
          Stream.mapEffect((folder) => files.names(folder)),
          Stream.runFold(
            () => 0,
            (total, names) => total + firstOfEach(names).length
          )
        )
      })
    })
  )
