// Runs with their steps and counts in PostgreSQL: three statements, however many runs.
import type { Execution, Item } from "@tomada/core"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { ExecutionHistory, type Past } from "./ExecutionHistory.ts"
import { ExecutionNotFound } from "./ExecutionStore.ts"
import * as Paging from "./internal/Paging.ts"
import * as Products from "./internal/ProductTables.ts"
import * as Runs from "./internal/Runs.ts"
import { orDie } from "./internal/Sql.ts"
import { executions, steps } from "./internal/Tables.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const withHistory = Effect.fnUntraced(function* (
    applicationId: Item.ApplicationId,
    runs: ReadonlyArray<Execution.Execution>
  ) {
    if (runs.length === 0) return []
    const ids = runs.map(({ id }) => id)
    const ours = sql`application_id = ${applicationId} and execution_id = any(${ids}::uuid[])`
    const taken = yield* steps.decodeAll(
      yield* sql`select ${sql.literal(steps.columns)} from execution_steps where ${ours} order by id`.values
    )
    const counted = yield* Products.counts.decodeAll(
      yield* sql`select ${sql.literal(Products.counts.columns)} from execution_counts where ${ours}`.values
    )
    const stepsOf = Map.groupBy(taken, ({ executionId }) => executionId)
    const countsOf = Map.groupBy(counted, ({ executionId }) => executionId)
    return runs.map((run): Past => ({
      ...run,
      steps: (stepsOf.get(run.id) ?? []).map(({ at, status }) => ({ status, at })),
      counts: Runs.inOrder((countsOf.get(run.id) ?? []).map(({ executionId: _, ...counts }) => counts))
    }))
  })

  return ExecutionHistory.of({
    get: Effect.fn("ExecutionHistory.get")(function* (applicationId, id) {
      const rows = yield* executions.decodeAll(
        yield* sql`
          select ${sql.literal(executions.columns)} from executions
          where id = ${id} and application_id = ${applicationId}`.values
      )
      const [found] = yield* withHistory(applicationId, rows)
      return found ?? (yield* new ExecutionNotFound())
    }, orDie),
    ofItem: Effect.fn("ExecutionHistory.ofItem")(function* (applicationId, itemId, place, limit) {
      const where = sql`item_id = ${itemId} and application_id = ${applicationId}`
      const { next, rows } = yield* Paging.after(sql, { name: "executions", table: executions, where }, place, limit)
      return { rows: yield* withHistory(applicationId, rows), next }
    }, orDie)
  })
})

export const layer: Layer.Layer<ExecutionHistory, never, SqlClient.SqlClient> = Layer.effect(ExecutionHistory, make)
