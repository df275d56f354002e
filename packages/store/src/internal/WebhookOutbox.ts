// Writes events, in the transaction of what they tell of.
import { DateTime, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

import type { NewEvent } from "../WebhookStore.ts"
import { type Conditional, writeTogether } from "./Batch.ts"

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

const insert = (first: number, where = ""): string => `
  insert into webhook_events
    (event_id, application_id, item_id, event, payload, item_url, token_url, only_subscription, created_at)
  select event_id, application_id, item_id, event, payload::json, item_url, token_url, only_subscription, created_at
  from jsonb_to_recordset($${first}::jsonb) as rows (
    event_id uuid, application_id uuid, item_id uuid, event text, payload text, item_url text, token_url text,
    only_subscription uuid, created_at timestamptz)${where} returning 1`

/** For `writeTogether` and `writeIf`. An id that is taken is an error of the statement. */
export const rows = (events: ReadonlyArray<NewEvent>): ReadonlyArray<Conditional> =>
  events.length === 0
    ? []
    : [
        {
          insert: (first) => insert(first),
          insertWhere: (first, condition) => insert(first, ` where ${condition}`),
          parameters: [JSON.stringify(events.map(row))]
        }
      ]

/** Keeps these events in the transaction that is open. */
export const append = (
  sql: SqlClient.SqlClient,
  events: ReadonlyArray<NewEvent>
): Effect.Effect<void, SqlError.SqlError> => Effect.asVoid(writeTogether(sql, [rows(events)]))

/**
 * Forgets what was told of an Item, with deliveries that wait still, in the transaction that ended the Item: until its row was locked, others
 * could tell of it.
 */
export const forget = (sql: SqlClient.SqlClient, itemId: string): Effect.Effect<void, SqlError.SqlError> =>
  Effect.asVoid(sql`
    delete from webhook_events where id = any(array(
      select id from webhook_events where item_id = ${itemId} order by id for update
    ))`)
