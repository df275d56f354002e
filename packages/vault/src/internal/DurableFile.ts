// Files that only their owner may read, written whole or not at all: a draft beside the file, then a rename, so that a
// process killed at any point leaves the old bytes or the new ones. Drafts begin with a dot and are never read.
import { Context, Effect, FileSystem, Layer, Option, Path, type PlatformError } from "effect"
import { SecureRandom } from "effect/crypto"
import { Hex } from "effect/encoding"

/** Whether a failed operation means "there is nothing of that name". */
const isAbsent = (error: PlatformError.PlatformError): boolean => error.reason._tag === "NotFound"

const isTaken = (error: PlatformError.PlatformError): boolean => error.reason._tag === "AlreadyExists"

export class DurableFile extends Context.Service<
  DurableFile,
  {
    /** Replaces or makes the file, mode 0600, and its folders, 0700. With `flush`, it also survives the loss of power. */
    write(path: string, bytes: Uint8Array, options: { readonly flush: boolean }): Effect.Effect<void>
    /** Makes the file as `write` does with `flush`, unless there is one of that name: then that one stays. Answers whether it did. */
    create(path: string, bytes: Uint8Array): Effect.Effect<boolean>
    /** The bytes, or none when there is no such file. */
    read(path: string): Effect.Effect<Option.Option<Uint8Array>>
    /** Makes the folder and its parents where missing, mode 0700. */
    makeFolder(path: string): Effect.Effect<void>
    /** The names in the folder without drafts, sorted; empty when there is no such folder. */
    names(path: string): Effect.Effect<ReadonlyArray<string>>
    /** Removes files or whole folders from a folder; one that is absent is fine. With `flush`, they stay removed. */
    remove(folder: string, names: ReadonlyArray<string>, options: { readonly flush: boolean }): Effect.Effect<void>
    /** True when it was this call that removed the file. */
    unlink(path: string): Effect.Effect<boolean>
    /** The permission bits, or none when there is no such file; 0600 on a system that has no such bits. */
    mode(path: string): Effect.Effect<Option.Option<number>>
    /** Another text each time that the file was written, or none when there is no such file. */
    mark(path: string): Effect.Effect<Option.Option<string>>
  }
>()("@tomada/vault/DurableFile") {
  static readonly layer = Layer.effect(
    DurableFile,
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const paths = yield* Path.Path
      const random = yield* SecureRandom.SecureRandom
      const hasModes = paths.sep === "/"

      // Some systems cannot open or flush a folder; there the rename alone is what they offer.
      const flushFolder = (path: string) =>
        Effect.scoped(Effect.flatMap(files.open(path), (folder) => folder.sync)).pipe(Effect.ignore)

      const makeFolder = (path: string) =>
        files
          .makeDirectory(path, { recursive: true, mode: 0o700 })
          .pipe(
            Effect.andThen(flushFolder(paths.dirname(path))),
            Effect.andThen(flushFolder(paths.dirname(paths.dirname(path))))
          )

      const drafted = <A>(
        path: string,
        bytes: Uint8Array,
        flush: boolean,
        settle: (draft: string) => Effect.Effect<A, PlatformError.PlatformError>
      ): Effect.Effect<A> => {
        const folder = paths.dirname(path)
        const attempt = Effect.gen(function* () {
          const draft = paths.join(folder, `.${Hex.encode(yield* random.randomBytes(8))}.new`)
          const settled = yield* Effect.scoped(
            Effect.gen(function* () {
              const file = yield* files.open(draft, { flag: "wx", mode: 0o600 })
              yield* file.writeAll(bytes)
              if (flush) yield* file.sync
            })
          ).pipe(
            Effect.andThen(settle(draft)),
            Effect.onError(() => Effect.ignore(files.remove(draft)))
          )
          if (flush) yield* flushFolder(folder)
          return settled
        })
        // Another process may remove the folder as empty while this one writes into it.
        return attempt.pipe(
          Effect.tapError((error) => (isAbsent(error) ? makeFolder(folder) : Effect.void)),
          Effect.retry({ while: isAbsent, times: 3 }),
          Effect.orDie
        )
      }

      return DurableFile.of({
        write: (path, bytes, { flush }) => drafted(path, bytes, flush, (draft) => files.rename(draft, path)),
        create: (path, bytes) =>
          drafted(path, bytes, true, (draft) =>
            files.link(draft, path).pipe(
              Effect.as(true),
              Effect.catchIf(isTaken, () => Effect.succeed(false)),
              Effect.tap(() => files.remove(draft))
            )
          ),
        read: (path) =>
          files.readFile(path).pipe(
            Effect.asSome,
            Effect.catchIf(isAbsent, () => Effect.succeedNone),
            Effect.orDie
          ),
        makeFolder: (path) => Effect.orDie(makeFolder(path)),
        names: (path) =>
          files.readDirectory(path).pipe(
            Effect.map((names) => names.filter((name) => !name.startsWith(".")).sort()),
            Effect.catchIf(isAbsent, () => Effect.succeed([])),
            Effect.orDie
          ),
        remove: (folder, names, { flush }) =>
          Effect.forEach(
            names,
            (name) =>
              files.remove(paths.join(folder, name), { recursive: true, force: true }).pipe(Effect.retry({ times: 3 })),
            { discard: true }
          ).pipe(Effect.andThen(flush && names.length > 0 ? flushFolder(folder) : Effect.void), Effect.orDie),
        unlink: (path) =>
          files.remove(path).pipe(
            Effect.as(true),
            Effect.catchIf(isAbsent, () => Effect.succeed(false)),
            Effect.orDie
          ),
        mode: (path) =>
          files.stat(path).pipe(
            Effect.map((info) => Option.some(hasModes ? info.mode & 0o777 : 0o600)),
            Effect.catchIf(isAbsent, () => Effect.succeedNone),
            Effect.orDie
          ),
        mark: (path) =>
          files.stat(path).pipe(
            Effect.map(({ ino, mtime, size }) =>
              [Option.getOrElse(ino, () => 0n), Option.match(mtime, { onNone: () => 0, onSome: Number }), size].join(
                " "
              )
            ),
            Effect.asSome,
            Effect.catchIf(isAbsent, () => Effect.succeedNone),
            Effect.orDie
          )
      })
    })
  )
}
