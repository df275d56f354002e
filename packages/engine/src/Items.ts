// What may be done with Items, for whoever carries requests in: create, update, answer, remove. Credentials are sealed
// before anything is written, and nothing is asked of the institution before its form accepts them.
import { ConnectorHost, Credentials } from "@tomada/connector-kit"
import {
  Answering,
  type Challenge,
  ConnectorReach,
  type Consent,
  CredentialVault,
  Execution,
  type Fingerprints,
  Item,
  ItemLife,
  Manifest,
  type Product,
  UpdateRules
} from "@tomada/core"
import { ApplicationStore, ConnectorStore, ExecutionStore, ItemStore, UpkeepStore } from "@tomada/store"
import { Context, DateTime, Effect, Layer, Option, Redacted, Schema } from "effect"

import { sealAnswer } from "./Asking.ts"
import * as Callbacks from "./Callbacks.ts"
import { Consents } from "./Consents.ts"
import * as ConsentTerms from "./ConsentTerms.ts"
import { Ids } from "./Ids.ts"
import * as Logins from "./Logins.ts"
import * as OneStepCodes from "./OneStepCodes.ts"
import { Runs } from "./Runs.ts"
import * as Sealing from "./Sealing.ts"
import * as Telling from "./Telling.ts"

type Parameters = Redacted.Redacted<Readonly<Record<string, string>>>

export interface CreateItem {
  readonly applicationId: Item.ApplicationId
  readonly connectorId: number
  readonly parameters: Parameters
  readonly products: ReadonlyArray<Product.Product> | null
  readonly clientUserId: string | null
  readonly webhookUrl: string | null
  readonly oauthRedirectUri: string | null
  /** Whether it is refused where the application has an Item of the same login. */
  readonly avoidDuplicates?: boolean
  /** The Connect Token that makes it, and the address that it brings; none where the application does. */
  readonly connectToken?: { readonly id: string; readonly webhookUrl: string | null }
  /** The widget's text that the person agreed to; none where the application vouches for its own. */
  readonly agreedTo?: string | undefined
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
  readonly connectTokenUrl?: string | null
  readonly agreedTo?: string | undefined
  readonly trigger: Execution.Trigger
}

/** The connector does not collect these. */
export class ProductsNotSupported extends Schema.TaggedError<ProductsNotSupported>()("ProductsNotSupported", {
  products: Schema.Array(Schema.String)
}) {}

/** The application does not reach this connector. */
export class BeyondReach extends Schema.TaggedError<BeyondReach>()("BeyondReach", {}) {}

/** What a product cannot be collected without; in an order in which one pass is enough. */
const implied: ReadonlyArray<readonly [Product.Product, Product.Product]> = [
  ["PAYMENT_DATA", "TRANSACTIONS"],
  ["TRANSACTIONS", "ACCOUNTS"],
  ["ACCOUNT_STATEMENTS", "ACCOUNTS"],
  ["INVESTMENTS_TRANSACTIONS", "INVESTMENTS"]
]

