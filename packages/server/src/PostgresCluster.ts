/**
 * The database files: made once by initdb, into a folder of another name that is renamed when all is done, so that a
 * crash half-way is simply done again. One superuser `tomada`, one database `tomada`, a random password beside the
 * data in a closed file.
 */
import { renameSync, rmSync } from "node:fs"
import { join } from "node:path"

import { Effect, Option, Redacted } from "effect"

import { type Command, run } from "./ChildProcess.ts"
import { Entropy } from "./Entropy.ts"
import { give, type PostgresAccount } from "./PostgresAccount.ts"
import type { PostgresBinaries } from "./PostgresBinaries.ts"
import { attempt, readIfPresent, writePrivately } from "./PrivateFile.ts"
import { FolderNotWritable, PostgresNotStarted } from "./StartupError.ts"

/** The one user and the one database. */
export const NAME = "tomada"

const MAJOR = "18"

/**
 * Makes sure that `folder/data` holds a database of this PostgreSQL's version and returns its password.
 * `durable: false` skips the flush to disk, for tests.
 */
export const ensure = Effect.fn("PostgresCluster.ensure")(function* (
  folder: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  options: { readonly durable: boolean }
): Effect.fn.Return<Redacted.Redacted<string>, FolderNotWritable | PostgresNotStarted> {
  const data = join(folder, "data")
  const secret = join(folder, "password")
  const notWritable = ({ problem }: { readonly problem: string }) => new FolderNotWritable({ path: folder, problem })
  const made = yield* readIfPresent(join(data, "PG_VERSION")).pipe(Effect.mapError(notWritable))
  const kept = yield* readIfPresent(secret).pipe(Effect.mapError(notWritable))
  if (Option.isSome(made)) {
    if (made.value.trim() !== MAJOR) {
      return yield* new PostgresNotStarted({
        reason: `${data} was made by PostgreSQL ${made.value.trim()} and this one is ${MAJOR}; dump it with its own version and load it here.`
      })
    }
    if (Option.isNone(kept)) {
      return yield* new PostgresNotStarted({
        reason: `${secret}, the password of the database, is missing; restore it.`
      })
    }
    return Redacted.make(kept.value.trim())
  }
  const password = Option.isSome(kept) ? kept.value.trim() : yield* (yield* Entropy).base64Url(32)
  if (Option.isNone(kept)) yield* writePrivately(secret, `${password}\n`).pipe(Effect.mapError(notWritable))

  const draft = join(folder, "data.new")
  yield* attempt(draft, () => rmSync(draft, { recursive: true, force: true, maxRetries: 5 })).pipe(
    Effect.mapError(notWritable)
  )
  yield* give(account, folder, join(folder, ".."))
  const step = Effect.fnUntraced(function* (command: Command, input?: string) {
    const { code, output } = yield* run(account.as({ ...command, cwd: folder }), input)
    if (code !== 0)
      return yield* new PostgresNotStarted({ reason: `its files could not be made: ${reasonIn(output)}.` })
  })
  yield* step({
    program: binaries.initdb,
    args: [
      `--pgdata=${draft}`,
      `--username=${NAME}`,
      "--auth=scram-sha-256",
      `--pwfile=${secret}`,
      "--encoding=UTF8",
      "--locale=C",
      ...(options.durable ? [] : ["--no-sync"])
    ]
  })
  yield* step(
    {
      program: binaries.postgres,
      args: ["--single", "-D", draft, "-c", "exit_on_error=on", ...(options.durable ? [] : ["-F"]), "postgres"]
    },
    `create database ${NAME};\n`
  )
  yield* attempt(data, () => renameSync(draft, data)).pipe(Effect.mapError(notWritable))
  return Redacted.make(password)
})

/** What PostgreSQL or initdb gave as its reason: its last fatal line, else its last line. */
export const reasonIn = (output: string): string => {
  const lines = output.split("\n").map((line) => line.trim())
  const last = lines.findLast((line) => FATAL.test(line)) ?? lines.findLast((line) => line.length > 0)
  return (last ?? "it gave no reason").replace(FATAL, "").replace(/\.$/, "")
}

const FATAL = /^.*?\b(FATAL|PANIC|error):\s+/i
