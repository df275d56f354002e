// Staged pages in PostgreSQL.
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"

import { Superseded } from "./ExecutionStore.ts"
import { orDie } from "./internal/Sql.ts"
import { type LeftPage, StagedPageStore } from "./StagedPageStore.ts"

export const layer: Layer.Layer<StagedPageStore, never, SqlClient.SqlClient> = Layer.effect(
  StagedPageStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return StagedPageStore.of({
      put: Effect.fn("StagedPageStore.put")(function* ({ executionId, fence }, { blob, name }) {
        const written = yield* sql`
          with held as (
            select id, application_id, item_id from executions
            where id = ${executionId} and fence = ${fence} and ended_at is null for update
          )
          insert into staged_pages (execution_id, name, application_id, item_id, blob)
          select id, ${name}, application_id, item_id, ${blob}::bytea from held returning 1 as written`
        if (written.length === 0) return yield* new Superseded({ executionId })
      }, orDie),
      get: Effect.fn("StagedPageStore.get")(function* (executionId, name) {
        const [row] = yield* sql<{ blob: Uint8Array }>`
          select blob from staged_pages where execution_id = ${executionId} and name = ${name}`
        return Option.fromUndefinedOr(row?.blob)
      }, orDie),
      discard: Effect.fn("StagedPageStore.discard")(function* (executionId) {
        const gone = yield* sql<{ name: string }>`
          delete from staged_pages where execution_id = ${executionId} returning name`
        return gone.map(({ name }) => name)
      }, orDie),
      left: Effect.fn("StagedPageStore.left")(function* (limit) {
        return yield* sql<LeftPage>`
          select application_id as "applicationId", item_id as "itemId", execution_id as "executionId", name
          from staged_pages
          where exists (
            select from executions where executions.id = staged_pages.execution_id and executions.ended_at is not null)
          limit ${limit}`
      }, orDie)
    })
  })
)
