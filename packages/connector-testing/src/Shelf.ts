// The recordings of one connector on disk: `cassettes/<slug>/<scenario>.jsonl` beside its source. A file that is no recording of this
// connector is told and never left out in silence, for then nobody would see that it audits nothing.
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"

import type { Manifest } from "@tomada/core"
import { Effect } from "effect"

import * as Cassette from "./Cassette.ts"

export interface Shelf {
  /** In the order of their scenarios. */
  readonly cassettes: ReadonlyArray<Cassette.Cassette>
  /** One line for each file that is none of them. */
  readonly problems: ReadonlyArray<string>
}

const ending = ".jsonl"

const filed = (file: string, { header }: Cassette.Cassette, { id, slug }: Manifest.Manifest): string | null => {
  const { connector, scenario } = header
  if (connector.id !== id || connector.slug !== slug)
    return `${file} is a recording of ${connector.slug} (${connector.id}), not of ${slug} (${id})`
  return `${scenario}${ending}` === file ? null : `${file} is a recording of the scenario ${scenario}: rename it`
}

/** `folder` holds one folder for each connector, named by its slug; one that is not there is empty. */
export const read = (folder: string, manifest: Manifest.Manifest): Shelf => {
  const own = join(folder, manifest.slug)
  const cassettes: Array<Cassette.Cassette> = []
  const problems: Array<string> = []
  for (const file of existsSync(own) ? readdirSync(own).toSorted() : []) {
    if (file.startsWith(".")) continue
    if (!file.endsWith(ending)) {
      problems.push(`${file} is no recording: those end in ${ending}`)
      continue
    }
    const found = Effect.runSync(Effect.result(Cassette.read(readFileSync(join(own, file), "utf8"))))
    const problem =
      found._tag === "Failure" ? `${file}, ${found.failure.message}` : filed(file, found.success, manifest)
    if (problem !== null) problems.push(problem)
    else if (found._tag === "Success") cassettes.push(found.success)
  }
  return { cassettes, problems }
}
