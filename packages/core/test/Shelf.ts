// What is held of a product, as a store would keep it, and collections in short.
import type { Collected, Coverage } from "../src/Coverage.ts"
import type * as Upsert from "../src/Upsert.ts"
import { claim } from "./Ledger.ts"

/** UUIDs that count up. */
export const uuids = () => {
  let ids = 0
  return () => `00000000-0000-4000-8000-${String(ids++).padStart(12, "0")}`
}

export const march = claim("2026-03-01", "2026-03-31")
/** A stream that ended well; it claims March 2026 unless `coverage` says otherwise. */
export const whole = <C>(records: ReadonlyArray<C>, coverage: ReadonlyArray<Coverage> = [march]): Collected<C> => ({
  records,
  coverage,
  complete: true
})
/** A stream that failed after these. */
export const cut = <C>(records: ReadonlyArray<C>): Collected<C> => ({ records, coverage: [march], complete: false })

/** Keeps what `merge` changes; each call is an execution of its own. */
export const keeping = <C, H extends { readonly id: string; readonly state: string }>(
  merge: (request: {
    readonly held: ReadonlyArray<H>
    readonly collected: Collected<C>
    readonly executionId: string
  }) => Upsert.Changes<H>
) => {
  const held = new Map<string, H>()
  let executions = 0
  return {
    sync: (collected: Collected<C>) => {
      const changes = merge({ held: [...held.values()], collected, executionId: `execution-${executions++}` })
      for (const kind of ["created", "updated", "removed", "revived", "touched"] as const) {
        for (const record of changes[kind]) held.set(record.id, record)
      }
      return changes
    },
    live: () => [...held.values()].filter(({ state }) => state === "live"),
    all: () => [...held.values()]
  }
}
