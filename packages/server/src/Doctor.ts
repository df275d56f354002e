// Looks whether everything that a start needs is as it should be, and says of what is not what to do about it. It changes nothing, and a
// server may run meanwhile: of the embedded PostgreSQL it asks the one that runs.
import { accessSync, constants, existsSync } from "node:fs"
import { join, resolve } from "node:path"

import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { ConnectorChildren } from "@tomada/engine"
import { find } from "@tomada/engine/browser/Executable"
import { Migrations, Postgres, Tenancy } from "@tomada/store"
import { Vault } from "@tomada/vault"
import { Effect, Layer, Option, type Redacted, Schema } from "effect"

import { whereabouts } from "./Database.ts"
import * as EmbeddedPostgres from "./EmbeddedPostgres.ts"
import * as OutsideConnectors from "./OutsideConnectors.ts"
import { Settings, type SettingsShape } from "./Settings.ts"
import { DatabaseRoleUnsafe } from "./StartupError.ts"

/** `bad` keeps Tomada from working or from keeping its promises; `warning` may be as it was meant. */
export const Finding = Schema.Struct({
  check: Schema.String,
  state: Schema.Literals(["ok", "warning", "bad"]),
  /** One line for a person, with what to do; it holds no secret. */
  what: Schema.String
})
export type Finding = typeof Finding.Type

const finding =
  (check: string, state: Finding["state"]) =>
  (what: string): Finding => ({ check, state, what })

const folder = ({ home }: SettingsShape): Finding => {
  const path = resolve(home)
  if (!existsSync(path)) return finding("data folder", "warning")(`${path} is not there yet: the first start makes it`)
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return finding("data folder", "ok")(path)
  } catch {
    return finding(
      "data folder",
      "bad"
    )(`${path} cannot be written: set TOMADA_HOME to a folder that this user may write`)
  }
}

const keys = Effect.fnUntraced(function* ({ home }: SettingsShape) {
  const path = resolve(home)
  if (!existsSync(join(path, "keyring"))) {
    return finding("keys", "warning")(`there are none in ${join(path, "keyring")} yet: the first start makes them`)
  }
  return yield* Effect.scoped(Layer.build(Vault.layerKeys({ folder: path, createIfMissing: false }))).pipe(
    Effect.provide([NodeFileSystem.layer, NodePath.layer]),
    Effect.match({
      onFailure: (error) => finding("keys", "bad")(error.message),
      onSuccess: () => finding("keys", "ok")("they can be read and open what they sealed")
    })
  )
})

const browser = ({ chromium }: SettingsShape) =>
  Effect.match(find({ named: Option.getOrUndefined(chromium) }), {
    onFailure: (error) => finding("browser", "warning")(`${error.why} Connectors that need one cannot connect.`),
    onSuccess: finding("browser", "ok")
  })

/** Nothing where no connector of others is named. */
const outside = ({ connectors, home }: SettingsShape) =>
  Effect.forEach(connectors, (name) => OutsideConnectors.moduleOf(name, resolve(home))).pipe(
    Effect.match({
      onFailure: ({ message }) => [finding("connectors of others", "bad")(message)],
      onSuccess: (modules) => {
        const isolation = ConnectorChildren.isolation()
        const line = finding("connectors of others", isolation === "namespaces" ? "ok" : "warning")
        return modules.length === 0 ? [] : [line(OutsideConnectors.known[isolation])]
      }
    })
  )

const tables = Effect.gen(function* () {
  const { missing, unknown } = yield* Migrations.standing
  if (unknown.length > 0) {
    return finding("tables", "bad")(`they are of a newer version, with migration ${unknown.join(", ")}: start that one`)
  }
  if (missing.length === 0) return finding("tables", "ok")("they are this version's")
  return finding("tables", "warning")(`the next start brings them to this version, by migration ${missing.join(", ")}`)
})

/** Who is asked of: the user of DATABASE_URL, who owns the tables or only serves, or the owner of the embedded PostgreSQL. */
type User = "owner" | "server" | "embedded"

const parted = `Tomada works as ${Tenancy.house} and ${Tenancy.tenant}, which own nothing and are held by row level security`

const role = (user: User) =>
  Tenancy.check({ login: user === "server" }).pipe(
    Effect.match({
      onFailure: ({ role, why }) => finding("role", "bad")(new DatabaseRoleUnsafe({ role, why }).message),
      onSuccess: () =>
        finding(
          "role",
          "ok"
        )(
          user === "owner"
            ? `${parted}; TOMADA_DATABASE_OWNER_URL would part them from the owner's password too`
            : parted
        )
    })
  )

const rows = Effect.map(Tenancy.uncovered, (found) =>
  found.length === 0
    ? finding("row level security", "ok")("forced on every table of applications")
    : finding(
        "row level security",
        "bad"
      )(
        `${found.map(({ table, wrongs }) => `${table}: ${wrongs.join(", ")}`).join("; ")}. The next start lays what is missing; a policy that is not Tomada's has to be dropped`
      )
)

const inside = Effect.fnUntraced(function* (user: User) {
  const standing = yield* tables
  const missing = yield* Tenancy.missing
  if (missing.length > 0) {
    const what = `the user may not work as ${missing.join(" and ")}: start Tomada once with the owner of the tables, or have an administrator grant it`
    return [standing, finding("role", standing.state === "ok" ? "bad" : "warning")(what)]
  }
  return [standing, yield* role(user), ...(standing.state === "ok" ? [yield* rows] : [])]
})

const asked = (address: Redacted.Redacted<string>, user: User) =>
  inside(user).pipe(
    Effect.map((found) => [finding("database", "ok")(whereabouts(address)), ...found]),
    Effect.provide(Postgres.layer({ url: address, maxConnections: 1 }), { local: true }),
    Effect.catchTag("Unreachable", ({ message }) =>
      Effect.succeed([
        finding("database", "bad")(`${whereabouts(address)}: ${message}; check that PostgreSQL runs there`)
      ])
    ),
    Effect.catchDefect((defect) =>
      Effect.succeed([
        finding(
          "database",
          "bad"
        )(`${whereabouts(address)} refused to be asked: ${defect instanceof Error ? defect.message : "it ended"}`)
      ])
    )
  )

const database = Effect.fnUntraced(function* ({ databaseOwnerUrl, databaseUrl, home }: SettingsShape) {
  if (Option.isSome(databaseUrl))
    return yield* asked(databaseUrl.value, Option.isSome(databaseOwnerUrl) ? "server" : "owner")
  const running = yield* Effect.orElseSucceed(EmbeddedPostgres.beside(home), () => Option.none())
  if (Option.isSome(running)) return yield* asked(running.value, "embedded")
  return [
    finding("database", "warning")("the PostgreSQL of the data folder does not run: start Tomada to have it looked at")
  ]
})

/** Everything that was looked at. A setting that cannot be used is the only finding then. */
export const examine: Effect.Effect<ReadonlyArray<Finding>> = Effect.gen(function* () {
  const settings = yield* Settings
  return [
    finding("settings", "ok")("all of them can be used"),
    folder(settings),
    yield* keys(settings),
    yield* browser(settings),
    ...(yield* outside(settings)),
    ...(yield* database(settings))
  ]
}).pipe(
  Effect.provide(Settings.layer),
  Effect.catchTag("BadSetting", ({ message }) => Effect.succeed([finding("settings", "bad")(message)]))
)
