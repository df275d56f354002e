// Somebody who breaks one promise and keeps all others: what shows that a check can fail, and that it fails for its own reason.
import type { Effect, Scope } from "effect"

import type { CheckId } from "../../src/contract/Check.ts"
import type { Subject } from "../../src/contract/Subject.ts"

export interface Saboteur {
  readonly breaks: CheckId
  /** What is wrong with it: "posts the password twice". */
  readonly how: string
  readonly subject: Effect.Effect<Subject, never, Scope.Scope>
  /** Whether it needs a Chromium; without one on this machine it meets nobody. */
  readonly inBrowser?: boolean
}
