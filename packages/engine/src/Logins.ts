// What the engine makes of logins: by what the login of a form is recognised, and how a visit keeps out of the way of another with the
// same one, because two sessions of one person are what institutions end or block. What an Item's login is recognised by is kept when
// credentials come; a visit keeps it once more where it finds none, or none under the key of today.
import { ConnectorError, Fingerprint, Fingerprints, type Item, type Manifest } from "@tomada/core"
import { ExecutionStore, type ItemStore } from "@tomada/store"
import { Duration, Effect, type Redacted } from "effect"

type Parameters = Redacted.Redacted<Readonly<Record<string, string>>>

/** By what the login is recognised, under every key at hand; nothing where the form has none. */
export const recognised = Effect.fnUntraced(function* (
  { credentials, id }: Pick<Manifest.Manifest, "credentials" | "id">,
  applicationId: Item.ApplicationId,
  parameters: Parameters
): Effect.fn.Return<ItemStore.Login, never, Fingerprints.Fingerprints> {
  const login = Fingerprint.bytes({ applicationId, connectorId: id, fields: credentials, parameters })
  return login === null ? [] : yield* (yield* Fingerprints.Fingerprints).all(login)
})

type Claimed = Pick<ExecutionStore.Claimed, "claim" | "item" | "loginKeys" | "waits">

/** Keeps by what the visit's login is recognised, where that is not known under the key of today. */
export const remember = Effect.fnUntraced(function* (
  { claim, item, loginKeys }: Claimed,
  manifest: Manifest.Manifest,
  parameters: Parameters
) {
  if (loginKeys.includes((yield* Fingerprints.Fingerprints).currentKeyId)) return
  const login = yield* recognised(manifest, item.applicationId, parameters)
  if (login.length > 0) yield* (yield* ExecutionStore.ExecutionStore).recogniseBy(claim, login)
})

/** How often a visit that waits looks whether its turn has come. */
const again = Duration.seconds(1)

/** How much longer it waits than a visit of the connector may take, which may begin when it does. */
const grace = Duration.seconds(15)

/** Waits while a run with the same login that was asked for earlier has not ended; after too long the login is taken to be in use. */
export const turn = ({ claim, waits }: Claimed, { limits }: Manifest.Manifest) => {
  const isTaken = Effect.flatMap(ExecutionStore.ExecutionStore, (executions) => executions.waits(claim))
  const wait: Effect.Effect<void, never, ExecutionStore.ExecutionStore> = Effect.sleep(again).pipe(
    Effect.andThen(isTaken),
    Effect.flatMap((taken) => (taken ? wait : Effect.void))
  )
  return waits
    ? Effect.timeoutOrElse(wait, {
        duration: Duration.sum(Duration.seconds(limits.visitTimeoutSeconds), grace),
        orElse: () => Effect.fail(new ConnectorError.AlreadyLoggedIn())
      })
    : Effect.void
}
