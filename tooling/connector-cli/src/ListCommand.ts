// `list`: every connector of the checkout with its tier as of now, from the evidence that lies in its package. Nothing is worked out anew:
// that is `score`.
import * as EvidenceFile from "@tomada/connector-testing/contract/EvidenceFile"
import * as PackageFiles from "@tomada/connector-testing/PackageFiles"
import { type Manifest, Quality, QualityCourse } from "@tomada/core"
import { Console, DateTime, Effect } from "effect"
import { Command } from "effect/cli"

import * as Checkout from "./Checkout.ts"
import { Lacking } from "./Ending.ts"
import * as Flags from "./Flags.ts"
import * as Words from "./Words.ts"

export interface Listed {
  readonly manifest: Manifest.Manifest
  readonly evidence: Quality.Evidence | null
}

/** As of `now`. What was found of another version than this is not shown. */
export const entry = ({ evidence, manifest }: Listed, now: DateTime.Utc) => {
  const { id, institution, slug, version } = manifest
  const quality = Quality.ofVersion(version, evidence ?? undefined, now)
  const found = evidence?.version === version ? evidence : null
  const next = found === null ? null : QualityCourse.next(QualityCourse.of(found), now)
  return {
    id,
    slug,
    name: institution.name,
    version,
    ...quality,
    until: next?.since ?? null,
    recordings: found?.recordings ?? [],
    confirmedAt: found === null ? null : QualityCourse.confirmedAt(found),
    checks: found === null ? null : Quality.totals(found)
  }
}
type Entry = ReturnType<typeof entry>

const head = ["connector", "number", "version", "tier", "until", "recordings", "confirmed"]

const day = (moment: DateTime.Utc | null): string => (moment === null ? "-" : DateTime.formatIsoDateUtc(moment))

const cells = ({ checks, confirmedAt, id, lacks, recordings, slug, tier, until, version }: Entry) => [
  slug,
  String(id),
  version,
  checks === null ? `none: ${lacks.join(", ")}` : (tier ?? "none"),
  day(until),
  String(recordings.length),
  day(confirmedAt)
]

/** For people. */
export const table = (entries: ReadonlyArray<Entry>): string => {
  const rows = [head, ...entries.map(cells)]
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

export const list = Command.make(
  "list",
  { json: Flags.json },
  Effect.fn(function* (given) {
    const now = yield* DateTime.now
    const { broken, found } = yield* Checkout.all
    const entries = yield* Effect.forEach(found, (one) => {
      const { manifest } = one.connector
      return EvidenceFile.joined(PackageFiles.of(Checkout.packageOf(one)), manifest.slug).pipe(
        Effect.mapError(({ message }) => new Lacking({ problem: `connectors/${one.folder}/${message}` })),
        Effect.map((evidence) => entry({ manifest, evidence }, now))
      )
    })
    for (const { problem } of broken) yield* Console.error(problem)
    yield* Console.log(
      given.json
        ? JSON.stringify(entries)
        : [`${Words.count(entries.length, "connector")}, ${day(now)}:`, "", table(entries)].join("\n")
    )
  })
).pipe(
  Command.withShortDescription("Show every connector with its tier as of now"),
  Command.withDescription(
    `Show every connector of this checkout with its tier as of now and the day until which it holds unless something new is found, from the
evidence that score --write left and from confirmations. docs/connectors.md is the same for people who have no checkout.`
  )
)
