// An institution that knows nobody: whatever is asked of it, it answers that one has to log in.
import type { Exchange } from "@tomada/connector-kit"
import { Effect } from "effect"

import type * as Cassette from "../Cassette.ts"
import { likeness } from "../Player.ts"

export interface Refusing {
  readonly tap: Exchange.Tap
  /** What it was asked. */
  readonly requests: ReadonlyArray<string>
}

export const make = ({ volatile }: Cassette.Header): Refusing => {
  const requests: Array<string> = []
  const ignored = new Set(volatile)
  return {
    requests,
    tap: (sent) =>
      Effect.sync(() => {
        requests.push(likeness(sent, ignored))
        return { status: 401, headers: {}, bytes: new Uint8Array() }
      })
  }
}
