/**
 * The token by which the operator is known: that of the environment, else that of `operator.json` in the data folder, else a new
 * one, written there. Whoever may read the folder is the operator; the token opens every application and is never logged.
 */
import { createHash, timingSafeEqual } from "node:crypto"
import { join } from "node:path"

import { Config, Context, Effect, Layer, Option, Redacted, Schema } from "effect"

import { DataFolder } from "./DataFolder.ts"
import { Entropy } from "./Entropy.ts"
import { readIfPresent, writePrivately } from "./PrivateFile.ts"
import { BadSetting, FolderNotWritable } from "./StartupError.ts"

const TokenFile = Schema.fromJsonString(Schema.Struct({ token: Schema.NonEmptyString }))

/** A token that is typed by hand must not be one that is guessed. */
const shortest = 32

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

export class OperatorToken extends Context.Service<
  OperatorToken,
  {
    /** Whether this is the token; takes the same time for every other. */
    accepts(given: Redacted.Redacted<string>): boolean
  }
>()("@tomada/server/OperatorToken") {
  /** Fails with BadSetting when the variable is too short or the file is damaged. */
  static readonly layer: Layer.Layer<OperatorToken, BadSetting | FolderNotWritable, DataFolder> = Layer.effect(
    OperatorToken,
    Effect.gen(function* () {
      const folder = yield* DataFolder
      const token = yield* Option.match(yield* fromEnvironment, {
        onNone: () => kept(folder.path, folder.entry("operator.json")),
        onSome: Effect.succeed
      })
      return accepting(Option.some(token))
    })
  )
}

/**
 * For a process that makes no token: that of the environment, else that of the folder as it is now. Without either nobody is the
 * operator of this process.
 */
export const layerKept = (folder: string): Layer.Layer<OperatorToken, BadSetting> =>
  Layer.effect(
    OperatorToken,
    Effect.gen(function* () {
      const given = yield* fromEnvironment
      return accepting(Option.isSome(given) ? given : yield* inFile(join(folder, "operator.json")))
    })
  )

/** Accepts this token alone. */
const accepting = (token: Option.Option<Redacted.Redacted<string>>) => {
  const expected = Option.map(token, (value) => digest(Redacted.value(value)))
  return OperatorToken.of({
    accepts: (given) => Option.isSome(expected) && timingSafeEqual(digest(Redacted.value(given)), expected.value)
  })
}

const fromEnvironment = Effect.gen(function* () {
  const given = yield* Effect.orDie(Config.option(Config.String("TOMADA_OPERATOR_TOKEN")))
  const token = Option.filter(
    Option.map(given, (value) => value.trim()),
    (value) => value !== ""
  )
  if (Option.isSome(token) && token.value.length < shortest) {
    return yield* new BadSetting({
      name: "TOMADA_OPERATOR_TOKEN",
      problem: `it must have at least ${shortest} characters`
    })
  }
  return Option.map(token, (value) => Redacted.make(value))
})

const inFile = Effect.fnUntraced(function* (path: string) {
  const text = yield* readIfPresent(path).pipe(
    Effect.mapError(({ problem }) => new BadSetting({ name: path, problem: `it cannot be read (${problem})` }))
  )
  if (Option.isNone(text)) return Option.none()
  const { token } = yield* Schema.decodeEffect(TokenFile)(text.value).pipe(
    Effect.mapError(
      () => new BadSetting({ name: path, problem: "it does not hold a token; restore it, or remove it for a new one" })
    )
  )
  return Option.some(Redacted.make(token))
})

const kept = Effect.fnUntraced(function* (folder: string, path: string) {
  const held = yield* inFile(path)
  if (Option.isSome(held)) return held.value
  const token = `tmd_op_${yield* (yield* Entropy).base64Url(32)}`
  yield* writePrivately(path, `${JSON.stringify({ token }, undefined, 2)}\n`).pipe(
    Effect.mapError(({ problem }) => new FolderNotWritable({ path: folder, problem }))
  )
  return Redacted.make(token)
})
