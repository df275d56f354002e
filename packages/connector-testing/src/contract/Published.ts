// What the last published version of a connector promised whoever uses it: the form, what is kept, and by what accounts and rows are
// known again. It lies in the connector's package, so that a version that breaks a promise is seen before it is published.
import { createHash } from "node:crypto"

import { CredentialField, type Transaction, Upsert } from "@tomada/core"
import { BigDecimal, Effect, Schema } from "effect"

import * as Cassette from "../Cassette.ts"
import type { Held } from "../Replay.ts"
import * as Scenarios from "./Scenarios.ts"
import type { Subject } from "./Subject.ts"

/** `rows`: how many, and what is made of the identities of all. */
const Known = Schema.Struct({ key: Schema.String, rows: Schema.Int, identities: Schema.String })

/** `cassette`: what is made of the recording that the rest was read of. */
const Identity = Schema.Struct({ cassette: Schema.String, accounts: Schema.Array(Known) })
export type Identity = typeof Identity.Type

/** `session` and `trust`: JSON Schema of what is kept; `identity`: null where nothing was recorded. */
export const Published = Schema.Struct({
  published: Schema.Literal(1),
  slug: Schema.String,
  version: Schema.String,
  credentials: Schema.Array(CredentialField.CredentialField),
  session: Schema.Record(Schema.String, Schema.Unknown),
  trust: Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown)),
  identity: Schema.NullOr(Identity)
})
export type Published = typeof Published.Type

const Text = Schema.fromJsonString(Published)
const encode = Schema.encodeSync(Published)
export const read = Schema.decodeUnknownEffect(Text)

export const write = (published: Published): string => `${JSON.stringify(encode(published), null, 2)}\n`

/** Where it lies in the connector's package. */
export const pathOf = (slug: string): string => `published/${slug}.json`

const digest = (texts: ReadonlyArray<string>): string =>
  createHash("sha256").update(texts.toSorted().join("\n")).digest("hex")

/** What a row is known by at the next sync. */
const identityOf = (
  isUnique: boolean,
  { amount, currencyCode, date, description, institutionId }: Transaction.Transaction
) =>
  isUnique && institutionId != null
    ? Upsert.canonical([institutionId])
    : Upsert.canonical([institutionId ?? null, date, BigDecimal.format(amount), currencyCode, description])

const known = (isUnique: boolean, { account, rows }: Held): typeof Known.Type => ({
  key: account.key,
  rows: rows.length,
  identities: digest(rows.map((row) => identityOf(isUnique, row)))
})

const order = (one: { readonly key: string }, other: { readonly key: string }): number => (one.key < other.key ? -1 : 1)

/** What the recording `ok` is known by, as this version of the connector reads it. */
export const identity = (subject: Subject): Effect.Effect<Identity | null> =>
  Effect.gen(function* () {
    const [cassette] = Scenarios.named(subject, "ok")
    if (cassette === undefined) return null
    const isUnique = subject.connector.manifest.products.TRANSACTIONS?.institutionIds === "unique"
    const held = (yield* subject.replayed(cassette)).at(-1)?.held ?? []
    return {
      cassette: digest([Cassette.write(cassette)]),
      accounts: held.map((each) => known(isUnique, each)).toSorted(order)
    }
  })

/** What this version promises, to be kept when it is published. */
export const make = (subject: Subject): Effect.Effect<Published> =>
  Effect.gen(function* () {
    const { manifest, session, trust } = subject.connector
    return {
      published: 1,
      slug: manifest.slug,
      version: manifest.version,
      credentials: manifest.credentials,
      session: session.describe(),
      trust: trust?.describe() ?? null,
      identity: yield* identity(subject)
    }
  })
