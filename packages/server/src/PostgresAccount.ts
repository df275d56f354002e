/**
 * As whom PostgreSQL runs, since it refuses to run as root. As root on Linux it is given a user namespace in which it
 * is `nobody` while its files stay root's and closed parent folders do not matter. Where namespaces are forbidden it
 * really becomes `nobody`: it then needs a copy of its programs, a data folder of its own, and a way in.
 * Trap: files made by one way cannot be opened by the other, so the owner of an existing folder decides.
 */
import { chmodSync, lchownSync, readFileSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"

import { Effect } from "effect"

import { type Command, run } from "./ChildProcess.ts"
import { attempt } from "./PrivateFile.ts"
import { FolderNotWritable, PostgresNotStarted } from "./StartupError.ts"

export interface PostgresAccount {
  /** Set when the programs run as another user of the system. */
  readonly user?: { readonly uid: number; readonly gid: number }
  /** The command as this account: in a namespace, as another user, or unchanged. */
  as(command: Command): Command
}

const ourselves: PostgresAccount = { as: (command) => command }

const other = (user: { readonly uid: number; readonly gid: number }): PostgresAccount => ({
  user,
  as: (command) => ({ ...command, user })
})

const inNamespace = ({ uid, gid }: { readonly uid: number; readonly gid: number }): PostgresAccount => ({
  as: (command) => ({
    ...command,
    program: "unshare",
    args: ["--user", `--map-user=${uid}`, `--map-group=${gid}`, command.program, ...command.args]
  })
})

const nobody = Effect.gen(function* () {
  const users = yield* attempt("/etc/passwd", () => readFileSync("/etc/passwd", "utf8")).pipe(
    Effect.orElseSucceed(() => "")
  )
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(users) ?? []
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
})

const ROOT = "it refuses to run as root"

/** Chooses the account for PostgreSQL's own folder, which exists; `namespaces` false means not to use them. */
export const choose = Effect.fn("PostgresAccount.choose")(function* (
  folder: string,
  namespaces: boolean
): Effect.fn.Return<PostgresAccount, PostgresNotStarted> {
  if (process.getuid?.() !== 0) return ourselves
  const owner = yield* Effect.sync(() => statSync(folder))
  if (owner.uid !== 0) return other({ uid: owner.uid, gid: owner.gid })
  const user = yield* nobody
  if (user === undefined) {
    return yield* new PostgresNotStarted({
      reason: `${ROOT} and this system has no user nobody; start as an ordinary user or set DATABASE_URL.`
    })
  }
  const namespace = inNamespace(user)
  if (namespaces && (yield* run(namespace.as({ program: "true", args: [] }))).code === 0) return namespace
  return other(user)
})

/**
 * Gives `folder` and all in it to the account when that is another user, and lets it pass through (not list) the
 * folder `above`. Fails, with nothing given away, when a folder further up keeps it out.
 */
export const give = Effect.fn("PostgresAccount.give")(function* (
  account: PostgresAccount,
  folder: string,
  above: string
): Effect.fn.Return<void, FolderNotWritable | PostgresNotStarted> {
  const user = account.user
  if (user === undefined) return
  const notWritable = ({ problem }: { readonly problem: string }) => new FolderNotWritable({ path: folder, problem })
  const { mode, uid } = yield* attempt(above, () => statSync(above)).pipe(Effect.mapError(notWritable))
  if (uid !== user.uid) yield* attempt(above, () => chmodSync(above, mode | 0o011)).pipe(Effect.mapError(notWritable))
  if ((yield* run({ program: "test", args: ["-x", above], user })).code !== 0) {
    yield* attempt(above, () => chmodSync(above, mode)).pipe(Effect.mapError(notWritable))
    return yield* new PostgresNotStarted({
      reason: `${ROOT}, and no other user may enter ${above}; start as an ordinary user, set TOMADA_HOME to a folder that everybody may reach, or set DATABASE_URL to a PostgreSQL server of your own.`
    })
  }
  yield* attempt(folder, () => {
    lchownSync(folder, user.uid, user.gid)
    for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      lchownSync(join(folder, entry), user.uid, user.gid)
    }
  }).pipe(Effect.mapError(notWritable))
})
