/**
 * Why the server did not start. Each error is one line that says what happened and what to do about it, because it is
 * the last thing a person sees in the terminal. No message ever holds a password or a key.
 */
import { Effect, Layer, Schema } from "effect"

/** Something else already listens on the address that the server was told to use. */
export class PortInUse extends Schema.TaggedError<PortInUse>()("PortInUse", {
  host: Schema.String,
  port: Schema.Int
}) {
  override get message() {
    return `Port ${this.port} on ${this.host} is already in use: stop the other program or set PORT to a free one.`
  }
}

/** The data folder cannot be made, entered or written. `problem` is the system's own word for it. */
export class FolderNotWritable extends Schema.TaggedError<FolderNotWritable>()("FolderNotWritable", {
  path: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `The data folder ${this.path} cannot be written (${this.problem}): set TOMADA_HOME to a folder that this user may write.`
  }
}

/** Another process holds the data folder. `pid` and `address` are what it has recorded about itself so far. */
export class FolderInUse extends Schema.TaggedError<FolderInUse>()("FolderInUse", {
  path: Schema.String,
  pid: Schema.optionalKey(Schema.Int),
  address: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    const who = this.pid === undefined ? "another process" : `process ${this.pid}`
    const where = this.address === undefined ? "" : ` at ${this.address}`
    return `The data folder ${this.path} is in use by ${who}${where}: stop it first or set TOMADA_HOME to another folder.`
  }
}

/** The database of DATABASE_URL does not answer. `where` is host:port/database, never the password. */
export class DatabaseUnreachable extends Schema.TaggedError<DatabaseUnreachable>()("DatabaseUnreachable", {
  where: Schema.String,
  problem: Schema.optionalKey(Schema.String),
  /** That names it; DATABASE_URL unless said. */
  setting: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    const why = this.problem === undefined ? "" : ` (${this.problem})`
    const setting = this.setting ?? "DATABASE_URL"
    return `The database at ${this.where} cannot be reached${why}: check ${setting} and that PostgreSQL runs there.`
  }
}

/** The roles that Tomada works as are not there, and the owner of the tables may not make them. `cure`: the statements that do. */
export class DatabaseRolesMissing extends Schema.TaggedError<DatabaseRolesMissing>()("DatabaseRolesMissing", {
  where: Schema.String,
  cure: Schema.String
}) {
  override get message() {
    return `The database at ${this.where} lacks the roles that Tomada works as, and its user may not make them: have an administrator run ${this.cure}`
  }
}

const unsafe = {
  superuser: ["is a superuser", "nosuperuser"],
  bypass: ["bypasses row level security", "nobypassrls"],
  owner: ["owns the tables, or may become their owner", undefined],
  above: ["may become tomada_house, which sees the rows of all", undefined]
} as const

/** Row level security would not hold a role that serves applications. */
export class DatabaseRoleUnsafe extends Schema.TaggedError<DatabaseRoleUnsafe>()("DatabaseRoleUnsafe", {
  role: Schema.String,
  why: Schema.Literals(["superuser", "bypass", "owner", "above"])
}) {
  override get message() {
    const [is, attribute] = unsafe[this.why]
    const cure =
      attribute === undefined
        ? "take that from it, or name another user in DATABASE_URL"
        : `have an administrator run alter role "${this.role}" ${attribute};`
    return `The database role ${this.role} ${is}, so that nothing would keep the rows of applications apart: ${cure}`
  }
}

/** One process alone and processes that share cannot work on one database: both would visit every Item. */
export class DatabaseShared extends Schema.TaggedError<DatabaseShared>()("DatabaseShared", {
  /** Whether it was this process that wanted the database alone. */
  alone: Schema.Boolean
}) {
  override get message() {
    return this.alone
      ? "Other processes of Tomada share this database: set TOMADA_RUNNER_ADDRESS to host:port or none here too, or stop them first."
      : "Another process of Tomada has this database alone: stop it, or start it again with TOMADA_RUNNER_ADDRESS set."
  }
}

/** The embedded PostgreSQL cannot run here. `reason` says what happened and what to do. */
export class PostgresNotStarted extends Schema.TaggedError<PostgresNotStarted>()("PostgresNotStarted", {
  reason: Schema.String
}) {
  override get message() {
    return `The embedded PostgreSQL did not start: ${this.reason}`
  }
}

/** Sealed credentials exist and their key does not. `keyId` names the key, `source` where it was looked for. */
export class KeyMissing extends Schema.TaggedError<KeyMissing>()("KeyMissing", {
  keyId: Schema.String,
  source: Schema.String
}) {
  override get message() {
    return `The stored credentials are sealed with key ${this.keyId}, which is not in ${this.source}: restore that key; no new one is made in its place.`
  }
}

/** A setting cannot be used as it is. `name` is the variable or file, `problem` never repeats its value. */
export class BadSetting extends Schema.TaggedError<BadSetting>()("BadSetting", {
  name: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `The setting ${this.name} cannot be used: ${this.problem}.`
  }
}

export const StartupError = Schema.Union([
  PortInUse,
  FolderNotWritable,
  FolderInUse,
  DatabaseUnreachable,
  DatabaseRolesMissing,
  DatabaseRoleUnsafe,
  DatabaseShared,
  PostgresNotStarted,
  KeyMissing,
  BadSetting
])
export type StartupError = typeof StartupError.Type

/** The one line to show a person; line breaks of quoted causes are folded. */
export const describe = (error: StartupError): string => error.message.replaceAll(/\s*\n\s*/g, " ")

/** The layer with another error; the services that it gives stay the same. */
export const mapLayerError = <A, E, E2, R>(self: Layer.Layer<A, E, R>, map: (error: E) => E2): Layer.Layer<A, E2, R> =>
  self.pipe(Layer.catch((error) => Layer.effectContext<A, E2, never>(Effect.fail(map(error)))))
