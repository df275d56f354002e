// The session of a login that an author goes on with: sealed by the vault under a key that is only in this checkout's ignored folder, and
// written to the person's own folder, so that neither folder alone opens it. What was typed into the form is never kept. Whatever does not
// open, is too old, or may be read by others is not used.
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join } from "node:path"

import { NodeFileSystem, NodePath } from "@effect/platform-node"
import type { ConnectorHost } from "@tomada/connector-kit"
import { CredentialVault, Item, type Manifest } from "@tomada/core"
import { Vault } from "@tomada/vault"
import { Context, DateTime, Duration, Effect, Layer, Option, Redacted, Schema } from "effect"

import * as Checkout from "./Checkout.ts"
import { Lacking } from "./Ending.ts"

/** - `state`: where sealed sessions lie; `keys`: the folder of the key that opens them. */
export interface Places {
  readonly state: string
  readonly keys: string
}

export const places = (environment: Readonly<Record<string, string | undefined>> = process.env): Places => {
  const state = environment["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state")
  const checkout = createHash("sha256").update(Checkout.root).digest("hex").slice(0, 16)
  return {
    state: join(state, "tomada", "connector-sessions", checkout),
    keys: join(environment["TOMADA_HOME"] ?? join(Checkout.root, ".tomada"), "connector-cli")
  }
}

/** Sessions of institutions last minutes; nothing older than this is worth the risk. */
const longest = Duration.hours(12)

const Kept = Schema.fromJsonString(
  Schema.Struct({
    keptAt: Schema.DateTimeUtcFromString,
    session: Schema.NullOr(Schema.String),
    trust: Schema.NullOr(Schema.String)
  })
)

const applicationId = Item.ApplicationId.make("57a9e000-0000-4000-8000-000000000001")

const contextOf = ({ id, slug }: Manifest.Manifest): CredentialVault.SealContext => ({
  applicationId,
  itemId: Item.ItemId.make(`57a9e000-0000-4000-8000-${String(id).padStart(12, "0")}`),
  purpose: "session",
  name: slug
})

const hasModes = process.platform !== "win32"

const mayOthersRead = (path: string): boolean => hasModes && (statSync(path).mode & 0o077) !== 0

const isAnyKept = (state: string): boolean =>
  existsSync(state) && readdirSync(state).some((name) => name.endsWith(".sealed"))

export interface KeptSession {
  readonly path: string
  readonly keep: (saved: ConnectorHost.Saved) => Effect.Effect<void>
  /** Lacking says why there is none to go on with. */
  readonly read: Effect.Effect<ConnectorHost.Saved, Lacking>
  readonly forget: Effect.Effect<void>
}

/** What is kept of one connector. */
export const open = Effect.fnUntraced(function* (manifest: Manifest.Manifest, { keys, state }: Places = places()) {
  const path = join(state, `${manifest.slug}.sealed`)
  const layer = Vault.layerFiles({ folder: keys, createIfMissing: !isAnyKept(state) }).pipe(
    Layer.provide([NodeFileSystem.layer, NodePath.layer])
  )
  const vault = Context.get(
    yield* Effect.mapError(
      Layer.build(layer),
      ({ message }) => new Lacking({ problem: `the kept session cannot be opened: ${message} Or take ${state} away.` })
    ),
    CredentialVault.CredentialVault
  )
  const context = contextOf(manifest)

  const forget = Effect.andThen(
    Effect.sync(() => rmSync(path, { force: true })),
    vault.destroy(context)
  )

  const keep: KeptSession["keep"] = Effect.fnUntraced(function* ({ session, trust }) {
    if (Option.isNone(session)) return
    const text = yield* Effect.orDie(
      Schema.encodeEffect(Kept)({
        keptAt: yield* DateTime.now,
        session: Redacted.value(session.value),
        trust: Option.getOrNull(Option.map(trust, Redacted.value))
      })
    )
    const sealed = yield* vault.seal(context, Redacted.make(text))
    yield* Effect.sync(() => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      const draft = `${path}.${process.pid}.new`
      writeFileSync(draft, sealed, { mode: 0o600, flag: "wx" })
      renameSync(draft, path)
    })
  })

  const none = (problem: string) =>
    new Lacking({ problem: `${problem}: start once without --from-session, which logs in and keeps the new session` })

  const read = Effect.gen(function* () {
    if (!existsSync(path)) return yield* none("no session is kept")
    if (mayOthersRead(path)) {
      yield* forget
      return yield* none("others could read the file of the kept session, which was taken away")
    }
    const opened = yield* vault.open(context, readFileSync(path)).pipe(
      Effect.flatMap((text) => Schema.decodeEffect(Kept)(Redacted.value(text))),
      Effect.option
    )
    if (Option.isNone(opened)) {
      yield* forget
      return yield* none("the kept session does not open with the key of this checkout, and was taken away")
    }
    const { keptAt, session, trust } = opened.value
    if (Duration.isGreaterThan(DateTime.distance(keptAt, yield* DateTime.now), longest)) {
      yield* forget
      return yield* none("the kept session was older than twelve hours, and was taken away")
    }
    const secret = (text: string | null) => Option.map(Option.fromNullOr(text), (value) => Redacted.make(value))
    return { session: secret(session), trust: secret(trust) } satisfies ConnectorHost.Saved
  })

  const kept: KeptSession = { path, keep, read, forget }
  return kept
})
