// Every operation of the document under every kind of token, against a table that is written by hand. The ids that are asked for are those
// of one application, so that what another is answered is what it may see of somebody else.
import { randomUUID } from "node:crypto"

import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"

import { type Answer, type Ask, http, light, password } from "./Client.ts"
import { type Asker, askers, type Limit, type Row, rows } from "./MatrixTable.ts"
import { underRule } from "./Owner.ts"
import { as, doubt, idsOf, layer, settled, type Tenant, TwoTenants } from "./TwoTenants.ts"
import { suiteIn, World } from "./World.ts"

const Operation = Schema.Struct({
  parameters: Schema.Array(
    Schema.Struct({ name: Schema.String, in: Schema.String, required: Schema.optionalKey(Schema.Boolean) })
  ).pipe(Schema.withDecodingDefault(Effect.succeed([]))),
  requestBody: Schema.optionalKey(
    Schema.Struct({
      content: Schema.Struct({ "application/json": Schema.Struct({ schema: Schema.Struct({ $ref: Schema.String }) }) })
    })
  )
})
type Operation = typeof Operation.Type

const Document = Schema.Struct({ paths: Schema.Record(Schema.String, Schema.Record(Schema.String, Operation)) })

/** The operations of the document that the server gives out, by method and path. */
const operations = Effect.gen(function* () {
  const { json } = yield* http("/openapi.json")
  const { paths } = yield* Effect.orDie(Schema.decodeUnknownEffect(Document)(json))
  return new Map<string, Operation>(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const)
    )
  )
})

const credentials = { user: "user-ok", password }

/** A body of each schema that is right in itself. */
const bodies = Effect.gen(function* () {
  const { clientId, clientSecret } = yield* World
  return (tenant: Tenant): Readonly<Record<string, object>> => ({
    AuthRequest: { clientId, clientSecret },
    ConnectTokenRequest: { itemId: tenant.named["items"] },
    CreateItem: { connectorId: 2, parameters: credentials, products: light },
    UpdateItem: {},
    Parameters: credentials,
    UpdateTransaction: { categoryId: "11040000" },
    CreateCategoryRule: { description: "TED", categoryId: "05080000" },
    CreateWebhook: { url: `http://127.0.0.1:9/${randomUUID()}`, event: "item/created" },
    UpdateWebhook: { enabled: true },
    ResendRange: { from: "2020-01-01T00:00:00.000Z", to: "2020-01-02T00:00:00.000Z" }
  })
})

/** What belongs to nobody, by the word of the path before it. */
const shared: Readonly<Record<string, string>> = { connectors: "2", categories: "05080000" }

/** The request for an operation that names what the tenant has. */
const requestOf = (operation: string, { parameters, requestBody }: Operation, tenant: Tenant, body: Bodies) => {
  const [method = "", template = ""] = operation.split(" ")
  const named = (word: string): string => {
    const id = tenant.named[word] ?? shared[word]
    assert(id !== undefined, `nothing is known of ${word}`)
    return id
  }
  const path = template.replaceAll(/(\w+)\/\{id\}/g, (_, word: string) => `${word}/${named(word)}`)
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.required === true)
    .map(({ name }) => [name, named(name === "itemId" ? "items" : template === "/bills" ? "cards" : "accounts")])
  const schema = requestBody?.content["application/json"].schema.$ref.split("/").at(-1)
  const sent = schema === undefined ? undefined : body[schema]
  assert(schema === undefined || sent !== undefined, `no body of ${schema}`)
  const ask: Ask = { method: method as "GET", ...(sent === undefined ? {} : { body: sent }) } // or another
  return { ask, path: query.length === 0 ? path : `${path}?${new URLSearchParams(query).toString()}` }
}
type Bodies = Readonly<Record<string, object>>

/** What begins a run, at whose end the next may begin. */
const starting = new Set(["POST /items", "PATCH /items/{id}"])

/** Runs come late, for they change what others ask for, then deletions, that of the Item after all. */
const inOrder = (some: ReadonlyArray<Row>) => {
  const rank = ({ operation }: Row): number => {
    if (operation === "DELETE /items/{id}") return 3
    return operation.startsWith("DELETE ") ? 2 : starting.has(operation) ? 1 : 0
  }
  return some.toSorted((a, b) => rank(a) - rank(b))
}

