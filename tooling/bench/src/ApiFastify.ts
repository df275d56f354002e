// `node ApiFastify.ts`: `GET /accounts` written by hand with fastify and `pg`, in a process of its own: the same token check with the same
// keys, one transaction that bears the application as ours do, the same statements and the same answer. A failed one is rolled back.
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { SigningKeys } from "@tomada/vault/SigningKeys"
import * as Vault from "@tomada/vault/Vault"
import { Effect, Layer, Option } from "effect"
import fastify from "fastify"
import { jwtVerify } from "jose"
import { Pool } from "pg"

import * as ApiAccounts from "./ApiAccounts.ts"

const { API_DATABASE: database = "", API_HOME: home = "" } = process.env

/** As many sessions as ours has for applications, of the same role. */
const pool = new Pool({
  connectionString: database,
  max: 10,
  idleTimeoutMillis: 60_000,
  options: "-c role=tomada_tenant -c search_path=public"
})

const heldKeys = Effect.gen(function* () {
  const { signingFile } = yield* Vault.locations(home)
  const keys = SigningKeys.layerFile({ file: signingFile }).pipe(
    Layer.provide(Vault.layerKeys({ folder: home, createIfMissing: false }))
  )
  return yield* SigningKeys.pipe(Effect.provide(keys))
}).pipe(Effect.provide([NodeFileSystem.layer, NodePath.layer]))

const keys = await Effect.runPromise(heldKeys)

/** Whose token it is; rejects when it is nobody's. */
const bearer = async (token: string): Promise<string> => {
  const { payload } = await jwtVerify(
    token,
    ({ kid }) => {
      const key = keys.find(kid ?? "")
      if (Option.isNone(key)) throw new Error("an unknown key")
      return key.value
    },
    {
      algorithms: ["HS256"],
      audience: ["tomada/api-key", "tomada/connect-token"],
      requiredClaims: ["jti", "sub", "iat", "exp"]
    }
  )
  if (payload.sub === undefined) throw new Error("nobody's")
  return payload.sub
}

/** The Item's accounts; none where the application has no such Item. */
const held = async (tenant: string, itemId: string): Promise<ReadonlyArray<ApiAccounts.AccountRow> | undefined> => {
  const client = await pool.connect()
  try {
    await client.query("begin")
    await client.query({
      name: "bear",
      text: "select set_config('tomada.application', $1, true), set_config('role', 'tomada_tenant', true)",
      values: [tenant]
    })
    const items = await client.query({ name: "item", text: ApiAccounts.itemStatement, values: [itemId, tenant] })
    const accounts = await client.query<ApiAccounts.AccountRow>({
      name: "accounts",
      text: ApiAccounts.accountsStatement,
      values: [itemId]
    })
    await client.query("commit")
    return items.rows.length === 0 ? undefined : accounts.rows
  } catch (error) {
    await client.query("rollback")
    throw error
  } finally {
    client.release()
  }
}

const app = fastify()

const schema = {
  querystring: {
    type: "object",
    required: ["itemId"],
    properties: { itemId: { type: "string", format: "uuid" } }
  },
  response: { 200: ApiAccounts.schema }
}

app.get<{ Querystring: { readonly itemId: string } }>("/accounts", { schema }, async (request, reply) => {
  const tenant = await bearer(String(request.headers["x-api-key"])).catch(() => undefined)
  if (tenant === undefined) return reply.code(403).send({ message: "Missing or invalid authorization token" })
  const found = await held(tenant, request.query.itemId)
  if (found === undefined) return reply.code(404).send({ message: "item not found" })
  return ApiAccounts.page(found)
})

process.on("disconnect", () => process.exit())
console.log(`listening on ${await app.listen({ host: "127.0.0.1", port: 0 })}`)
