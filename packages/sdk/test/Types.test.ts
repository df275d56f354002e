// The generated types are the contract's: for every operation what is sent and answered, and the events of webhooks. The type checker
// makes the proof: where a type differs, the name of its operation stands in `Different`, and `none` is not assignable any more.
import { assert, it } from "@effect/vitest"
import type { Api } from "@tomada/api/Api"
import type { WebhookEvent as Told } from "@tomada/core/WebhookEvent"
import type { HttpApi, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"

import type { CallOptions, Listing, Tomada, WebhookEvent } from "../src/index.ts"

/** The same type, to the last optional key. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type GroupsOf<A> = A extends HttpApi.HttpApi<string, infer Groups> ? Groups : never
type EndpointsOf<Group> =
  Group extends HttpApiGroup.HttpApiGroup<infer Id, infer Endpoint, boolean>
    ? Endpoint extends HttpApiEndpoint.Constraint
      ? { readonly id: `${Id}.${Endpoint["identifier"]}`; readonly endpoint: Endpoint }
      : never
    : never
type Contract = {
  readonly [E in EndpointsOf<GroupsOf<typeof Api>> as E["id"]]: E["endpoint"]
}
/** Around each schema stands the codec of its place, whose encoded side is any JSON. */
type Inner<S> = S extends { readonly schema: infer Within } ? Within : S
type EncodedOf<S> = S extends { readonly Encoded: infer E } ? E : never
type Encoded<S> = [S] extends [never] ? never : Exclude<EncodedOf<Inner<S>>, void>

type MethodOf<Id> = Id extends `${infer Group}.${infer Name}`
  ? Group extends keyof Tomada
    ? Name extends keyof Tomada[Group]
      ? Tomada[Group][Name]
      : never
    : never
  : never
type Answer<Method> = Method extends (...args: infer _Args) => infer Result
  ? Result extends Listing<infer _Row, infer Page>
    ? Page
    : Awaited<Result>
  : never
/** What a method takes beside ids and options. */
type Input<Method> = Method extends (...args: infer Args) => unknown ? NoOptions<Args[number]> : never
type NoOptions<Arg> = Arg extends string | number | undefined
  ? never
  : Same<Arg, CallOptions> extends true
    ? never
    : Arg

type Ids = keyof Contract
type LeftOut = "auth.create" | "connectTokens.createByAlias"
/** For a connect token it answers otherwise; the SDK has API keys. */
type ByApiKey = "accounts.list"
type Methods = Exclude<Ids, LeftOut>

type DifferentAnswers = {
  [Id in Methods]: Same<Answer<MethodOf<Id>>, Encoded<Contract[Id]["~Success"]>> extends true ? never : Id
}[Exclude<Methods, ByApiKey>]
type WithBody = { [Id in Methods]: [Encoded<Contract[Id]["~Payload"]>] extends [never] ? never : Id }[Methods]
type DifferentBodies = {
  [Id in WithBody]: Same<Input<MethodOf<Id>>, Encoded<Contract[Id]["~Payload"]>> extends true ? never : Id
}[WithBody]
type WithQuery = { [Id in Methods]: [Encoded<Contract[Id]["~Query"]>] extends [never] ? never : Id }[Methods]
type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T]
type KeysOf<T> = { readonly all: keyof T; readonly required: RequiredKeys<T> }
type SameKeys<A, B> = [A, B] extends [B, A] ? true : false
type DifferentQueries = {
  [Id in WithQuery]: SameKeys<KeysOf<Input<MethodOf<Id>>>, KeysOf<Encoded<Contract[Id]["~Query"]>>> extends true
    ? never
    : Id
}[WithQuery]
type Lacking = { [Id in Methods]: [MethodOf<Id>] extends [never] ? Id : never }[Methods]

/** Holds only where nothing is different. */
const none = <_Different extends never>(): void => {}

it("the types of the SDK are those of the contract, for every operation", () => {
  none<Lacking>()
  none<DifferentAnswers>()
  none<DifferentBodies>()
  none<DifferentQueries>()
  const accounts: Same<
    Answer<Tomada["accounts"]["list"]> | Extract<Encoded<Contract["accounts.list"]["~Success"]>, never>,
    Extract<Encoded<Contract["accounts.list"]["~Success"]>, Answer<Tomada["accounts"]["list"]>>
  > = true
  const events: Same<WebhookEvent, typeof Told.Encoded> = true
  const some: "items.create" extends WithBody ? ("accounts.list" extends WithQuery ? true : false) : false = true
  assert.isTrue(accounts && events && some)
})
