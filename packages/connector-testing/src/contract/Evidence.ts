// What the contract found of a connector, as the tier is worked out from it.
import type { Quality } from "@tomada/core"
import { Effect } from "effect"

import * as Cassette from "../Cassette.ts"
import * as Docs from "./Docs.ts"
import type { Subject } from "./Subject.ts"
import type { Result } from "./Suite.ts"

const recorded = (cassette: Cassette.Cassette): Quality.Recorded => ({
  scenario: cassette.header.scenario,
  recordedAt: cassette.header.recordedAt,
  asked: Cassette.parts(cassette).some(({ asked, sync }) => asked.length > 0 && sync.expects.status === "SUCCESS")
})

/** What each check came to, by its id. */
export const checks = (results: ReadonlyArray<Result>): Quality.Evidence["checks"] =>
  Object.fromEntries(results.map(({ check, outcome }) => [check.id, outcome._tag]))

/** `confirmations`: of live institutions, which no recording shows. */
export const of = Effect.fnUntraced(function* (
  { cassettes, connector, files }: Pick<Subject, "cassettes" | "connector" | "files">,
  checks: Quality.Evidence["checks"],
  confirmations: ReadonlyArray<Quality.Confirmed> = []
) {
  const { challenges, hosts, version } = connector.manifest
  const readme = files === null ? null : yield* files.read(Docs.path)
  const evidence: Quality.Evidence = {
    version,
    owner: readme === null ? null : Docs.owner(readme),
    raises: challenges.length > 0,
    visits: hosts.length > 0,
    checks,
    recordings: cassettes.map(recorded).toSorted((a, b) => (a.scenario < b.scenario ? -1 : 1)),
    confirmations
  }
  return evidence
})
