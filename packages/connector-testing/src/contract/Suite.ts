// All checks of one connector, and what came of them. Which apply is read from the manifest; nothing is declared by the author.
import type { Manifest } from "@tomada/core"
import { Cause, Effect, Exit } from "effect"

import * as Audit from "./Audit.ts"
import * as Challenges from "./Challenges.ts"
import type { Check, CheckId, Verdict } from "./Check.ts"
import * as Compatibility from "./Compatibility.ts"
import * as Declaration from "./Declaration.ts"
import * as Docs from "./Docs.ts"
import * as Faults from "./Faults.ts"
import * as Fetch from "./Fetch.ts"
import * as Identity from "./Identity.ts"
import * as Isolation from "./Isolation.ts"
import * as Login from "./Login.ts"
import * as Pages from "./Pages.ts"
import * as Resources from "./Resources.ts"
import * as Secrecy from "./Secrecy.ts"
import * as Sessions from "./Sessions.ts"
import type { Subject } from "./Subject.ts"
import * as Words from "./Words.ts"

/** In the order of their ids. */
export const all: ReadonlyArray<Check> = [
  ...Declaration.checks,
  ...Compatibility.checks,
  ...Login.checks,
  ...Challenges.checks,
  ...Sessions.checks,
  ...Faults.checks,
  ...Isolation.checks,
  ...Resources.checks,
  ...Secrecy.checks,
  ...Fetch.checks,
  ...Pages.checks,
  ...Audit.checks,
  ...Words.checks,
  ...Identity.checks,
  ...Docs.checks
].toSorted((one, other) => (one.id < other.id ? -1 : 1))

/** `Exempt`: the check does not apply to this kind of connector. */
export type Outcome = Verdict | { readonly _tag: "Exempt"; readonly because: string }

export interface Result {
  readonly check: Check
  readonly outcome: Outcome
}

/** What a check comes to. One that breaks on a connector has failed: the connector is not what it says. */
export const judge = (check: Check, subject: Subject): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const because = check.exempt(subject.connector.manifest)
    if (because !== null) return { _tag: "Exempt", because } satisfies Outcome
    const exit = yield* Effect.exit(check.run(subject))
    if (Exit.isSuccess(exit)) return exit.value
    const defect = Cause.squash(exit.cause)
    const found = [`the check ended in ${defect instanceof Error ? defect.name : "a defect"}`]
    return { _tag: "Failed", found } satisfies Outcome
  })

export const run = (subject: Subject, checks: ReadonlyArray<Check> = all): Effect.Effect<ReadonlyArray<Result>> =>
  Effect.forEach(checks, (check) => Effect.map(judge(check, subject), (outcome) => ({ check, outcome })))

/** The checks that say something of connectors of this kind. */
export const applying = (manifest: Manifest.Manifest): ReadonlyArray<Check> =>
  all.filter(({ exempt }) => exempt(manifest) === null)

/** The ids of those that came to this. */
export const ids = (results: ReadonlyArray<Result>, outcome: Outcome["_tag"]): ReadonlyArray<CheckId> =>
  results.filter(({ outcome: { _tag } }) => _tag === outcome).map(({ check }) => check.id)

/** What an author reads of a failure. */
export const words = ({ check: { mend, title }, outcome }: Result): string => {
  switch (outcome._tag) {
    case "Failed":
      return [
        `It should be a connector that ${title}, and is not:`,
        ...outcome.found.map((each) => `- ${each}`),
        `To mend it: ${mend}.`
      ].join("\n")
    case "Unaudited":
      return `Nobody knows yet whether it ${title}. It lacks ${outcome.lacks}.`
    case "Exempt":
      return `Does not apply: ${outcome.because}.`
    case "Passed":
      return `It ${title}.`
  }
}
