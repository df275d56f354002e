// A vault that keeps what it is given in memory, under references that say nothing: what a stage needs, and no place to keep anything.
import { CredentialVault, Fingerprints, ParameterCipher } from "@tomada/core"
import { Effect, Layer, Redacted } from "effect"

const nameOf = ({ applicationId, itemId, name, purpose }: CredentialVault.SealContext): string =>
  JSON.stringify([applicationId, itemId, purpose, name])

const make = (): CredentialVault.CredentialVault["Service"] => {
  const held = new Map<
    string,
    { readonly context: CredentialVault.SealContext; readonly secret: Redacted.Redacted<string> }
  >()
  let last = 0
  const drop = (isMeant: (context: CredentialVault.SealContext) => boolean) =>
    Effect.sync(() => {
      for (const [reference, { context }] of held) if (isMeant(context)) held.delete(reference)
    })
  return CredentialVault.CredentialVault.of({
    seal: (context, secret) =>
      Effect.sync(() => {
        const reference = `sealed ${(last += 1)}`
        held.set(reference, { context, secret })
        return new TextEncoder().encode(reference)
      }),
    open: (context, sealed) =>
      Effect.suspend(() => {
        const found = held.get(new TextDecoder().decode(sealed))
        return found !== undefined && nameOf(found.context) === nameOf(context)
          ? Effect.succeed(found.secret)
          : Effect.fail(new CredentialVault.SealBroken({ purpose: context.purpose, why: "key-destroyed" }))
      }),
    destroy: (context) => drop((other) => nameOf(other) === nameOf(context)),
    destroyItem: (itemId) => drop((other) => other.itemId === itemId)
  })
}

const plain = (login: Redacted.Redacted<Uint8Array>): Fingerprints.Keyed => ({
  keyId: "stage",
  hash: Buffer.from(Redacted.value(login)).toString("hex")
})

/** Logins are compared as they are. */
const fingerprints = Fingerprints.Fingerprints.of({
  currentKeyId: "stage",
  current: (login) => Effect.sync(() => plain(login)),
  all: (login) => Effect.sync(() => [plain(login)])
})

/** Nobody encrypts parameters for a stage. */
const cipher = ParameterCipher.ParameterCipher.of({
  newKeyPair: Effect.succeed({ publicKey: "", privateKey: Redacted.make("") }),
  open: () => Effect.fail(new ParameterCipher.ParametersUnreadable())
})

export const layer: Layer.Layer<
  CredentialVault.CredentialVault | Fingerprints.Fingerprints | ParameterCipher.ParameterCipher
> = Layer.mergeAll(
  Layer.sync(CredentialVault.CredentialVault, make),
  Layer.succeed(Fingerprints.Fingerprints, fingerprints),
  Layer.succeed(ParameterCipher.ParameterCipher, cipher)
)
