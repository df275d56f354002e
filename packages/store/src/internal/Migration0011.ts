// What the logins of Items are recognised by: a keyed hash for each key that was in use when it was last written, bound by its bytes to the
// application and the connector. An Item may be made or updated while it holds the lock of its login, so that two that begin at once, in
// whichever processes, see each other: `may_log_in` runs inside the one statement that makes an Item, and a function that is volatile
// sees what was committed while it waited. The locks are pairs of numbers, a space of their own beside that of `AdvisoryLock`.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export const migration = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table item_logins (
    item_id uuid not null references items on delete cascade,
    application_id uuid not null,
    key_id text not null,
    hash bytea not null,
    primary key (item_id, key_id)
  )`
  yield* sql`create index item_logins_alike on item_logins (hash)`
  yield* sql`create function lock_login(login bytea) returns boolean language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(
        ('x' || encode(substr(login, 1, 4), 'hex'))::bit(32)::integer,
        ('x' || encode(substr(login, 5, 4), 'hex'))::bit(32)::integer
      );
      return true;
    end $$`
  yield* sql`create function may_log_in(application uuid, item uuid, login bytea, is_alone boolean) returns boolean language plpgsql as $$
    begin
      perform lock_login(login);
      if is_alone and exists (
        select from item_logins as twin
        where twin.hash = login and twin.application_id = application and twin.item_id <> item
      ) then
        raise unique_violation using constraint = 'item_logins_alone', message = 'another Item has this login';
      end if;
      if exists (
        select from item_logins as twin join executions on executions.item_id = twin.item_id
        where twin.hash = login and twin.application_id = application and twin.item_id <> item and executions.ended_at is null
      ) then
        raise unique_violation using constraint = 'item_logins_one_active', message = 'another Item of this login has a run';
      end if;
      return true;
    end $$`
})
