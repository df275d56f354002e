// The simple rules by name.
import * as Keyed from "./Keyed.ts"
import * as Paired from "./Paired.ts"
import type { Rule } from "./Rule.ts"

/** Models of what others do, for the tables over random histories. */
export const others = {
  "Pluggy's key": Keyed.pluggyKey,
  "Actual, strict": Paired.actualStrict,
  "Actual, loose": Paired.actualLoose,
  moneyman: Keyed.moneyman,
  "Firefly importer": Keyed.firefly,
  Kresus: Paired.kresus,
  Sure: Paired.sure,
  "id only": Keyed.idOnly
} as const satisfies Readonly<Record<string, Rule>>

export const rules = {
  ...others,
  "amount and date": Paired.amountAndDate,
  ordinal: Keyed.ordinal,
  "content hash": Keyed.contentHash,
  "one absence": Keyed.oneAbsence,
  "fixed window": Paired.fixedWindow
} as const satisfies Readonly<Record<string, Rule>>

export type RuleName = keyof typeof rules
