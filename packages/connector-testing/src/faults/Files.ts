// What is written while something runs: into the folder for passing things, which is one of its own meanwhile, and below the folder in which
// the process was started. Folders of packages and those whose names begin with a dot are other tools' own.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Effect } from "effect"

/** When each file was written last; of folders nothing, since one that is made is seen by what is in it. */
const writings = (folder: string, skips: (name: string) => boolean): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (skips(entry.name)) continue
      const inner = join(path, entry.name)
      if (entry.isDirectory()) walk(inner)
      else if (entry.isFile()) found.set(inner, statSync(inner, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    }
  }
  walk(folder)
  return found
}

const ofTools = (name: string): boolean => name.startsWith(".") || name === "node_modules" || name === "coverage"

const own = Effect.acquireRelease(
  Effect.sync(() => {
    const before = process.env["TMPDIR"]
    const folder = mkdtempSync(join(tmpdir(), "tomada-visit-"))
    process.env["TMPDIR"] = folder
    return { before, folder }
  }),
  ({ before, folder }) =>
    Effect.sync(() => {
      if (before === undefined) delete process.env["TMPDIR"]
      else process.env["TMPDIR"] = before
      rmSync(folder, { recursive: true, force: true })
    })
)

/** Where something was written, in words that name no folder of the machine. */
export const during = <A, E, R>(running: Effect.Effect<A, E, R>): Effect.Effect<ReadonlyArray<string>, E, R> =>
  Effect.gen(function* () {
    const { folder } = yield* own
    const before = writings(process.cwd(), ofTools)
    yield* running
    const after = [...writings(process.cwd(), ofTools)].filter(([path, at]) => before.get(path) !== at)
    const passing = readdirSync(folder)
    return [
      ...(passing.length === 0 ? [] : [`the folder for passing things (${passing.length} entries)`]),
      ...(after.length === 0 ? [] : [`the folder in which it runs (${after.length} files)`])
    ]
  }).pipe(Effect.scoped)
