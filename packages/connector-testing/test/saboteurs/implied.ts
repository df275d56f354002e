// Checks that cannot but fail with another one, and why: everything else that fails with a saboteur is a mistake of a check.
import type { CheckId } from "../../src/contract/Check.ts"

export interface Implied {
  readonly id: CheckId
  readonly because: string
}

export const implied: Partial<Record<CheckId, ReadonlyArray<Implied>>> = {
  "C-41": [
    {
      id: "C-40",
      because: "an answer that does not come is one of the faults, and whoever waits on ends otherwise than it says"
    }
  ]
}
