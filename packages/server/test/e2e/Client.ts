// Two ways to speak to a world: the unmodified `pluggy-sdk`, which reads the address from PLUGGY_API_URL when a client is
// made and whose rejections become `Refused`; and plain HTTP, for what the SDK hides.
import { Effect, Schema } from "effect"
import { type Account, type Item, PluggyClient, type ProductType } from "pluggy-sdk"
import { request } from "undici"
import { vi } from "vitest"

import { until, World } from "./World.ts"

const body = {
  code: Schema.Int,
  message: Schema.String,
  codeDescription: Schema.optionalKey(Schema.String),
  details: Schema.optionalKey(Schema.Array(Schema.Struct({ code: Schema.String, parameter: Schema.String }))),
  errorId: Schema.String
}

/** The error body of the wire, as the SDK rejects with it. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", body) {}

/** The client failed in another way than by a refusal. */
class Broken extends Schema.TaggedError<Broken>()("Broken", { cause: Schema.Unknown }) {}

const refusal = Schema.decodeUnknownEffect(Schema.Struct(body))

/** A new client, which has to ask for a new API key. */
export const connect = Effect.gen(function* () {
  const { clientId, clientSecret, url } = yield* World
  process.env["PLUGGY_API_URL"] = url
  const client = new PluggyClient({ clientId, clientSecret })
  delete process.env["PLUGGY_API_URL"]
  return client
})

/** One call of the SDK, which prints what was refused; a test is not to. */
export const call = <A>(client: PluggyClient, ask: (client: PluggyClient) => Promise<A>): Effect.Effect<A, Refused> =>
  Effect.tryPromise({
    try: () => {
      vi.spyOn(console, "error").mockImplementation(() => {})
      return ask(client).finally(() => vi.restoreAllMocks())
    },
    catch: (cause) => new Broken({ cause })
  }).pipe(
    Effect.catch((broken) =>
      Effect.flatMap(
        Effect.catch(refusal(broken.cause), () => Effect.die(broken)),
        (body) => Effect.fail(new Refused(body))
      )
    )
  )

const runs = new Set<string>(["UPDATING", "MERGING"])

/** The Item once it has ended or waits for the person. */
export const settled = (client: PluggyClient, itemId: string): Effect.Effect<Item, Refused> =>
  until(
    "the end of the run",
    call(client, (sdk) => sdk.fetchItem(itemId)),
    ({ status }) => !runs.has(status)
  )

export const password = "password-ok"

/** All but a year of transactions, for tests that are about the way there. */
export const light: Array<ProductType & ("ACCOUNTS" | "CREDIT_CARDS" | "IDENTITY")> = [
  "ACCOUNTS",
  "CREDIT_CARDS",
  "IDENTITY"
]

/** Creates an Item at a sandbox connector, for all products unless some are named, and waits for what comes of it. */
export const connected = Effect.fnUntraced(function* (
  client: PluggyClient,
  user: string,
  { connector = 2, products }: { readonly connector?: number; readonly products?: Array<ProductType> } = {}
) {
  const options = products === undefined ? {} : { products }
  const created = yield* call(client, (sdk) => sdk.createItem(connector, { user, password }, options))
  return yield* settled(client, created.id)
})

/** Collects again with the credentials that are held. */
export const updated = Effect.fnUntraced(function* (client: PluggyClient, itemId: string) {
  yield* call(client, (sdk) => sdk.updateItem(itemId))
  return yield* settled(client, itemId)
})

export const accountsOf = (client: PluggyClient, itemId: string): Effect.Effect<ReadonlyArray<Account>, Refused> =>
  Effect.map(
    call(client, (sdk) => sdk.fetchAccounts(itemId)),
    ({ results }) => results
  )

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly text: string
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown
}

export interface Ask {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE" | "PUT" | "OPTIONS" | "TRACE"
  readonly headers?: Readonly<Record<string, string>>
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One request as it is, with nothing added but the content type of a JSON body. */
export const http = Effect.fnUntraced(function* (path: string, { body, headers, method = "GET" }: Ask = {}) {
  const { url } = yield* World
  return yield* Effect.promise(async (): Promise<Answer> => {
    const answer = await request(`${url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body)
    })
    const text = await answer.body.text()
    return { status: answer.statusCode, headers: answer.headers, text, json: parsed(text) }
  })
})

const ApiKey = Schema.Struct({ apiKey: Schema.String })

/** An API key of the world's application, or of another. */
export const apiKey = Effect.fnUntraced(function* (keys?: {
  readonly clientId: string
  readonly clientSecret: string
}) {
  const { clientId, clientSecret } = keys ?? (yield* World)
  const { json } = yield* http("/auth", { method: "POST", body: { clientId, clientSecret } })
  return (yield* Effect.orDie(Schema.decodeUnknownEffect(ApiKey)(json))).apiKey
})
