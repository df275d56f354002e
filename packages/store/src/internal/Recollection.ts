// What the last write of each visit left behind: its next step, which only it may take, is then written without reading it again.
// It may be forgotten at any time, and another's write makes it worthless, which the database says: the row's version is another.
import type { Execution, Item } from "@tomada/core"

import type { Claim } from "../ExecutionStore.ts"

export interface Left {
  readonly execution: Execution.Execution
  readonly item: Item.Item
  /** The transaction that wrote the Item's row, its `xmin`. */
  readonly version: string
}

/** Of more visits at once the oldest are forgotten. */
const most = 1_000

export const make = () => {
  const all = new Map<string, Left>()
  const name = ({ executionId, fence }: Claim): string => `${executionId}/${fence}`
  return {
    /** Answers once: whoever writes says what it leaves. */
    take: (claim: Claim): Left | undefined => {
      const left = all.get(name(claim))
      all.delete(name(claim))
      return left
    },
    leave: (claim: Claim, left: Left): void => {
      all.set(name(claim), left)
      const [oldest] = all.size > most ? all.keys() : []
      if (oldest !== undefined) all.delete(oldest)
    }
  }
}
