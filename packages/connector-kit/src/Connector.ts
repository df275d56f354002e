// The connector interface. A connector is a plain value, never a service: many live instances of one exist at once, and
// what it needs from the engine flows through R. Types hold the unattended rule: a connector that may run with nobody
// present declares `always` and then cannot use Challenges in its login, because a bank sends the SMS when the password
// is posted. What may run with nobody present (resume, products, balance ...) has no Challenges in its R either.
import { type Budget, type CredentialField, Manifest, Product } from "@tomada/core"
import type { ConnectorError, Product as ProductName } from "@tomada/core"
import { DateTime, type Effect, Option, type Redacted, Schema, type Scope } from "effect"
import { z } from "zod"

import type { Browser } from "./Browser.ts"
import type { Challenges } from "./Challenges.ts"
import * as Credentials from "./Credentials.ts"
import type * as Field from "./Field.ts"
import type { Http } from "./Http.ts"
import type * as Products from "./Products.ts"
import type { Collectable } from "./Products.ts"

export type { Collectable, Extra, IdentifiedRow, Readable, Reads, Records, Window } from "./Products.ts"

/** What the engine supplies to every function of a visit. */
export type VisitEnv = Http | Browser | Scope.Scope

export type Unattended = Manifest.Manifest["unattended"]

/** `always` means that the login raises no challenge, and its type says so. */
export type LoginEnv<U extends Unattended> = U extends "always" ? VisitEnv : VisitEnv | Challenges

export type Rows<P extends Products.Readable> = Products.Rows<P, VisitEnv>
export type ProductFunctions<S> = Products.ProductFunctions<S, VisitEnv>
export type ExtraFunctions<S> = Products.ExtraFunctions<S, VisitEnv>

/** `session` lasts for minutes and is kept with its cookies; `trust` names the device for months, and is kept beside it. */
export interface LoggedIn<S, T> {
  readonly session: S
  readonly trust?: T
}

type Policies<P extends Collectable> = { readonly [K in P]: Partial<ProductName.ProductPolicy> }

/** What an author writes about the connector; policies start from `Product.defaultPolicy`. */
export interface ManifestInput<P extends Collectable, U extends Unattended> {
  readonly id: number
  readonly slug: string
  readonly version: string
  readonly institution: Manifest.Institution
  readonly type: Manifest.ConnectorType
  readonly transport: Manifest.Manifest["transport"]
  readonly challenges: ReadonlyArray<Manifest.ChallengeKind>
  readonly unattended: U
  readonly products: Policies<P | "ACCOUNTS">
  readonly hosts: ReadonlyArray<string>
  readonly limits?: Partial<Manifest.Manifest["limits"]>
  /** How often the institution may be asked (`Budget`); a request that would exceed one fails with RateLimited before it is sent. */
  readonly budgets?: ReadonlyArray<Budget.Budget>
  readonly sandbox?: boolean
  readonly stage?: "BETA"
  readonly resetPasswordUrl?: string
}

export interface Definition<F extends Field.Form, S, T, P extends Collectable, U extends Unattended> {
  readonly manifest: ManifestInput<P, U>
  readonly credentials: F
  /** What is kept of a session, for minutes. */
  readonly session: z.ZodType<S>
  /** What is kept of the device trust, for months. */
  readonly trust?: z.ZodType<T>
  readonly login: (
    credentials: Redacted.Redacted<Field.Values<F>>,
    trust: T | undefined
  ) => Effect.Effect<LoggedIn<S, T>, ConnectorError.LoginError, LoginEnv<U>>
  readonly resume: (session: S) => Effect.Effect<S, ConnectorError.ResumeError, VisitEnv>
  readonly accounts: (session: S) => Rows<"ACCOUNTS">
  /** A function for each product of the manifest, and for no other. */
  readonly products: Pick<ProductFunctions<S>, Exclude<P, "ACCOUNTS">> & {
    readonly [K in Exclude<keyof ProductFunctions<S>, P>]?: never
  }
  readonly bills?: "CREDIT_CARDS" extends P ? ExtraFunctions<S>["bills"] : never
  readonly balance?: ExtraFunctions<S>["balance"]
  readonly statement?: "ACCOUNT_STATEMENTS" extends P ? ExtraFunctions<S>["statement"] : never
  readonly revoke?: ExtraFunctions<S>["revoke"]
}

interface Codec<A> {
  readonly encode: (value: A) => string
  readonly decode: (text: string) => Option.Option<A>
  /** What `decode` takes, as JSON Schema; what that cannot say is taken for anything. */
  readonly describe: () => Readonly<Record<string, unknown>>
}

/** A connector with its own types forgotten: what the engine holds. */
export interface Connector {
  readonly manifest: Manifest.Manifest
  readonly decode: (input: unknown) => Effect.Effect<Redacted.Redacted<unknown>, CredentialField.CredentialsRejected>
  readonly session: Codec<unknown>
  readonly trust: Codec<unknown> | undefined
  readonly login: (
    credentials: Redacted.Redacted<unknown>,
    trust: unknown
  ) => Effect.Effect<LoggedIn<unknown, unknown>, ConnectorError.LoginError, VisitEnv | Challenges>
  readonly resume: (session: unknown) => Effect.Effect<unknown, ConnectorError.ResumeError, VisitEnv>
  readonly accounts: (session: unknown) => Rows<"ACCOUNTS">
  readonly products: Partial<ProductFunctions<unknown>>
  readonly extras: Partial<ExtraFunctions<unknown>>
}

