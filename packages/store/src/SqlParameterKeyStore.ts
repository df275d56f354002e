// Key pairs for parameters in PostgreSQL. The index on the one that is current decides between two that are put at once.
import { DateTime, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"

import { orDie, transact } from "./internal/Sql.ts"
import { type ParameterKey, ParameterKeyStore } from "./ParameterKeyStore.ts"

interface Row extends Pick<ParameterKey, "id" | "applicationId" | "publicKey" | "privateKey"> {
  readonly createdAt: Date
  readonly endsAt: Date | null
}

const keyOf = ({ createdAt, endsAt, ...row }: Row): ParameterKey => ({
  ...row,
  createdAt: DateTime.makeUnsafe(createdAt),
  endsAt: endsAt === null ? null : DateTime.makeUnsafe(endsAt)
})

class NotCurrent extends Schema.TaggedError<NotCurrent>()("NotCurrent", {}) {}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return ParameterKeyStore.of({
    ofApplication: Effect.fn("ParameterKeyStore.ofApplication")(function* (applicationId) {
      const rows = yield* sql<Row>`
        select id, application_id as "applicationId", public_key as "publicKey", private_key as "privateKey",
          created_at as "createdAt", ends_at as "endsAt"
        from parameter_keys where application_id = ${applicationId} order by ends_at desc nulls first`
      return rows.map(keyOf)
    }, orDie),
    put: (key, before, endsAt) =>
      Effect.gen(function* () {
        const { applicationId, createdAt, id, privateKey, publicKey } = key
        const gone = yield* sql<Pick<Row, "id">>`
          delete from parameter_keys where application_id = ${applicationId} and ends_at is not null returning id`
        const ended = yield* sql`
          update parameter_keys set ends_at = ${DateTime.toDateUtc(endsAt)}
          where application_id = ${applicationId} and id = ${before} and ends_at is null returning 1`
        if (ended.length === 0 && before !== null) return yield* new NotCurrent()
        const put = yield* sql`
          insert into parameter_keys (id, application_id, public_key, private_key, created_at)
          values (${id}, ${applicationId}, ${publicKey}, ${privateKey}, ${DateTime.toDateUtc(createdAt)})
          on conflict (application_id) where ends_at is null do nothing returning 1`
        return put.length === 0 ? yield* new NotCurrent() : gone.map((row) => row.id)
      }).pipe(
        transact(sql),
        Effect.catchTag("NotCurrent", () => Effect.succeed(null)),
        Effect.withSpan("ParameterKeyStore.put")
      )
  })
})

export const layer: Layer.Layer<ParameterKeyStore, never, SqlClient.SqlClient> = Layer.effect(ParameterKeyStore, make)
