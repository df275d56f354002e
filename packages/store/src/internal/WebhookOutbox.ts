// Writes events: one statement, for the transaction of what they tell of.
import { DateTime, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

import type { NewEvent } from "../WebhookStore.ts"

const row = (event: NewEvent): object => ({
  event_id: event.id,
  application_id: event.applicationId,
  item_id: event.itemId,
  event: event.event,
  payload: event.body,
  item_url: event.itemUrl,
  token_url: event.tokenUrl,
  only_subscription: event.only ?? null,
  created_at: DateTime.formatIso(event.createdAt)
})

/** Keeps these events in the transaction that is open. An id that is taken is an error of the statement. */
export const append = (
  sql: SqlClient.SqlClient,
  events: ReadonlyArray<NewEvent>
): Effect.Effect<void, SqlError.SqlError> =>
  events.length === 0
    ? Effect.void
    : Effect.asVoid(sql`
        insert into webhook_events
          (event_id, application_id, item_id, event, payload, item_url, token_url, only_subscription, created_at)
        select event_id, application_id, item_id, event, payload::json, item_url, token_url, only_subscription, created_at
        from jsonb_to_recordset(${JSON.stringify(events.map(row))}::jsonb) as rows (
          event_id uuid, application_id uuid, item_id uuid, event text, payload text, item_url text, token_url text,
          only_subscription uuid, created_at timestamptz)`)
