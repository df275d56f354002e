// What the contract found of one version of a connector, as a file of its package. It holds outcomes and dates and never a tier, which is
// worked out when it is shown; and digests of what was looked at, so that evidence of something else is seen without looking again.
import { createHash } from "node:crypto"

import { Quality } from "@tomada/core"
import { Effect, Schema } from "effect"

import type * as Cassette from "../Cassette.ts"
import * as Confirmations from "./Confirmations.ts"
import * as Evidence from "./Evidence.ts"
import type { Files, Subject } from "./Subject.ts"

const { confirmations: _, ...found } = Quality.Evidence.fields

/** `of`: digests of the recordings and of the package's source. */
export const EvidenceFile = Schema.Struct({
  evidence: Schema.Literal(1),
  slug: Schema.String,
  of: Schema.Struct({ cassettes: Schema.String, source: Schema.String }),
  ...found
})
export type EvidenceFile = typeof EvidenceFile.Type

const Text = Schema.fromJsonString(EvidenceFile)
const encode = Schema.encodeSync(EvidenceFile)

/** Where it lies in the connector's package. */
export const pathOf = (slug: string): string => `evidence/${slug}.json`

export const write = (file: EvidenceFile): string => `${JSON.stringify(encode(file), null, 2)}\n`

/** `path`: relative to the connector's package. */
export class EvidenceUnreadable extends Schema.TaggedError<EvidenceUnreadable>()("EvidenceUnreadable", {
  path: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `${this.path}: ${this.problem}`
  }
}

/** What lies in the package; null where nothing was worked out yet. */
export const read = Effect.fnUntraced(function* (files: Files, slug: string) {
  const path = pathOf(slug)
  const text = yield* files.read(path)
  if (text === null) return null
  const problem = `it is no evidence of ${slug}; run pnpm connector score ${slug} --write`
  const file = yield* Effect.mapError(Schema.decodeEffect(Text)(text), () => new EvidenceUnreadable({ path, problem }))
  return file.slug === slug ? file : yield* new EvidenceUnreadable({ path, problem })
})

/** With what instances confirmed since; null where nothing was worked out yet. */
export const joined = Effect.fnUntraced(function* (files: Files, slug: string) {
  const file = yield* read(files, slug)
  if (file === null) return null
  const path = Confirmations.pathOf(slug)
  const confirmations = yield* Effect.mapError(
    Confirmations.read(yield* files.read(path)),
    ({ message }) => new EvidenceUnreadable({ path, problem: message })
  )
  const { evidence: _, of: __, slug: ___, ...found } = file
  const evidence: Quality.Evidence = { ...found, confirmations }
  return evidence
})

const digest = Effect.fnUntraced(function* (files: Files, isOf: (path: string) => boolean) {
  const paths = (yield* files.list()).filter(isOf).toSorted()
  const hash = createHash("sha256")
  for (const path of paths) hash.update(`${JSON.stringify([path, yield* files.read(path)])}\n`)
  return hash.digest("hex")
})

/** A connector, the recordings and the package that the checks looked at. */
export interface LookedAt {
  readonly connector: Subject["connector"]
  readonly cassettes: ReadonlyArray<Cassette.Cassette>
  readonly files: Files
}

/** `checks`: what they came to. */
export const make = Effect.fnUntraced(function* (looked: LookedAt, checks: Quality.Evidence["checks"]) {
  const { slug } = looked.connector.manifest
  const { confirmations: _, ...found } = yield* Evidence.of(looked, checks)
  const file: EvidenceFile = {
    evidence: 1,
    slug,
    of: {
      cassettes: yield* digest(looked.files, (path) => path.startsWith(`cassettes/${slug}/`)),
      source: yield* digest(looked.files, (path) => path.startsWith("src/"))
    },
    ...found
  }
  return file
})

const told = (outcome: Quality.CheckOutcome | undefined): string => outcome ?? "nothing"

/** What is written that is not so, a line each; nothing when the file is what the contract finds today. */
export const differences = (written: EvidenceFile, worked: EvidenceFile): ReadonlyArray<string> => {
  const ids = [...new Set([...Object.keys(written.checks), ...Object.keys(worked.checks)])].toSorted()
  const one = encode(written)
  const other = encode(worked)
  const differs = (part: "owner" | "raises" | "recordings" | "visits"): boolean =>
    JSON.stringify(one[part]) !== JSON.stringify(other[part])
  return [
    ...(one.version === other.version ? [] : [`it is of version ${one.version}, the connector is ${other.version}`]),
    ...(one.of.source === other.of.source ? [] : ["the source has changed since"]),
    ...(one.of.cassettes === other.of.cassettes ? [] : ["the recordings have changed since"]),
    ...(["owner", "raises", "visits", "recordings"] as const)
      .filter(differs)
      .map((part) => `${part} is not what it says`),
    ...ids
      .filter((id) => written.checks[id] !== worked.checks[id])
      .map((id) => `${id} came to ${told(worked.checks[id])}, and it says ${told(written.checks[id])}`)
  ]
}
