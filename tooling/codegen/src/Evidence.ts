/**
 * What was found of connectors, for the server to show: the evidence that lies in their packages with what instances confirmed since, as
 * JSON by slug. It holds no tier, which depends on the day.
 */
import { readdirSync, existsSync } from "node:fs"
import { join } from "node:path"

import * as EvidenceFile from "@tomada/connector-testing/contract/EvidenceFile"
import * as PackageFiles from "@tomada/connector-testing/PackageFiles"
import { Quality, QualityCourse } from "@tomada/core"
import { Effect, Schema } from "effect"

import { header } from "./Barrel.ts"
import { keyText } from "./TypeText.ts"

export type Found = ReadonlyMap<string, Quality.Evidence>

const slugsIn = (folder: string): ReadonlyArray<string> =>
  existsSync(folder)
    ? readdirSync(folder)
        .flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? [])
        .toSorted()
    : []

/** Of these folders of `connectors`; throws where a file is no evidence. */
export const evidenceIn = (root: string, folders: ReadonlyArray<string>): Found =>
  new Map(
    folders.flatMap((folder) => {
      const path = join(root, "connectors", folder)
      return slugsIn(join(path, "evidence")).flatMap((slug) => {
        const evidence = Effect.runSync(EvidenceFile.joined(PackageFiles.of(path), slug))
        return evidence === null ? [] : [[slug, evidence] as const]
      })
    })
  )

const encode = Schema.encodeSync(Schema.fromJsonString(Quality.Evidence))

/** As the formatter would, which leaves a long text on a line of its own. */
const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

/** Text of the module that exports `evidence`, without what can count no more. */
export const evidenceModule = (found: Found): string => {
  const entries = [...found].map(
    ([slug, evidence]) => `  ${keyText(slug)}:\n    ${quoted(encode(QualityCourse.abridged(evidence)))}`
  )
  const object = entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n}`
  return `${header}export const evidence: Readonly<Record<string, string>> = ${object}\n`
}
