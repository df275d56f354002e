// One promise of a connector, as something that can be looked at. A check that finds nothing to look at says so: it neither passed nor
// failed, and nobody may take it for either.
import type { Manifest } from "@tomada/core"
import type { Effect } from "effect"

import type { Subject } from "./Subject.ts"

/** The names under which checks are known for ever: `C-01`. */
export type CheckId = `C-${number}${number}`

export type Family = "declaration" | "login" | "fetch" | "identity" | "faults" | "secrecy" | "docs"

/**
 * - `Passed`.
 * - `Failed`: `found` says what and where, in the connector's own words and never in the institution's.
 * - `Unaudited`: there was nothing to look at; `lacks` says what to record.
 */
export type Verdict =
  | { readonly _tag: "Passed" }
  | { readonly _tag: "Failed"; readonly found: ReadonlyArray<string> }
  | { readonly _tag: "Unaudited"; readonly lacks: string }

export const passed: Verdict = { _tag: "Passed" }

export const unaudited = (lacks: string): Verdict => ({ _tag: "Unaudited", lacks })

/** Passed where nothing was found. */
export const verdict = (found: ReadonlyArray<string>): Verdict =>
  found.length === 0 ? passed : { _tag: "Failed", found }

export interface Check {
  readonly id: CheckId
  readonly family: Family
  /** What a connector that passes does: "names no host that it does not visit". */
  readonly title: string
  /** What an author does about a failure. */
  readonly mend: string
  /** Why the check has nothing to say of this kind of connector; null where it applies. Only the manifest is asked. */
  readonly exempt: (manifest: Manifest.Manifest) => string | null
  readonly run: (subject: Subject) => Effect.Effect<Verdict>
}

/** For checks that apply to every connector. */
export const always = (): null => null

/** For checks about traffic. */
export const withHosts = ({ hosts }: Manifest.Manifest): string | null =>
  hosts.length === 0 ? "it talks to nobody" : null

/** Whether its visits are made in a browser, whose pages wait for what they miss in real time. */
export const inPages = ({ transport }: Manifest.Manifest): boolean => transport.startsWith("browser")
