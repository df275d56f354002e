// What may be done with Items, for whoever carries requests in: create, update, answer, remove. Credentials are sealed
// before anything is written, and nothing is asked of the institution before its form accepts them.
import { ConnectorHost } from "@tomada/connector-kit"
import {
  Answering,
  type Challenge,
  type Consent,
  CredentialVault,
  Execution,
  Item,
  ItemLife,
  Manifest,
  type Product
} from "@tomada/core"
import { ExecutionStore, ItemStore } from "@tomada/store"
import { Context, DateTime, Effect, Layer, Option, Redacted, Schema } from "effect"

import { sealAnswer } from "./Asking.ts"
import { Ids } from "./Ids.ts"
import { Runs } from "./Runs.ts"
import * as Sealing from "./Sealing.ts"

type Parameters = Redacted.Redacted<Readonly<Record<string, string>>>

export interface CreateItem {
  readonly applicationId: Item.ApplicationId
  readonly connectorId: number
  readonly parameters: Parameters
  readonly products: ReadonlyArray<Product.Product> | null
  readonly clientUserId: string | null
  readonly webhookUrl: string | null
  readonly oauthRedirectUri: string | null
  readonly trigger: Execution.Trigger
}

export interface UpdateItem {
  readonly applicationId: Item.ApplicationId
  readonly itemId: Item.ItemId
  /** Overwrites these of the sealed parameters; null uses them as they are. */
  readonly parameters: Parameters | null
  readonly products: ReadonlyArray<Product.Product> | null
  readonly clientUserId?: string | null
  readonly webhookUrl?: string | null
  readonly trigger: Execution.Trigger
}

/** The connector does not collect these. */
export class ProductsNotSupported extends Schema.TaggedError<ProductsNotSupported>()("ProductsNotSupported", {
  products: Schema.Array(Schema.String)
}) {}

const productsOf = Effect.fnUntraced(function* (
  manifest: Manifest.Manifest,
  asked: ReadonlyArray<Product.Product> | null
) {
  const offered = Manifest.products(manifest)
  if (asked === null) return offered
  const unknown = asked.filter((product) => !offered.includes(product))
  if (unknown.length > 0) return yield* new ProductsNotSupported({ products: unknown })
  const implied = asked.includes("TRANSACTIONS") || asked.length === 0 ? ["ACCOUNTS" as const, ...asked] : asked
  return offered.filter((product) => implied.includes(product))
})

const newExecution = (
  id: Item.ExecutionId,
  owner: { readonly itemId: Item.ItemId; readonly applicationId: Item.ApplicationId },
  trigger: Execution.Trigger,
  now: DateTime.Utc
): Execution.Execution => ({
  ...Execution.created,
  ...owner,
  id,
  trigger,
  fence: 0,
  createdAt: now,
  heartbeatAt: null,
  endedAt: null
})

const nameOf = (challenge: Challenge.Challenge): string | null => ("name" in challenge ? challenge.name : null)