const codec = <A>(schema: z.ZodType<A>): Codec<A> => ({
  encode: (value) => JSON.stringify(value),
  decode: (text) =>
    Option.flatMap(Option.liftThrowable((json: string) => schema.safeParse(JSON.parse(json)))(text), (parsed) =>
      parsed.success ? Option.some(parsed.data) : Option.none()
    ),
  describe: () => ({ ...z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) })
})

const policies = (input: Readonly<Record<string, Partial<ProductName.ProductPolicy> | undefined>>) =>
  Object.fromEntries(
    Product.Product.literals
      .filter((product) => input[product] !== undefined)
      .map((product) => [product, { ...Product.defaultPolicy, ...input[product] }])
  )

const manifestOf = <P extends Collectable, U extends Unattended>(
  { limits, products, ...input }: ManifestInput<P, U>,
  form: Field.Form
): Manifest.Manifest =>
  Schema.decodeUnknownSync(Manifest.Manifest)({
    sandbox: false,
    stage: null,
    resetPasswordUrl: null,
    ...input,
    credentials: Credentials.wireFields(form),
    products: policies(products),
    limits: { requestTimeoutSeconds: 30, visitTimeoutSeconds: 900, ...limits }
  })

const defined = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))

/** What cannot be collected without something else. */
const leans: ReadonlyArray<readonly [Collectable, Collectable]> = [
  ["PAYMENT_DATA", "TRANSACTIONS"],
  ["INVESTMENTS_TRANSACTIONS", "INVESTMENTS"]
]

/** Where the manifest and the functions differ: types say so too, unless the author's have been widened. */
const unmatched = (
  manifest: Manifest.Manifest,
  functions: ReadonlySet<string>,
  extras: Readonly<Record<string, unknown>>
): string | null => {
  const named = new Set<string>(Manifest.products(manifest))
  for (const product of named) {
    if (product !== "ACCOUNTS" && !functions.has(product)) return `${product} is named and no function collects it`
  }
  for (const product of functions) if (!named.has(product)) return `${product} is collected and not named`
  for (const [product, other] of leans) if (named.has(product) && !named.has(other)) return `${product} needs ${other}`
  if ("bills" in extras && !named.has("CREDIT_CARDS")) return "bills are part of CREDIT_CARDS, which is not named"
  if ("statement" in extras && !named.has("ACCOUNT_STATEMENTS")) return "documents need ACCOUNT_STATEMENTS"
  return null
}

/** What the manifest's schema cannot see; null when all is well. */
const contradiction = ({
  budgets = [],
  challenges,
  credentials,
  institution,
  products,
  unattended
}: Manifest.Manifest) => {
  if (Option.isNone(DateTime.zoneMakeNamed(institution.zone))) return `no time zone is called ${institution.zone}`
  const twice = budgets.find(({ name }, index) => budgets.findIndex((other) => other.name === name) < index)
  if (twice !== undefined) return `two budgets are called ${twice.name}`
  if (unattended === "always" && challenges.length > 0) return "a login that runs unattended raises no challenge"
  const [once] = Credentials.once(credentials)
  if (unattended === "always" && once !== undefined) return `nobody is present to give a fresh ${once}`
  for (const [product, policy] of Object.entries(products)) {
    if (policy?.deepRescan === null && policy.deepRescanOffBecause === undefined) {
      return `the deep rescan of ${product} is off without a reason`
    }
  }
  return null
}

/**
 * Compiles what an author wrote. Throws at load when the manifest does not decode or contradicts itself: that is the
 * author's mistake, and `pnpm codegen` and every test find it.
 */
export const make = <const F extends Field.Form, S, const P extends Collectable, const U extends Unattended, T = never>(
  definition: Definition<F, S, T, P, U>
): Connector => {
  const manifest = manifestOf(definition.manifest, definition.credentials)
  const { balance, bills, products, revoke, statement } = definition
  const extras = defined({ balance, bills, revoke, statement })
  const functions = defined({ ...products })
  const wrong = contradiction(manifest) ?? unmatched(manifest, new Set(Object.keys(functions)), extras)
  if (wrong !== null) throw new Error(`The manifest of ${manifest.slug} is wrong: ${wrong}.`)
  const compiled = {
    manifest,
    decode: Credentials.decode(definition.credentials),
    session: codec(definition.session),
    trust: definition.trust === undefined ? undefined : codec(definition.trust),
    login: definition.login,
    resume: definition.resume,
    accounts: definition.accounts,
    products: functions,
    extras
  }
  // The types of the form, the session and the trust are known only here; values reach these functions through the
  // codecs beside them and through nothing else.
  return compiled as unknown as Connector
}

/** The policy of a product that the connector collects. */
export const policy = (manifest: Manifest.Manifest, product: Collectable): ProductName.ProductPolicy =>
  manifest.products[product] ?? Product.defaultPolicy
