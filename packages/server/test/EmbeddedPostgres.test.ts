import { spawn } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { PgClient } from "@effect/sql-pg"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import { SqlClient } from "effect/sql"

import { isAlive, waitUntil } from "../src/ChildProcess.ts"
import { EmbeddedPostgres } from "../src/EmbeddedPostgres.ts"
import { ended, kill, ordinaryUser, recordedPid, startHost, testFolder } from "./fixtures/TestFolder.ts"

const root = process.getuid?.() === 0

/** Starts PostgreSQL in the folder, runs the queries on it and ends it. */
const within = <A, E>(
  folder: string,
  queries: Effect.Effect<A, E, EmbeddedPostgres | SqlClient.SqlClient>,
  options: { readonly namespaces?: boolean; readonly durable?: boolean } = {}
) =>
  Effect.gen(function* () {
    const { url } = yield* EmbeddedPostgres
    return yield* queries.pipe(Effect.provide(PgClient.layer({ url, maxConnections: 2 })))
  }).pipe(Effect.provide(EmbeddedPostgres.layer({ folder, durable: false, ...options }), { local: true }))

const select1 = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* sql<{ one: number }>`select 1 as one`
})

const postmasterPid = Effect.map(EmbeddedPostgres, ({ pid }) => pid)

describe("the embedded PostgreSQL", { timeout: 30_000 }, () => {
  it.live("answers at the first start, is gone with its scope, and has kept its rows at the second", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      const first = yield* within(
        folder,
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* sql`create table notes (body text)`
          yield* sql`insert into notes (body) values ('café')`
          const pid = yield* postmasterPid
          assert.isTrue(isAlive(pid))
          return pid
        }),
        { durable: true }
      )
      assert.isFalse(isAlive(first))
      assert.isFalse(existsSync(join(folder, "postgres", "server.pid")))

      const second = yield* within(
        folder,
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const fsync = yield* sql`show fsync`
          const encoding = yield* sql`show server_encoding`
          const notes = yield* sql`select body from notes`
          return { fsync, encoding, notes }
        }),
        { durable: true }
      )
      assert.deepStrictEqual(second, {
        fsync: [{ fsync: "on" }],
        encoding: [{ server_encoding: "UTF8" }],
        notes: [{ body: "café" }]
      })
    })
  )

  it.live("does again an initdb that was cut off", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      mkdirSync(join(folder, "postgres", "data.new", "base"), { recursive: true })
      writeFileSync(join(folder, "postgres", "data.new", "PG_VERSION"), "18\n")
      assert.deepStrictEqual(yield* within(folder, select1), [{ one: 1 }])
      assert.isFalse(existsSync(join(folder, "postgres", "data.new")))
    })
  )

  it.live("works in a path longer than a socket's name may be, below a closed folder", () =>
    Effect.gen(function* () {
      const parent = join(yield* testFolder, "closed")
      mkdirSync(parent)
      chmodSync(parent, 0o700)
      const folder = join(parent, "a".repeat(120), "with a space", "and ç")
      assert.deepStrictEqual(yield* within(folder, select1), [{ one: 1 }])
    })
  )

  it.live("says what to do when the folder cannot be made", () =>
    Effect.gen(function* () {
      const file = join(yield* testFolder, "file")
      writeFileSync(file, "")
      const error = yield* within(join(file, "home"), select1).pipe(Effect.flip)
      assert.strictEqual(error._tag, "FolderNotWritable")
      assert.match(error.message, /ENOTDIR.*set TOMADA_HOME/)
    })
  )

  it.live.skipIf(!root)("started by root where namespaces are forbidden, runs as nobody and keeps doing so", () =>
    Effect.gen(function* () {
      const folder = join(yield* testFolder, "home")
      const open = join(folder, "..")
      chmodSync(open, 0o711)
      for (const namespaces of [false, true]) {
        const owner = yield* within(
          folder,
          Effect.map(postmasterPid, (pid) => statSync(`/proc/${pid}`).uid),
          { namespaces }
        )
        assert.notStrictEqual(owner, 0)
      }
      assert.strictEqual(statSync(folder).mode & 0o777, 0o711)

      const closed = join(yield* testFolder, "home")
      const error = yield* within(closed, select1, { namespaces: false }).pipe(Effect.flip)
      assert.strictEqual(error._tag, "PostgresNotStarted")
      assert.match(error.message, /refuses to run as root.*set TOMADA_HOME .* or set DATABASE_URL/)
      assert.strictEqual(statSync(closed).mode & 0o777, 0o700)
      assert.deepStrictEqual(yield* within(closed, select1), [{ one: 1 }])
    })
  )

  it.live.skipIf(!root)("started by an ordinary user, runs as that user", ({ skip }) =>
    Effect.gen(function* () {
      const user = ordinaryUser()
      if (user === null) return skip("nobody may enter the checkout, and user namespaces are forbidden")
      const folder = yield* testFolder
      chmodSync(folder, 0o777)
      const { child, output } = yield* startHost(join(folder, "home"), ["once"], user.through)
      assert.include(output, "started")
      assert.strictEqual(yield* ended(child), 0)
      assert.strictEqual(statSync(join(folder, "home", "postgres", "data")).uid, user.owner)
    })
  )
})

