// Codes that serve one login: they come with the request, are sealed apart from the credentials for the one execution, and are
// destroyed as they are read. Of a spent one a salted digest stays, sealed, so that the same code is not taken twice.
import { Credentials } from "@tomada/connector-kit"
import { CredentialVault, type Item, type Manifest } from "@tomada/core"
import { ExecutionStore, type ItemStore } from "@tomada/store"
import { Effect, Option, Redacted, Schema } from "effect"

import { Ids } from "./Ids.ts"
import * as Sealing from "./Sealing.ts"

type Parameters = Redacted.Redacted<Readonly<Record<string, string>>>
type Owner = Pick<Item.Item, "applicationId" | "id">

const Values = Schema.Record(Schema.String, Schema.String)
const Given = Schema.fromJsonString(Schema.Struct({ executionId: Schema.String, values: Values }))
const Spent = Schema.fromJsonString(Schema.Struct({ salt: Schema.String, digests: Values }))

/** What the parameters hold for the form's one-step codes; an empty value is none. */
export const of = ({ credentials }: Pick<Manifest.Manifest, "credentials">, parameters: Parameters): Parameters => {
  const once = new Set(Credentials.once(credentials))
  const given = Object.entries(Redacted.value(parameters)).filter(([name, value]) => once.has(name) && value !== "")
  return Redacted.make(Object.fromEntries(given))
}

const digest = (salt: string, name: string, value: string) =>
  Effect.map(
    Effect.promise(() =>
      crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify([salt, name, value])))
    ),
    (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("")
  )

const sealOne = Effect.fnUntraced(function* (owner: Owner, name: "codes" | "spent-codes", text: string) {
  const vault = yield* CredentialVault.CredentialVault
  const context = Sealing.context(owner, "answer", name)
  const blob = yield* vault.seal(context, Redacted.make(text))
  const sealed: ItemStore.Sealed = { purpose: context.purpose, name, blob }
  return sealed
})

/** The codes for this execution, and what tells them from those of the next; nothing when there are none. */
export const seal = Effect.fnUntraced(function* (owner: Owner, executionId: Item.ExecutionId, codes: Parameters) {
  const values = Redacted.value(codes)
  if (Object.keys(values).length === 0) return []
  const salt = yield* (yield* Ids).next
  const digests: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) digests[name] = yield* digest(salt, name, value)
  return [
    yield* sealOne(owner, "codes", JSON.stringify({ executionId, values })),
    yield* sealOne(owner, "spent-codes", JSON.stringify({ salt, digests }))
  ]
})

const opened = <A>(owner: Owner, name: "codes" | "spent-codes", schema: Schema.Codec<A, string>) =>
  Effect.flatMap(
    Sealing.open(owner, "answer", name),
    Option.match({
      onNone: () => Effect.succeedNone,
      onSome: (text) => Effect.asSome(Effect.orDie(Schema.decodeEffect(schema)(Redacted.value(text))))
    })
  )

/** Names of the codes that are those of the last execution that had any. */
export const repeated = Effect.fnUntraced(function* (owner: Owner, codes: Parameters) {
  const values = Object.entries(Redacted.value(codes))
  const spent = values.length === 0 ? Option.none() : yield* opened(owner, "spent-codes", Spent)
  if (Option.isNone(spent)) return []
  const { digests, salt } = spent.value
  const same = yield* Effect.filter(values, ([name, value]) =>
    Effect.map(digest(salt, name, value), (found) => digests[name] === found)
  )
  return same.map(([name]) => name)
})

/** The codes that came for this execution, destroyed as they are read; empty when they were read before. */
export const take = Effect.fnUntraced(function* (
  claim: ExecutionStore.Claim,
  owner: Owner,
  { credentials }: Pick<Manifest.Manifest, "credentials">
) {
  const none: Parameters = Redacted.make({})
  if (Credentials.once(credentials).length === 0) return none
  const given = yield* opened(owner, "codes", Given)
  if (Option.isNone(given)) return none
  const executions = yield* ExecutionStore.ExecutionStore
  const vault = yield* CredentialVault.CredentialVault
  yield* executions.reseal(claim, [{ purpose: "answer", name: "codes", blob: null }])
  yield* vault.destroy(Sealing.context(owner, "answer", "codes"))
  return given.value.executionId === claim.executionId ? Redacted.make(given.value.values) : none
})
