/**
 * The folder that holds everything one server keeps: `client.json`, `keyring/`, `postgres/` and the lock. A folder made
 * here is closed to others (0700); one that exists keeps its mode, since it may be a mounted volume or hold other
 * things, and every secret in it is a closed file by itself. One server a folder.
 */
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"

import { Context, Effect, Layer } from "effect"

import * as FolderLock from "./FolderLock.ts"
import { attempt } from "./PrivateFile.ts"
import { FolderNotWritable, type FolderInUse } from "./StartupError.ts"

export class DataFolder extends Context.Service<
  DataFolder,
  {
    /** Absolute. */
    readonly path: string
    /** Absolute path of an entry of the folder. */
    entry(name: string): string
    /** Records the address that a refused second start names, such as `http://127.0.0.1:4000`. */
    announce(address: string): Effect.Effect<void, FolderNotWritable>
  }
>()("@tomada/server/DataFolder") {
  /**
   * Makes the folder when it is not there and holds it until the scope closes.
   * Fails with FolderNotWritable or, when another start holds it, FolderInUse.
   */
  static layer(options: { readonly folder: string }): Layer.Layer<DataFolder, FolderNotWritable | FolderInUse> {
    return Layer.effect(
      DataFolder,
      Effect.gen(function* () {
        const path = resolve(options.folder)
        yield* make(path)
        const lock = yield* FolderLock.hold(path, "tomada")
        return DataFolder.of({ path, entry: (name) => join(path, name), announce: lock.announce })
      })
    )
  }
}

/** Makes the folder and its parents where they are missing, closed to others. */
export const make = (path: string): Effect.Effect<void, FolderNotWritable> =>
  attempt(path, () => void mkdirSync(path, { recursive: true, mode: 0o700 })).pipe(
    Effect.mapError(({ problem }) => new FolderNotWritable({ path, problem }))
  )