const tokensOf = Effect.map(
  TwoTenants,
  ({ bad, expired, one, other }): Readonly<Record<Asker, ReadonlyArray<string | undefined>>> => ({
    nobody: [undefined, ""],
    bad,
    expired,
    other: [other.key],
    foreign: [other.bound, other.maker],
    sibling: [one.sibling],
    maker: [one.maker],
    bound: [one.bound],
    key: [one.key]
  })
)

const strangers = new Set<Asker>(["nobody", "bad", "expired"])

/** Nothing of these is in the answer, neither in its body nor in its head. */
const leaksNone = (foreign: ReadonlySet<string>, answer: Answer, what: string) => {
  const told = `${JSON.stringify(answer.headers)}${answer.text}`.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi)
  const leaked = (told ?? []).filter((id) => foreign.has(id.toLowerCase()))
  assert.deepStrictEqual(leaked, [], what)
}

const policies: Readonly<Record<Limit, string | undefined>> = {
  "-": undefined,
  attempts: "360;w=60",
  requests: "9000;w=60",
  updates: "800;w=60"
}

const headersOf = ({ headers }: Answer) => ({
  origin: headers["access-control-allow-origin"],
  policy: headers["ratelimit-policy"]
})

/** As the table writes it. */
const statusOf = ({ json, status }: Answer) => {
  const { codeDescription } = (json ?? {}) as { readonly codeDescription?: string } // an error body, or another that has no such field
  return `${status}${codeDescription === "ITEM_MFA_NOT_FOUND" ? "+" : ""}`
}

/** What cannot do without the row of the application itself, which is then a fault. */
const withoutApplication = new Set([
  "GET /webhook-secret",
  "GET /tomada/encryption-key",
  "DELETE /categories/rules/{id}"
])

/** What tells nothing that has an id of the application's own. */
const ofNobody = [
  "GET /connectors",
  "GET /connectors/{id}",
  "GET /accounts/{id}/balance",
  "GET /categories",
  "GET /categories/{id}",
  "GET /merchants",
  "GET /webhook-secret",
  "GET /tomada/encryption-key",
  "GET /tomada/connectors",
  "GET /tomada/connectors/{id}",
  "GET /tomada/connect",
  "GET /health/live",
  "GET /health/ready"
]

interface Asked {
  readonly row: Row
  readonly what: string
  readonly answer: Answer
}

/** Asks all of these as one asker, for what one has; what they make of it is `each`'s to say. */
const asking = Effect.fnUntraced(function* (
  asker: Asker,
  each: (asked: Asked) => void,
  { some = rows, tenant }: { readonly some?: ReadonlyArray<Row>; readonly tenant?: Tenant } = {}
) {
  const one = tenant ?? (yield* TwoTenants).one
  const known = yield* operations
  const body = (yield* bodies)(one)
  for (const row of inOrder(some)) {
    const operation = known.get(row.operation)
    assert(operation !== undefined, row.operation)
    const { ask, path } = requestOf(row.operation, operation, one, body)
    for (const token of (yield* tokensOf)[asker]) {
      const answer = yield* as(token, path, ask)
      each({ row, answer, what: `${row.operation} by ${asker}: ${answer.status} ${answer.text.slice(0, 300)}` })
      if (starting.has(row.operation) && answer.status === 200 && token !== undefined) {
        yield* settled(token, (answer.json as { readonly id: string }).id) // an Item
      }
    }
  }
})

/** Ids that this asker may see in no answer: the other application's, and one's, unless it is of one. */
const foreignTo = Effect.fnUntraced(function* (asker: Asker) {
  const { one, other } = yield* TwoTenants
  const [ones, others] = [yield* idsOf(one.applicationId), yield* idsOf(other.applicationId)]
  assert.isAbove(ones.size, 50)
  assert.isAbove(others.size, 50)
  assert.deepStrictEqual(
    [...ones].filter((id) => others.has(id)),
    [],
    "nothing is of both"
  )
  if (asker === "other" || asker === "foreign") return ones
  return strangers.has(asker) || asker === "sibling" ? new Set([...ones, ...others]) : others
})