describe("the embedded PostgreSQL of a folder that was started before", { timeout: 30_000 }, () => {
  const life = Scope.makeUnsafe()
  let served = ""
  beforeAll(async () => {
    served = await Effect.runPromise(Scope.provide(testFolder, life))
    await Effect.runPromise(within(served, select1))
  }, 30_000)
  afterAll(() => Effect.runPromise(Scope.close(life, Exit.void)))

  it.live("is refused to a second start while its server lives, and taken over when that was killed", () =>
    Effect.gen(function* () {
      const { child } = yield* startHost(served)
      const orphan = recordedPid(served)
      const refused = yield* within(served, select1).pipe(Effect.flip)
      assert.strictEqual(refused._tag, "FolderInUse")
      assert.include(refused.message, `The data folder ${served} is in use by process ${child.pid}:`)

      yield* kill(child)
      assert.isTrue(isAlive(orphan), "kill -9 of the server leaves its PostgreSQL running")
      const next = yield* within(served, Effect.andThen(select1, postmasterPid))
      assert.notStrictEqual(next, orphan)
      assert.isFalse(isAlive(orphan))
      assert.isFalse(isAlive(next))
    })
  )

  it.live("keeps its password and its files from other users and asks for it", () =>
    Effect.gen(function* () {
      const { host, port } = yield* within(
        served,
        Effect.gen(function* () {
          const { host, port } = yield* EmbeddedPostgres
          const refused = yield* select1.pipe(
            Effect.provide(PgClient.layer({ host, port, username: "tomada", database: "tomada" })),
            Effect.flip
          )
          assert.strictEqual(refused._tag, "SqlError")
          return { host, port }
        })
      )
      assert.strictEqual(host, "127.0.0.1")
      assert.isAbove(port, 1023)
      assert.strictEqual(statSync(join(served, "postgres", "password")).mode & 0o777, 0o600)
      assert.strictEqual(statSync(join(served, "postgres")).mode & 0o777, 0o700)
      assert.strictEqual(statSync(join(served, "postgres", "log")).mode & 0o777, 0o600)
    })
  )

  it.live.skipIf(process.platform !== "linux")(
    "does not hear the terminal's Ctrl-C and does not inherit our secrets",
    () =>
      Effect.gen(function* () {
        process.env["TOMADA_TEST_SECRET"] = "not for children"
        yield* within(
          served,
          Effect.gen(function* () {
            const pid = yield* postmasterPid
            const session = readFileSync(`/proc/${pid}/stat`, "utf8")
              .replace(/^.*\) /, "")
              .split(" ")[3]
            assert.strictEqual(session, String(pid))
            const environment = readFileSync(`/proc/${pid}/environ`, "utf8")
            assert.include(environment, "LC_ALL=C")
            assert.notInclude(environment, "TOMADA_TEST_SECRET")
          })
        ).pipe(Effect.ensuring(Effect.sync(() => delete process.env["TOMADA_TEST_SECRET"])))
      })
  )

  it.live("tells its reason when it ends by itself", () =>
    Effect.gen(function* () {
      const reason = yield* within(
        served,
        Effect.gen(function* () {
          const postgres = yield* EmbeddedPostgres
          process.kill(postgres.pid, "SIGKILL")
          return yield* postgres.ended
        })
      )
      assert.strictEqual(reason, "it ended by SIGKILL")
    })
  )

  it.live("leaves nothing behind when its start is interrupted", () =>
    Effect.gen(function* () {
      const starting = yield* Effect.forkChild(within(served, Effect.never))
      assert.isTrue(yield* waitUntil(() => isAlive(recordedPid(served)), 10_000))
      const pid = recordedPid(served)
      yield* Fiber.interrupt(starting)
      assert.isFalse(isAlive(pid))
      assert.deepStrictEqual(yield* within(served, select1), [{ one: 1 }])
    })
  )

  it.live("never ends a process that has the number of a forgotten postmaster but is not it", () =>
    Effect.gen(function* () {
      const stranger = yield* Effect.acquireRelease(
        Effect.sync(() => spawn(process.execPath, ["-e", "setInterval(() => {}, 60000)"], { stdio: "ignore" })),
        kill
      )
      const data = join(served, "postgres", "data")
      writeFileSync(join(data, "postmaster.pid"), `${stranger.pid}\n${data}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`)
      const rows = yield* within(served, select1)
      assert.deepStrictEqual(rows, [{ one: 1 }])
      assert.isNull(stranger.exitCode ?? stranger.signalCode)
    })
  )

  it.live("gives the reason when its files are damaged, and of another version", () =>
    Effect.gen(function* () {
      const data = join(served, "postgres", "data")
      writeFileSync(join(data, "postgresql.auto.conf"), "no_such_setting = 1\n")
      const damaged = yield* within(served, select1).pipe(Effect.flip)
      assert.strictEqual(damaged._tag, "PostgresNotStarted")
      assert.match(damaged.message, /did not start: .*postgresql\.auto\.conf.*see .*log/)
      writeFileSync(join(data, "PG_VERSION"), "17\n")
      const older = yield* within(served, select1).pipe(Effect.flip)
      assert.match(older.message, /made by PostgreSQL 17 and this one is 18/)
    })
  )
})