const productsOf = Effect.fnUntraced(function* (
  manifest: Manifest.Manifest,
  asked: ReadonlyArray<Product.Product> | null
) {
  const offered = Manifest.products(manifest)
  if (asked === null) return offered
  const unknown = asked.filter((product) => !offered.includes(product))
  if (unknown.length > 0) return yield* new ProductsNotSupported({ products: unknown })
  const wanted = asked.length === 0 ? new Set<Product.Product>(["ACCOUNTS"]) : new Set(asked)
  for (const [product, needed] of implied) if (wanted.has(product)) wanted.add(needed)
  return offered.filter((product) => wanted.has(product))
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

/** Names that the form does not have are no credentials. */
const known = ({ credentials }: Manifest.Manifest, parameters: Parameters): Parameters => {
  const names = new Set(credentials.map(({ name }) => name))
  return Redacted.make(
    Object.fromEntries(Object.entries(Redacted.value(parameters)).filter(([name]) => names.has(name)))
  )
}

/** Who recorded a consent, and the text that they had: a person in the widget, or the application that vouches for them. */
const consentBy = (agreedTo: string | undefined): Pick<Consent.Consent, "source" | "textVersion"> =>
  agreedTo === undefined
    ? { source: "application", textVersion: "application-1" }
    : { source: "widget", textVersion: agreedTo }

/** Of one that is given now. */
const consentUntil = (now: DateTime.Utc): DateTime.Utc | null =>
  ConsentTerms.days === null ? null : DateTime.add(now, { days: ConsentTerms.days })

const nameOf = (challenge: Challenge.Challenge): string | null => ("name" in challenge ? challenge.name : null)

const make = Effect.gen(function* () {
  const host = yield* ConnectorHost.ConnectorHost
  const items = yield* ItemStore.ItemStore
  const executions = yield* ExecutionStore.ExecutionStore
  const vault = yield* CredentialVault.CredentialVault
  const upkeep = yield* UpkeepStore.UpkeepStore
  const connectors = yield* ConnectorStore.ConnectorStore
  const applications = yield* ApplicationStore.ApplicationStore
  const consents = yield* Consents
  const runs = yield* Runs
  const ids = yield* Ids
  const services = yield* Effect.context<
    ItemStore.ItemStore | CredentialVault.CredentialVault | Fingerprints.Fingerprints | Ids
  >()

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

  const sealCodes = (
    owner: Pick<Item.Item, "applicationId" | "id">,
    executionId: Item.ExecutionId,
    codes: Parameters
  ) => Effect.provideContext(OneStepCodes.seal(owner, executionId, codes), services)

  const loginOf = (manifest: Manifest.Manifest, applicationId: Item.ApplicationId, parameters: Parameters) =>
    Effect.provideContext(Logins.recognised(manifest, applicationId, parameters), services)

  const mayReach = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, manifest: Manifest.Manifest) {
    const { connectorReach } = yield* Effect.orDie(applications.get(applicationId))
    if (!ConnectorReach.reaches(connectorReach, manifest)) return yield* new BeyondReach()
  })

  const create = Effect.fn("Items.create")(function* (request: CreateItem) {
    const manifest = yield* host.manifest(request.connectorId)
    yield* mayReach(request.applicationId, manifest)
    yield* host.check(request.connectorId, request.parameters)
    const products = yield* productsOf(manifest, request.products)
    const { applicationId, avoidDuplicates = false } = request
    const login = yield* loginOf(manifest, applicationId, request.parameters)
    const [{ status }, twins] = yield* Effect.all([connectors.get(manifest.id), items.ofLogin(applicationId, login)], {
      concurrency: "unbounded"
    })
    if (avoidDuplicates && twins.items.length > 0) return yield* new ItemStore.LoginHeld({ items: twins.items })
    const facts = { connectorHealth: status, sameCredentialsInFlight: twins.inFlight }
    yield* Effect.fromResult(UpdateRules.mayConnect(facts))
    const now = yield* DateTime.now
    const owner = { itemId: Item.ItemId.make(yield* ids.next), applicationId: request.applicationId }
    const executionId = Item.ExecutionId.make(yield* ids.next)
    const item = ItemLife.created(
      {
        id: owner.itemId,
        applicationId: request.applicationId,
        connectorId: manifest.id,
        products,
        clientUserId: request.clientUserId,
        webhookUrl: request.webhookUrl,
        oauthRedirectUri: request.oauthRedirectUri,
        connectTokenId: request.connectToken?.id ?? null,
        connectTokenUrl: request.connectToken?.webhookUrl ?? null,
        executionId
      },
      now
    )
    const consent: Consent.Consent = {
      id: (yield* ids.next) as Consent.ConsentId, // a fresh UUID is one
      itemId: item.id,
      products,
      hosts: manifest.hosts,
      ...consentBy(request.agreedTo),
      givenAt: now,
      expiresAt: consentUntil(now),
      revokedAt: null
    }
    const made: ItemStore.NewItem = {
      item,
      execution: newExecution(executionId, owner, request.trigger, now),
      consent,
      credentials: yield* sealCredentials(item, 1, Credentials.lasting(manifest.credentials, request.parameters)),
      login,
      isAlone: avoidDuplicates,
      sealed: yield* sealCodes(item, executionId, OneStepCodes.of(manifest, request.parameters))
    }
    yield* items.create(made).pipe(Effect.tapError(() => vault.destroyItem(item.id)))
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
    yield* mayReach(request.applicationId, manifest)
    const given = request.parameters ?? Redacted.make({})
    const codes = OneStepCodes.of(manifest, given)
    const lasting = known(manifest, Credentials.lasting(manifest.credentials, given))
    const oneStepCodes = UpdateRules.oneStepCodes(
      manifest.credentials,
      Object.keys(Redacted.value(codes)),
      yield* Effect.provideContext(OneStepCodes.repeated(before, codes), services)
    )
    const newCredentials = Object.keys(Redacted.value(lasting)).length > 0
    const brought = newCredentials && manifest.transport === "file"
    const now = yield* DateTime.now
    const held = request.parameters === null ? {} : yield* heldParameters(before)
    const parameters = newCredentials ? Redacted.make({ ...held, ...Redacted.value(lasting) }) : null
    const login = parameters === null ? {} : { login: yield* loginOf(manifest, before.applicationId, parameters) }
    yield* items.mayUpdate(
      request.applicationId,
      request.itemId,
      { trigger: request.trigger, newCredentials, oneStepCodes, brought, ...login },
      now
    )
    const executionId = Item.ExecutionId.make(yield* ids.next)
    const products = request.products === null ? undefined : yield* productsOf(manifest, request.products)
    const version = before.credentialsVersion + 1
    const checked =
      request.parameters === null
        ? null
        : Redacted.make({ ...held, ...Redacted.value(lasting), ...Redacted.value(codes) })
    if (checked !== null) {
      yield* Effect.catchTag(host.check(before.connectorId, checked), "ConnectorNotFound", Effect.die)
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
          oneStepCodes,
          brought,
          renewal: {
            id: (yield* ids.next) as Consent.ConsentId, // a fresh UUID is one
            ...consentBy(request.agreedTo),
            // What a person agrees to names the hosts of today, which an application did not show to anybody.
            ...(request.agreedTo === undefined ? {} : { hosts: manifest.hosts }),
            expiresAt: consentUntil(now)
          },
          sealed: yield* sealCodes(before, executionId, codes),
          ...(credentials === undefined ? {} : { credentials, ...login }),
          ...(request.clientUserId === undefined ? {} : { clientUserId: request.clientUserId }),
          ...(request.webhookUrl === undefined ? {} : { webhookUrl: request.webhookUrl }),
          ...(request.connectTokenUrl === undefined ? {} : { connectTokenUrl: request.connectTokenUrl }),
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

  const give = Effect.fnUntraced(function* (
    item: Pick<Item.Item, "applicationId" | "id">,
    challengeId: string,
    answer: Redacted.Redacted<string>
  ) {
    const sealed = sealAnswer(item, challengeId, yield* ids.next, answer)
    const { blob, context } = yield* Effect.provideContext(sealed, services)
    const answered = yield* executions
      .answer(item.applicationId, item.id, { challengeId, blob }, yield* DateTime.now)
      .pipe(Effect.tapError(() => vault.destroy(context)))
    yield* runs.nudge(item.id, challengeId)
    return answered
  })

  const answer = Effect.fn("Items.answer")(function* (
    applicationId: Item.ApplicationId,
    itemId: Item.ItemId,
    answers: Parameters
  ) {
    const item = yield* items.get(applicationId, itemId)
    // A Redirect is answered by its callback alone: any other answer would end the login that it is of.
    if (item.challenge === null || item.challenge.challenge._tag === "Redirect") {
      return yield* new ExecutionStore.ChallengeNotOpen({ why: "none" })
    }
    const { challenge, id } = item.challenge
    const name = nameOf(challenge)
    const given = name === null ? "" : Redacted.value(answers)[name]
    if (given === undefined) return yield* new Answering.AnswerMismatch({ expected: name ?? "" })
    return yield* give(item, id, Redacted.make(given))
  }, Effect.uninterruptible)

  /** An institution sent a person back with this query, which is the answer to the Redirect that it names by its state. */
  const returned = Effect.fn("Items.returned")(function* (query: Redacted.Redacted<string>) {
    const state = Callbacks.stateOf(query)
    const none = new ExecutionStore.ChallengeNotOpen({ why: "none" })
    if (state === undefined) return yield* none
    const id = yield* Callbacks.challengeId(state)
    const item = yield* items.asked(id)
    if (Option.isNone(item)) return yield* none
    return yield* Effect.catchTag(give(item.value, id, query), "ItemNotFound", () => Effect.fail(none))
  }, Effect.uninterruptible)

  /** `by`: who asks, as the audit names them. */
  const remove = Effect.fn("Items.remove")(function* (
    applicationId: Item.ApplicationId,
    itemId: Item.ItemId,
    by: string
  ) {
    const at = yield* DateTime.now
    const events = yield* Effect.provideContext(Telling.deletion(at), services)
    const item = yield* items.remove(applicationId, itemId, { at, by, events })
    yield* Effect.provideContext(Telling.nudge, services)
    yield* vault.destroyItem(itemId)
    if (item.executionId !== null) yield* runs.cancel(itemId, item.executionId)
    return item
  }, Effect.uninterruptible)

  /** Until a client or a person asks for an update. */
  const disableAutoSync = Effect.fn("Items.disableAutoSync")(function* (
    applicationId: Item.ApplicationId,
    itemId: Item.ItemId
  ) {
    return yield* upkeep.disableAutoSync(applicationId, itemId, yield* DateTime.now)
  })

  /** An operator's pass: nothing that failed counts any more, and the next run may start. */
  const unblock = Effect.fn("Items.unblock")(function* (applicationId: Item.ApplicationId, itemId: Item.ItemId) {
    return yield* upkeep.unblock(applicationId, itemId, yield* DateTime.now)
  })

  return {
    create,
    update,
    answer,
    returned,
    remove,
    get: items.get,
    disableAutoSync,
    unblock,
    revokeConsent: consents.revoke
  }
})

export class Items extends Context.Service<Items, Effect.Success<typeof make>>()("@tomada/engine/Items") {
  static readonly layer = Layer.effect(this, make)
}