/** Whether everything is as the table says for an asker. */
const asTold = Effect.fnUntraced(function* (asker: Asker, tenant?: Tenant, more: (asked: Asked) => void = () => {}) {
  const foreign = yield* foreignTo(asker)
  const found: Array<string> = []
  yield* asking(
    asker,
    (asked) => {
      const { answer, row, what } = asked
      if (statusOf(answer) !== row.statuses[asker]) found.push(`${what} (table: ${row.statuses[asker]})`)
      leaksNone(foreign, answer, what)
      const unknown = strangers.has(asker) && row.limit !== "attempts"
      assert.deepStrictEqual(
        headersOf(answer),
        { origin: row.pages ? "*" : undefined, policy: unknown ? undefined : policies[row.limit] },
        what
      )
      more(asked)
    },
    tenant === undefined ? {} : { tenant }
  )
  assert.deepStrictEqual(found, [])
})

suiteIn(layer, 60)("the matrix of operations and tokens", (it) => {
  it.effect("has a row for every operation of the document, and no other", () =>
    Effect.map(operations, (known) => {
      assert.deepStrictEqual(rows.map(({ operation }) => operation).toSorted(), [...known.keys()].toSorted())
    })
  )

  it.effect("lets pages of other origins ask what connect tokens may do, and tells them no more", () =>
    Effect.gen(function* () {
      const { one } = yield* TwoTenants
      const known = yield* operations
      const body = (yield* bodies)(one)
      for (const [template, there] of Map.groupBy(rows, ({ operation }) => operation.split(" ")[1] ?? "")) {
        const [row] = there
        assert(row !== undefined)
        const operation = known.get(row.operation)
        assert(operation !== undefined, row.operation)
        const { path } = requestOf(row.operation, operation, one, body)
        const methods = there.filter(({ pages }) => pages).map(({ operation }) => operation.split(" ")[0] ?? "")
        const { headers, status } = yield* http(path, {
          method: "OPTIONS",
          headers: { origin: "https://app.example.com", "access-control-request-method": methods[0] ?? "GET" }
        })
        const allowed = headers["access-control-allow-methods"]
        assert.deepStrictEqual(
          [
            template,
            headers["access-control-allow-origin"],
            String(allowed ?? "")
              .split(", ")
              .toSorted()
          ],
          [template, methods.length === 0 ? undefined : "*", methods.length === 0 ? [""] : methods.toSorted()]
        )
        assert.strictEqual(status === 204, methods.length > 0, template)
        assert.notProperty(headers, "access-control-allow-credentials")
      }
    })
  )

  for (const asker of askers.filter((one) => one !== "key")) {
    it.effect(`is as the table says for ${asker}`, () => asTold(asker))
  }

  for (const asker of ["other", "foreign", "sibling"] as const) {
    it.effect(`is the same for ${asker} where the database keeps no row from anybody`, () =>
      underRule(() => "true", asTold(asker))
    )
  }

  it.effect(
    "is that of a stranger where every query asks for one's rows and the database lets the other's be seen",
    () =>
      Effect.gen(function* () {
        const { one, other } = yield* TwoTenants
        const ones = yield* idsOf(one.applicationId)
        const found: Array<string> = []
        const each = ({ answer, row, what }: Asked) => {
          const expected = withoutApplication.has(row.operation) ? "500" : row.statuses.other
          if (statusOf(answer) !== expected) found.push(`${what} (not ${expected})`)
          leaksNone(ones, answer, what)
        }
        const some = rows.filter(({ operation, statuses }) => statuses.other === "404" || operation.startsWith("GET "))
        yield* underRule((key) => `${key} = '${other.applicationId}'::uuid`, asking("key", each, { some }))
        assert.deepStrictEqual(found, [])
      })
  )

  it.effect("is as the table says for key, who is told what is its own", () =>
    Effect.gen(function* () {
      const { one } = yield* TwoTenants
      const quiet: Array<string> = []
      const anew = yield* doubt(one.applicationId, one.named, 2)
      const ones = yield* idsOf(one.applicationId)
      yield* asTold("key", { ...one, named: { ...one.named, ...anew } }, ({ answer, row }) => {
        const tells = [...ones].some((id) => answer.text.includes(id))
        if (!tells && row.operation.startsWith("GET ")) quiet.push(row.operation)
      })
      assert.sameMembers(quiet, ofNobody)
    })
  )
})
