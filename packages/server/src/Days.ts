// Which civil day a bound of a query means: a day as it stands, of a moment the day that it is in the institution's zone.
import type { Query } from "@tomada/api"
import { CivilDate } from "@tomada/core"

export const dayOf = (bound: Query.Bound | undefined, zone: string): CivilDate.CivilDate | undefined => {
  if (bound === undefined) return undefined
  return bound._tag === "Day" ? CivilDate.make(bound.day) : CivilDate.fromInstant(bound.at, zone)
}
