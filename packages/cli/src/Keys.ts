// `tomada keys`: the key that seals what is kept. The running server does it; no key is ever shown, only ids that tell nothing of them.
import { Effect, Schema } from "effect"
import { Argument, Command } from "effect/cli"

import { answered, json, withServer } from "./OperatorCommand.ts"
import * as Words from "./OperatorWords.ts"

const Named = Schema.Struct({ id: Schema.String, version: Schema.Int })

const Standing = Schema.Struct({
  source: Schema.String,
  versions: Schema.Array(
    Schema.Struct({ ...Named.fields, isCurrent: Schema.Boolean, held: Schema.Boolean, uses: Schema.Int })
  ),
  move: Schema.NullOr(
    Schema.Struct({
      state: Schema.String,
      moved: Schema.Int,
      alreadyCurrent: Schema.Int,
      unreadable: Schema.Int,
      of: Schema.Int
    })
  )
})
type Standing = typeof Standing.Type

const stateOf = ({ held, isCurrent, uses }: Standing["versions"][number]): string => {
  if (!held) return "gone: what is under it opens no more"
  if (isCurrent) return "current"
  return uses > 0 ? "opens what is still under it" : `free: tomada keys retire gives it up`
}

const ofMove = (move: Standing["move"]): ReadonlyArray<string> => {
  if (move === null) return []
  const { alreadyCurrent, moved, of, state, unreadable } = move
  const far = `${moved + alreadyCurrent} of ${of} are under the current version`
  const lost = unreadable === 0 ? "" : `; ${unreadable} could be opened by no key at hand`
  const said: Readonly<Record<string, string>> = {
    running: `Moving: ${far}${lost}.`,
    done: `Moved: ${far}${lost}.`,
    failed: `The move stopped at an error, which the server's log tells: ${far}${lost}. It goes on at the next start.`
  }
  return ["", said[state] ?? state]
}

const status = Command.make(
  "status",
  { json },
  Effect.fnUntraced(function* ({ json }) {
    return yield* answered({
      json,
      request: { path: "/operator/keys" },
      schema: Standing,
      words: ({ move, source, versions }) => [
        `The key is in ${Words.plain(source)}.`,
        "",
        ...Words.table(
          ["VERSION", "KEY", "USES", "STATE"],
          versions.map((one) => [String(one.version), one.id, String(one.uses), stateOf(one)])
        ),
        ...ofMove(move)
      ]
    })
  }, withServer)
).pipe(
  Command.withShortDescription("Where the key stands, and how far a move is"),
  Command.withDescription(
    `Show each version of the key that seals what is kept, how much is wrapped under it, and how far a move to the current one is.`
  )
)

const rotate = Command.make(
  "rotate",
  { json },
  Effect.fnUntraced(function* ({ json }) {
    return yield* answered({
      json,
      request: { path: "/operator/keys/rotate", method: "POST" },
      schema: Named,
      words: ({ id, version }) => [
        `Version ${version} (${id}) is the current one; what is kept moves over to it while syncs go on.`,
        "tomada keys status tells how far it is; keep a copy of the keyring folder that has the new version."
      ]
    })
  }, withServer)
).pipe(
  Command.withShortDescription("Make a new version and move everything to it"),
  Command.withDescription(
    `Make a new version of the key and move what is wrapped under the old ones over to it. Nothing that is sealed is opened or
  written anew, and syncs go on. A server that is stopped meanwhile goes on with the move at its next start.`
  )
)

const retire = Command.make(
  "retire",
  { key: Argument.String("version").pipe(Argument.withDescription("The version, by its number or its id")), json },
  Effect.fnUntraced(function* ({ json, key }) {
    return yield* answered({
      json,
      request: { path: "/operator/keys/retire", body: { key } },
      schema: Named,
      words: ({ id, version }) => [
        `Version ${version} (${id}) is gone: what it alone opens, such as an old copy of the keyring, opens no more here.`
      ]
    })
  }, withServer)
).pipe(
  Command.withShortDescription("Give an old version up"),
  Command.withDescription(
    "Give a version up that nothing is wrapped under any more. It is refused while anything is, and for the current one."
  )
)

export const keys = Command.make("keys").pipe(
  Command.withShortDescription("The key that seals what is kept"),
  Command.withDescription(
    "The key that seals credentials and sessions: where it stands, a new version, giving an old one up."
  ),
  Command.withSubcommands([status, rotate, retire])
)
