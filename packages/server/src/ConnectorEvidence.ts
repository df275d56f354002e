// What was found of the connectors of this build, from which tiers are worked out when they are shown. When a tier changes by itself
// follows from it once and for all.
import { Quality, QualityCourse } from "@tomada/core"
import { Context, Schema } from "effect"

import { evidence } from "./ConnectorEvidence.generated.ts"

export interface Known {
  readonly evidence: Quality.Evidence
  readonly course: ReadonlyArray<QualityCourse.Step>
}

/** By slug; one that is not there was never worked out. */
export type ConnectorEvidence = ReadonlyMap<string, Known>

const decode = Schema.decodeSync(Schema.fromJsonString(Quality.Evidence))

export const of = (found: Iterable<readonly [slug: string, evidence: Quality.Evidence]>): ConnectorEvidence =>
  new Map(Array.from(found, ([slug, evidence]) => [slug, { evidence, course: QualityCourse.of(evidence) }]))

/** Tests put other evidence in its place. */
export const ConnectorEvidence = Context.Reference<ConnectorEvidence>("@tomada/server/ConnectorEvidence", {
  defaultValue: () => of(Object.entries(evidence).map(([slug, text]) => [slug, decode(text)] as const))
})
