/**
 * Small files that only their owner may read. A write is all or nothing: a temporary file, flushed, then renamed, so a
 * crash leaves the old text or the new one.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs"

import { Effect, Option, Schema } from "effect"

/** The system's own words for what failed; never the text that was to be written. */
export class FileProblem extends Schema.TaggedError<FileProblem>()("FileProblem", {
  path: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `${this.path}: ${this.problem}`
  }
}

/** Runs a synchronous file operation; what it throws becomes a FileProblem. */
export const attempt = <A>(path: string, operation: () => A): Effect.Effect<A, FileProblem> =>
  Effect.try({
    try: operation,
    catch: (error) => new FileProblem({ path, problem: error instanceof Error ? error.message : String(error) })
  })

/** Writes the file with mode 0600, atomically and durably. */
export const writePrivately = (path: string, text: string): Effect.Effect<void, FileProblem> =>
  attempt(path, () => {
    const draft = `${path}.${process.pid}.new`
    rmSync(draft, { force: true })
    const file = openSync(draft, "wx", 0o600)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  })

/** The text of the file, or none when there is no such file. */
export const readIfPresent = (path: string): Effect.Effect<Option.Option<string>, FileProblem> =>
  attempt(path, () => {
    try {
      return Option.some(readFileSync(path, "utf8"))
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return Option.none()
      throw error
    }
  })
