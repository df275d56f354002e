// Our side of the comparison: collections merged with what PostgreSQL holds and committed as a visit does it, exactly as the merge's own
// benchmark measures them, in a PostgreSQL that goes with the run. Each kind of history has a database and a connection to itself.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { DateInterval } from "@tomada/core"
import { EmbeddedPostgres } from "@tomada/server/EmbeddedPostgres"
import { ItemStore } from "@tomada/store"
import { DateTime, Effect, ManagedRuntime } from "effect"
import { SqlClient } from "effect/sql"

import * as ActualRows from "./ActualRows.ts"
import * as MergeCpu from "./MergeCpu.ts"
import * as MergeStored from "./MergeStored.ts"
import * as MergeVisit from "./MergeVisit.ts"

/** One of the two that are compared, with an account that holds what it was given. */
export interface Side {
  /** Goes on with a new account that holds nothing; what came before is not looked at again. */
  readonly begin: () => Promise<void>
  /** Merges the days `from` to `to`, of which so many rows are new, and answers the milliseconds of CPU that it took. */
  readonly take: (from: number, to: number) => Promise<number>
  /** Puts what is held in order, as a database left alone would before the next sync. Not measured. */
  readonly settle: () => Promise<void>
}

export interface Ours {
  /** Accounts of `total` rows a year, in a database of this name. */
  readonly side: (name: string, total: number) => Promise<Side>
  readonly close: () => Promise<void>
}

const noon = (day: number): DateTime.Utc => DateTime.makeUnsafe(`${ActualRows.dayOf(day)}T12:00:00Z`)

type Connected = Effect.Success<ReturnType<typeof MergeVisit.connected>>

const taken = Effect.fnUntraced(function* (
  { account, claim: first, item }: Connected,
  isNew: boolean,
  [from, to]: readonly [number, number],
  total: number
) {
  const now = noon(to)
  const next = MergeVisit.execution(item, now)
  if (!isNew) yield* (yield* ItemStore.ItemStore).update(item.applicationId, item.id, { execution: next }, now)
  const claim = isNew ? first : yield* MergeVisit.toMerging(next.id, now)
  const days = DateInterval.make(ActualRows.dayOf(from), ActualRows.dayOf(to))
  return yield* MergeStored.stored({ account }, claim, ActualRows.ofDays(from, to, total), days, isNew)
})

/** Starts PostgreSQL. Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async (): Promise<Ours> => {
  const home = mkdtempSync(join(tmpdir(), "tomada-bench-actual-"))
  const remove = () => rmSync(home, { recursive: true, force: true })
  const { stop, url } = await EmbeddedPostgres.start(home).catch((error: unknown) => {
    remove()
    throw error
  })
  const pools: Array<{ readonly dispose: () => Promise<void> }> = []

  return {
    side: async (name, total) => {
      const runtime = ManagedRuntime.make(MergeStored.stores(await Effect.runPromise(MergeStored.database(url, name))))
      pools.push(runtime)
      let held: Connected | undefined
      let upTo = -1
      return {
        begin: async () => {
          held = await runtime.runPromise(MergeVisit.connected(noon(ActualRows.year - 1)))
          upTo = -1
        },
        take: async (from, to) => {
          if (held === undefined) throw new Error("there is no account to merge into")
          const { committed, created, merged } = await runtime.runPromise(taken(held, upTo < 0, [from, to], total))
          const wanted = ActualRows.count(Math.max(from, upTo + 1), to, total)
          if (created !== wanted) throw new Error(`ours made ${created} rows instead of ${wanted}`)
          upTo = to
          return MergeCpu.total(MergeCpu.plus(merged, committed))
        },
        settle: () =>
          runtime.runPromise(
            Effect.gen(function* () {
              const sql = yield* SqlClient.SqlClient
              yield* sql`vacuum analyze`
              yield* sql`checkpoint`
            })
          )
      }
    },
    close: async () => {
      for (const pool of pools) await pool.dispose().catch((error: unknown) => console.error(String(error)))
      await stop()
      remove()
    }
  }
}