const make = Effect.gen(function* () {
  const host = yield* ConnectorHost.ConnectorHost
  const items = yield* ItemStore.ItemStore
  const executions = yield* ExecutionStore.ExecutionStore
  const vault = yield* CredentialVault.CredentialVault
  const runs = yield* Runs
  const ids = yield* Ids
  const services = yield* Effect.context<ItemStore.ItemStore | CredentialVault.CredentialVault>()

  const sealCredentials = Effect.fnUntraced(function* (
    owner: Pick<Item.Item, "applicationId" | "id">,
    version: number,
    parameters: Parameters
  ) {
    const context = Sealing.context(owner, "credentials", String(version))
    const text = Redacted.make(JSON.stringify(Redacted.value(parameters)))
    return { purpose: context.purpose, name: context.name, blob: yield* vault.seal(context, text), version }
  })

  const heldParameters = (item: Item.Item) =>
    Effect.map(
      Effect.provideContext(Sealing.parameters(item), services),
      Option.match({ onNone: () => ({}), onSome: Redacted.value })
    )

  const create = Effect.fn("Items.create")(function* (request: CreateItem) {
    const manifest = yield* host.manifest(request.connectorId)
    yield* host.check(request.connectorId, request.parameters)
    const products = yield* productsOf(manifest, request.products)
    const now = yield* DateTime.now
    const owner = { itemId: Item.ItemId.make(yield* ids.next), applicationId: request.applicationId }
    const executionId = Item.ExecutionId.make(yield* ids.next)
    const item: Item.Item = {
      id: owner.itemId,
      applicationId: request.applicationId,
      connectorId: manifest.id,
      products,
      clientUserId: request.clientUserId,
      webhookUrl: request.webhookUrl,
      oauthRedirectUri: request.oauthRedirectUri,
      executionId,
      executionStatus: "CREATED",
      error: null,
      challenge: null,
      statusDetail: null,
      consecutiveFailedLoginAttempts: 0,
      credentialsVersion: 1,
      lastUpdatedAt: null,
      nextAutoSyncAt: null,
      autoSyncDisabledAt: null,
      consentExpiresAt: null,
      createdAt: now,
      updatedAt: now
    }
    const consent: Consent.Consent = {
      id: (yield* ids.next) as Consent.ConsentId, // a fresh UUID is one
      itemId: item.id,
      products,
      hosts: manifest.hosts,
      textVersion: "application-1",
      source: "application",
      givenAt: now,
      expiresAt: null,
      revokedAt: null
    }
    yield* items.create({
      item,
      execution: newExecution(executionId, owner, request.trigger, now),
      consent,
      credentials: yield* sealCredentials(item, 1, request.parameters)
    })
    yield* runs.start(item.id, executionId, 0)
    return item
  }, Effect.uninterruptible)

  /** Of credentials that were refused; those of an update that won the race bear the same version and stay. */
  const withdraw = Effect.fnUntraced(function* (
    before: Item.Item,
    { name, version }: { readonly name: string; readonly version: number }
  ) {
    const now = yield* Effect.option(items.get(before.applicationId, before.id))
    if (Option.isSome(now) && now.value.credentialsVersion === version) return
    yield* vault.destroy(Sealing.context(before, "credentials", name))
  })

  const update = Effect.fn("Items.update")(function* (request: UpdateItem) {
    const before = yield* items.get(request.applicationId, request.itemId)
    const manifest = yield* Effect.orDie(host.manifest(before.connectorId))
    yield* Effect.fromResult(ItemLife.mayUpdate(before, { newCredentials: request.parameters !== null }))
    const now = yield* DateTime.now
    const executionId = Item.ExecutionId.make(yield* ids.next)
    const products = request.products === null ? undefined : yield* productsOf(manifest, request.products)
    const version = before.credentialsVersion + 1
    const given = request.parameters
    const parameters =
      given === null ? null : Redacted.make({ ...(yield* heldParameters(before)), ...Redacted.value(given) })
    if (parameters !== null) {
      yield* Effect.catchTag(host.check(before.connectorId, parameters), "ConnectorNotFound", Effect.die)
    }
    const credentials = parameters === null ? undefined : yield* sealCredentials(before, version, parameters)
    const updated = yield* items
      .update(
        request.applicationId,
        request.itemId,
        {
          execution: newExecution(
            executionId,
            { itemId: before.id, applicationId: before.applicationId },
            request.trigger,
            now
          ),
          ...(credentials === undefined ? {} : { credentials }),
          ...(request.clientUserId === undefined ? {} : { clientUserId: request.clientUserId }),
          ...(request.webhookUrl === undefined ? {} : { webhookUrl: request.webhookUrl }),
          ...(products === undefined ? {} : { products })
        },
        now
      )
      .pipe(Effect.tapError(() => (credentials === undefined ? Effect.void : withdraw(before, credentials))))
    if (credentials !== undefined) {
      yield* vault.destroy(Sealing.context(before, "credentials", String(before.credentialsVersion)))
      yield* vault.destroy(Sealing.context(before, "session", "session"))
    }
    yield* runs.start(updated.id, executionId, 0)
    return updated
  }, Effect.uninterruptible)

  const answer = Effect.fn("Items.answer")(function* (
    applicationId: Item.ApplicationId,
    itemId: Item.ItemId,
    answers: Parameters
  ) {
    const item = yield* items.get(applicationId, itemId)
    if (item.challenge === null) return yield* new ExecutionStore.ChallengeNotOpen({ why: "none" })
    const { challenge, id } = item.challenge
    const name = nameOf(challenge)
    const given = name === null ? "" : Redacted.value(answers)[name]
    if (given === undefined) return yield* new Answering.AnswerMismatch({ expected: name ?? "" })
    const sealed = sealAnswer(item, id, yield* ids.next, Redacted.make(given))
    const { blob, context } = yield* Effect.provideContext(sealed, services)
    const answered = yield* executions
      .answer(applicationId, itemId, { challengeId: id, blob }, yield* DateTime.now)
      .pipe(Effect.tapError(() => vault.destroy(context)))
    yield* runs.nudge(itemId, id)
    return answered
  }, Effect.uninterruptible)

  const remove = Effect.fn("Items.remove")(function* (applicationId: Item.ApplicationId, itemId: Item.ItemId) {
    const item = yield* items.remove(applicationId, itemId)
    yield* vault.destroyItem(itemId)
    if (item.executionId !== null) yield* runs.cancel(itemId, item.executionId)
    return item
  }, Effect.uninterruptible)

  return { create, update, answer, remove, get: items.get }
})

export class Items extends Context.Service<Items, Effect.Success<typeof make>>()("@tomada/engine/Items") {
  static readonly layer = Layer.effect(this, make)
}
