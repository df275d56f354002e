/**
 * The credentials that a fresh server accepts: those of the environment, else those of `client.json` in the data
 * folder, else new ones, written there. The file is the only place where a generated secret can be read again; the
 * database keeps hashes.
 */
import { Config, Context, Effect, Layer, Option, Redacted, Schema } from "effect"

import { DataFolder } from "./DataFolder.ts"
import { Entropy } from "./Entropy.ts"
import { readIfPresent, writePrivately } from "./PrivateFile.ts"
import { BadSetting, FolderNotWritable } from "./StartupError.ts"

const ClientFile = Schema.fromJsonString(
  Schema.Struct({ clientId: Schema.NonEmptyString, clientSecret: Schema.NonEmptyString })
)

/** Characters of a secret that a person chose; one of ours has more. */
const shortest = 15

const setting = (name: string) =>
  Config.option(Config.String(name)).pipe(
    Config.map(Option.map((value) => value.trim())),
    Config.map(Option.filter((value) => value.length > 0))
  )

export class FirstApplication extends Context.Service<
  FirstApplication,
  {
    readonly clientId: string
    readonly clientSecret: Redacted.Redacted<string>
    readonly source: "environment" | "file" | "generated"
    /** The file that holds the credentials, or would hold them if the environment did not give them. */
    readonly path: string
    /** Writes another secret to that file, in force from the next start on. */
    keep(clientSecret: Redacted.Redacted<string>): Effect.Effect<void, FolderNotWritable>
  }
>()("@tomada/server/FirstApplication") {
  /** Fails with BadSetting when one of the two variables is missing or the file is damaged. */
  static readonly layer: Layer.Layer<FirstApplication, BadSetting | FolderNotWritable, DataFolder> = Layer.effect(
    FirstApplication,
    Effect.gen(function* () {
      const folder = yield* DataFolder
      const path = folder.entry("client.json")
      const write = (credentials: Credentials) =>
        writePrivately(path, fileText(credentials)).pipe(
          Effect.mapError(({ problem }) => new FolderNotWritable({ path: folder.path, problem }))
        )
      const of = (credentials: Credentials, source: "environment" | "file" | "generated") =>
        FirstApplication.of({
          ...credentials,
          source,
          path,
          keep: (clientSecret) => write({ clientId: credentials.clientId, clientSecret })
        })
      const given = yield* fromEnvironment
      if (Option.isSome(given)) return of(given.value, "environment")
      const kept = yield* fromFile(path)
      if (Option.isSome(kept)) return of(kept.value, "file")
      const made = yield* generate
      yield* write(made)
      return of(made, "generated")
    })
  )
}

interface Credentials {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted<string>
}

const fromEnvironment: Effect.Effect<Option.Option<Credentials>, BadSetting> = Effect.gen(function* () {
  const clientId = yield* setting("TOMADA_CLIENT_ID").pipe(Effect.orDie)
  const clientSecret = yield* setting("TOMADA_CLIENT_SECRET").pipe(Effect.orDie)
  if (Option.isSome(clientId) && Option.isSome(clientSecret)) {
    if (clientSecret.value.length < shortest) {
      return yield* new BadSetting({
        name: "TOMADA_CLIENT_SECRET",
        problem: `it must have at least ${shortest} characters`
      })
    }
    return Option.some({ clientId: clientId.value, clientSecret: Redacted.make(clientSecret.value) })
  }
  if (Option.isNone(clientId) && Option.isNone(clientSecret)) return Option.none()
  const [missing, present] = Option.isNone(clientId)
    ? ["TOMADA_CLIENT_ID", "TOMADA_CLIENT_SECRET"]
    : ["TOMADA_CLIENT_SECRET", "TOMADA_CLIENT_ID"]
  return yield* new BadSetting({ name: missing, problem: `${present} is set without it; set both or neither` })
})

const fromFile = (path: string): Effect.Effect<Option.Option<Credentials>, BadSetting> =>
  Effect.gen(function* () {
    const text = yield* readIfPresent(path).pipe(
      Effect.mapError(({ problem }) => new BadSetting({ name: path, problem: `it cannot be read (${problem})` }))
    )
    if (Option.isNone(text)) return Option.none()
    const { clientId, clientSecret } = yield* Schema.decodeEffect(ClientFile)(text.value).pipe(
      Effect.mapError(
        () =>
          new BadSetting({
            name: path,
            problem: `it does not hold a clientId and a clientSecret; restore it, or remove it for new credentials`
          })
      )
    )
    return Option.some({ clientId, clientSecret: Redacted.make(clientSecret) })
  })

const generate: Effect.Effect<Credentials> = Effect.gen(function* () {
  const entropy = yield* Entropy
  const clientId = yield* entropy.uuid
  const secret = yield* entropy.base64Url(32)
  return { clientId, clientSecret: Redacted.make(`tmd_sk_${secret}`) }
})

const fileText = ({ clientId, clientSecret }: Credentials): string =>
  `${JSON.stringify({ clientId, clientSecret: Redacted.value(clientSecret) }, undefined, 2)}\n`
