// Screenshots in PostgreSQL.
import type { Item } from "@tomada/core"
import { DateTime, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"

import { Superseded } from "./ExecutionStore.ts"
import { orDie } from "./internal/Sql.ts"
import { ScreenshotStore } from "./ScreenshotStore.ts"

interface Times {
  readonly takenAt: Date
  readonly expiresAt: Date
}

const times = ({ expiresAt, takenAt }: Times) => ({
  takenAt: DateTime.makeUnsafe(takenAt),
  expiresAt: DateTime.makeUnsafe(expiresAt)
})

const date = DateTime.toDateUtc

export const layer: Layer.Layer<ScreenshotStore, never, SqlClient.SqlClient> = Layer.effect(
  ScreenshotStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return ScreenshotStore.of({
      put: Effect.fn("ScreenshotStore.put")(function* ({ executionId, fence }, { expiresAt, image, takenAt }) {
        const written = yield* sql`
          with held as (
            select id, application_id, item_id from executions
            where id = ${executionId} and fence = ${fence} and ended_at is null for update
          )
          insert into screenshots (execution_id, application_id, item_id, image, taken_at, expires_at)
          select id, application_id, item_id, ${image}::bytea, ${date(takenAt)}::timestamptz, ${date(expiresAt)}::timestamptz
          from held
          on conflict (execution_id) do update
            set image = excluded.image, taken_at = excluded.taken_at, expires_at = excluded.expires_at
          returning 1 as written`
        if (written.length === 0) return yield* new Superseded({ executionId })
      }, orDie),
      get: Effect.fn("ScreenshotStore.get")(function* (executionId, now) {
        const [row] = yield* sql<Times & { readonly itemId: Item.ItemId; readonly image: Uint8Array }>`
          select item_id as "itemId", image, taken_at as "takenAt", expires_at as "expiresAt" from screenshots
          where execution_id = ${executionId} and expires_at > ${date(now)}`
        return Option.map(Option.fromUndefinedOr(row), (found) => ({
          itemId: found.itemId,
          image: found.image,
          ...times(found)
        }))
      }, orDie),
      ofItem: Effect.fn("ScreenshotStore.ofItem")(function* (itemId, now) {
        const rows = yield* sql<Times & { readonly executionId: Item.ExecutionId }>`
          select execution_id as "executionId", taken_at as "takenAt", expires_at as "expiresAt" from screenshots
          where item_id = ${itemId} and expires_at > ${date(now)} order by taken_at desc`
        return rows.map((row) => ({ executionId: row.executionId, ...times(row) }))
      }, orDie),
      expire: Effect.fn("ScreenshotStore.expire")(function* (now) {
        const gone = yield* sql`delete from screenshots where expires_at <= ${date(now)} returning 1 as gone`
        return gone.length
      }, orDie)
    })
  })
)
