// What is written without checks is held to the contract: of full, empty and null fields both say the same.
import { assert, describe, it } from "@effect/vitest"
import { Account, Api, Transaction, Wire } from "@tomada/api"
import { BigDecimal, DateTime, Effect, Schema, type SchemaAST } from "effect"
import { HttpApi } from "effect/http-api"

import * as Written from "../src/Written.ts"

const at = DateTime.makeUnsafe("2026-09-01T12:34:56.789Z")
const amount = BigDecimal.fromStringUnsafe("-1234.50")

/** A value of a schema of the contract: with everything there, or with null and nothing wherever that may be. */
const sample = (ast: SchemaAST.AST, isFull: boolean): unknown => {
  if (ast === Wire.Instant.ast) return at
  if (ast === Wire.Decimal.ast) return amount
  switch (ast._tag) {
    case "String":
      return 'ç "quoted" \u2028'
    case "Number":
      return 7
    case "Boolean":
      return true
    case "Null":
      return null
    case "Literal":
      return ast.literal
    case "Arrays":
      return isFull ? ast.rest.flatMap((rest) => [sample(rest, true), sample(rest, false)]) : []
    case "Objects":
      return Object.fromEntries(ast.propertySignatures.map(({ name, type }) => [name, sample(type, isFull)]))
    case "Union": {
      const some = ast.types.find(({ _tag }) => _tag !== "Null")
      const mayBeNull = ast.types.some(({ _tag }) => _tag === "Null")
      return some === undefined || (mayBeNull && !isFull) ? null : sample(some, isFull)
    }
    default:
      throw new Error(`no sample of ${ast._tag}`)
  }
}

const agree = <A, E>(schema: Schema.Codec<A, E>, what = ""): void => {
  for (const isFull of [true, false]) {
    const value = sample(schema.ast, isFull) as A // made of its own schema
    const text = JSON.stringify(Schema.encodeSync(schema, { disableChecks: true })(value))
    assert.strictEqual(JSON.stringify(Written.encoder(schema)(value)), text, what)
  }
}

interface Endpoint {
  readonly name: string
  readonly path: string
  readonly method: string
  readonly success: ReadonlySet<Schema.Codec<unknown>>
}

const endpoints: ReadonlyArray<Endpoint> = (() => {
  const found: Array<Endpoint> = []
  HttpApi.reflect(Api.Api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => {
      const { method, path } = endpoint
      const success = endpoint.success as ReadonlySet<Schema.Codec<unknown>> // schemas of what is sent
      found.push({ name: `${method} ${path}`, method, path, success })
    }
  })
  return found
})()

describe("every answer of the contract", () => {
  it("is JSON with status 200", () => {
    const { paths } = Api.document()
    for (const { method, name, path } of endpoints) {
      const template = path.replaceAll(/:(\w+)/g, "{$1}")
      const operations = paths[template as keyof typeof paths] as Readonly<
        Record<string, { readonly responses: Readonly<Record<string, { readonly content?: object }>> }>
      > // what an OpenAPI document has at a path
      const responses = operations[method.toLowerCase()]?.responses ?? {}
      assert.deepStrictEqual(
        Object.keys(responses).filter((status) => status < "300"),
        ["200"],
        name
      )
      assert.deepStrictEqual(Object.keys(responses["200"]?.content ?? {}), ["application/json"], name)
    }
  })

  it.effect("is written as its schema says", () =>
    Effect.sync(() => {
      for (const { name, success } of endpoints) for (const schema of success) agree(schema, name)
    })
  )
})

describe("an answer of many rows", () => {
  it.effect("is what the contract makes of them", () =>
    Effect.sync(() => {
      agree(Transaction.TransactionPage)
      agree(Transaction.TransactionCursorPage)
      agree(Account.AccountPage)
      agree(Account.ReducedAccountPage)
    })
  )

  it.effect("tells of a row nothing that the contract does not know", () =>
    Effect.sync(() => {
      const value = Schema.decodeUnknownSync(Schema.toType(Account.Account))(sample(Account.Account.ast, true))
      const strange = { ...value, secret: "canary" }
      assert.notInclude(JSON.stringify(Written.encoder(Account.Account)(strange)), "canary")
    })
  )
})
