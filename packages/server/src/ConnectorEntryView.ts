// From a manifest, and what was found of its connector, to the entry beside the wire.
import type { ConnectorEntry } from "@tomada/api"
import { Manifest, Quality, QualityCourse, type UpdateRules } from "@tomada/core"
import type { DateTime } from "effect"

import type { Known } from "./ConnectorEvidence.ts"

const quality = (version: string, known: Known | undefined, now: DateTime.Utc): ConnectorEntry.ConnectorQuality => {
  const { evidence } = known ?? {}
  const isOf = evidence?.version === version
  const { Exempt, Failed, Passed, Unaudited } = Quality.totals({ checks: isOf ? evidence.checks : {} })
  return {
    ...Quality.ofVersion(version, evidence, now),
    until: known !== undefined && isOf ? (QualityCourse.next(known.course, now)?.since ?? null) : null,
    recordings: isOf ? evidence.recordings.map(({ recordedAt, scenario }) => ({ scenario, recordedAt })) : [],
    confirmedAt: isOf ? QualityCourse.confirmedAt(evidence) : null,
    checks: { passed: Passed, failed: Failed, unaudited: Unaudited, exempt: Exempt }
  }
}

export const view = (
  manifest: Manifest.Manifest,
  known: Known | undefined,
  health: UpdateRules.ConnectorHealth,
  now: DateTime.Utc
): ConnectorEntry.ConnectorEntry => ({
  id: manifest.id,
  slug: manifest.slug,
  name: manifest.institution.name,
  country: manifest.institution.country,
  version: manifest.version,
  type: manifest.type,
  transport: manifest.transport,
  products: Manifest.products(manifest),
  challenges: manifest.challenges,
  hosts: manifest.hosts,
  isSandbox: manifest.sandbox,
  owner: known?.evidence.owner ?? null,
  health,
  quality: quality(manifest.version, known, now)
})
