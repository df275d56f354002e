// What a claim of due Items asks of each stands in the rows that it reads anyway. Whether the Item's newest consent stands and until when, and
// whether credentials are held, the database itself carries into upkeep: whoever changes either holds the Item locked. And pages of Items get
// room: a run changes its Item's row several times and none of its indexed columns, and a version that finds room in its own page is
// entered into no index.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

const columns = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`alter table items set (fillfactor = 85)`
  yield* sql`alter table upkeep
    add column consent_ends_at timestamptz not null default '-infinity',
    add column holds_credentials boolean not null default false`
  yield* sql`update upkeep set consent_ends_at = newest.ends_at from (
      select distinct on (item_id) item_id,
        case when revoked_at is null then coalesce(expires_at, 'infinity') else '-infinity' end as ends_at
      from consents order by item_id, given_at desc
    ) as newest where newest.item_id = upkeep.item_id`
  yield* sql`update upkeep set holds_credentials = true
    where item_id in (select item_id from sealed where purpose = 'credentials')`
})

const triggers = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create function carry_consent() returns trigger language plpgsql as $$
    begin
      update upkeep set consent_ends_at = newest.ends_at from (
        select case when revoked_at is null then coalesce(expires_at, 'infinity') else '-infinity' end as ends_at
        from consents where item_id = new.item_id order by given_at desc limit 1
      ) as newest where upkeep.item_id = new.item_id;
      return null;
    end $$`
  yield* sql`create trigger carry_consent after insert or update of given_at, expires_at, revoked_at on consents
    for each row execute function carry_consent()`
  yield* sql`create function carry_credentials() returns trigger language plpgsql as $$
    begin
      update upkeep set holds_credentials =
          exists (select from sealed where sealed.item_id = upkeep.item_id and sealed.purpose = 'credentials')
        where item_id = coalesce(new.item_id, old.item_id);
      return null;
    end $$`
  yield* sql`create trigger carry_credentials_in after insert on sealed
    for each row when (new.purpose = 'credentials') execute function carry_credentials()`
  yield* sql`create trigger carry_credentials_out after delete on sealed
    for each row when (old.purpose = 'credentials') execute function carry_credentials()`
})

export const migration = Effect.all([columns, triggers], { discard: true })
