// The operator's view of the key that wraps data keys. What is said of it names ids, versions and files, and no key.
import { OperatorApi, OperatorRefusal } from "@tomada/api"
import { KeyRotation } from "@tomada/vault"
import { Effect, Layer, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { refuse } from "./Refusals.ts"

interface Said {
  readonly message: string
}

const unusable = ({ message }: Said) => refuse(OperatorRefusal.keyUnusable(message))
const damaged = { KeyMissing: unusable, KeyWrong: unusable, KeyExposed: unusable, KeyUnreadable: unusable } as const
const RotatedElsewhere = ({ message }: Said) => refuse(OperatorRefusal.keyRotatedElsewhere(message))
const KeyUnknown = ({ message }: Said) => refuse(OperatorRefusal.keyUnknown(message))
const KeyInUse = ({ message }: Said) => refuse(OperatorRefusal.keyInUse(message))

export const operatorKeysHandlers = HttpApiBuilder.group(
  OperatorApi.OperatorApi,
  "operatorKeys",
  Effect.fnUntraced(function* (handlers) {
    const rotation = yield* KeyRotation.KeyRotation
    return handlers.handleAll({
      standing: Effect.fn("operator.keys.standing")(function* () {
        const { move, source, versions } = yield* rotation.standing
        return {
          source,
          versions: versions.map(({ held, isCurrent, key: { id, version }, uses }) => ({
            id,
            version,
            isCurrent,
            held,
            uses
          })),
          move: Option.match(move, {
            onNone: () => null,
            onSome: ({ alreadyCurrent, of, rewrapped, state, unreadable }) => ({
              state,
              moved: rewrapped,
              alreadyCurrent,
              unreadable,
              of
            })
          })
        }
      }, Effect.catchTags(damaged)),
      rotate: Effect.fn("operator.keys.rotate")(() => rotation.rotate, Effect.catchTags({ RotatedElsewhere })),
      retire: Effect.fn("operator.keys.retire")(
        ({ payload }) => rotation.retire(payload.key),
        Effect.catchTags({ ...damaged, RotatedElsewhere, KeyUnknown, KeyInUse })
      )
    })
  })
)

/** What a stop or a crash left under another version moves on with the start. */
export const moving = Layer.effectDiscard(Effect.flatMap(KeyRotation.KeyRotation, ({ resume }) => resume))
