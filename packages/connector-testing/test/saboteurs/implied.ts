// Checks that cannot but fail with another one, and why: everything else that fails with a saboteur is a mistake of a check.
import type { CheckId } from "../../src/contract/Check.ts"

export interface Implied {
  readonly id: CheckId
  readonly because: string
}

export const implied: Partial<Record<CheckId, ReadonlyArray<Implied>>> = {
  "C-22": [
    {
      id: "C-40",
      because:
        "a page that says nothing and a list that is cut are faults too, and who takes them for the end loses rows"
    }
  ],
  "C-34": [
    {
      id: "C-40",
      because:
        "answers that say nothing are faults too, and who takes them for a list without rows loses those silently"
    }
  ]
}
