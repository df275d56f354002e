// The PostgreSQL of the merge's benchmark, durable as that of `tomada up`, in a folder that goes with the run. Each history has a database to
// itself, and in it a pool of one connection for the product and one for the bare upsert.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { EmbeddedPostgres } from "@tomada/server/EmbeddedPostgres"
import { Effect, ManagedRuntime } from "effect"

import { mean, type StoredCost } from "./MergeFigures.ts"
import * as MergeRows from "./MergeRows.ts"
import * as MergeStored from "./MergeStored.ts"
import * as MergeUpsert from "./MergeUpsert.ts"

/** Measures one round of something that is stored. */
export type Round = () => Promise<StoredCost>

export interface World {
  /** The first load of so many days into a new account. */
  readonly first: (days: number) => Promise<Round>
  /** So many syncs a round of an account that holds so many days. */
  readonly overlap: (days: number, syncs: number) => Promise<Round>
  readonly close: () => Promise<void>
}

/** Starts PostgreSQL. Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async (): Promise<World> => {
  const home = mkdtempSync(join(tmpdir(), "tomada-bench-merge-"))
  const remove = () => rmSync(home, { recursive: true, force: true })
  const { stop, url } = await EmbeddedPostgres.start(home).catch((error: unknown) => {
    remove()
    throw error
  })
  const pools: Array<{ readonly dispose: () => Promise<void> }> = []

  const pair = async (name: string) => {
    const address = await Effect.runPromise(MergeStored.database(url, name))
    const product = ManagedRuntime.make(MergeStored.stores(address))
    const bare = ManagedRuntime.make(MergeStored.bare(address))
    pools.push(product, bare)
    return { product, bare }
  }

  return {
    first: async (days) => {
      const { bare, product } = await pair(`first_${days}`)
      const rows = MergeRows.ofDays(0, days - 1, days)
      return async () => {
        const { accountId, committed, merged } = await product.runPromise(MergeStored.first(days))
        return { merged, committed, bare: await bare.runPromise(MergeStored.upsert(accountId, rows, rows.length)) }
      }
    },
    overlap: async (days, syncs) => {
      const { bare, product } = await pair(`overlap_${days}`)
      const history = await product.runPromise(MergeStored.holding(days))
      await bare.runPromise(MergeUpsert.holding(history.account.id, days))
      let day = 0
      return async () => {
        const costs: Array<StoredCost> = []
        for (let count = 0; count < syncs; count++, day++) {
          const { committed, merged } = await product.runPromise(MergeStored.sync(history, day))
          const rows = MergeStored.overlapRows(history, day)
          const floor = MergeStored.upsert(history.account.id, rows, MergeRows.perDay)
          costs.push({ merged, committed, bare: await bare.runPromise(floor) })
        }
        return mean(costs)
      }
    },
    close: async () => {
      for (const pool of pools) await pool.dispose().catch((error: unknown) => console.error(String(error)))
      await stop()
      remove()
    }
  }
}
