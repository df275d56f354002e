import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"

import { DataFolder } from "../src/DataFolder.ts"
import { Entropy } from "../src/Entropy.ts"
import { FirstApplication } from "../src/FirstApplication.ts"
import { testFolder } from "./fixtures/TestFolder.ts"

const ID = "0b1c6f6e-5a52-4d0e-9d0e-3f0e7a1c2b3d"
const fixed: Entropy = { uuid: Effect.succeed(ID), base64Url: (bytes) => Effect.succeed("x".repeat(bytes)) }

const resolved = (folder: string, env: Record<string, string> = {}) =>
  FirstApplication.pipe(
    Effect.map(({ keep: _, ...application }) => ({
      ...application,
      clientSecret: Redacted.value(application.clientSecret)
    })),
    Effect.provide(
      FirstApplication.layer.pipe(
        Layer.provide(DataFolder.layer({ folder })),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
      ),
      { local: true }
    ),
    Effect.provideService(Entropy, fixed)
  )

describe("the credentials of the first application", () => {
  it.effect("are made once, kept in a closed file, and read from it afterwards", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      const path = join(folder, "client.json")
      const credentials = { clientId: ID, clientSecret: `tmd_sk_${"x".repeat(32)}`, path }
      assert.deepStrictEqual(yield* resolved(folder), { ...credentials, source: "generated" })
      assert.strictEqual(statSync(path).mode & 0o777, 0o600)
      assert.deepStrictEqual(
        readdirSync(folder).filter((name) => name.startsWith("client")),
        ["client.json"]
      )
      assert.deepStrictEqual(yield* resolved(folder), { ...credentials, source: "file" })
    })
  )

  it.effect("are those of the environment when it has both, and these are not written down", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      const env = { TOMADA_CLIENT_ID: " mine ", TOMADA_CLIENT_SECRET: "a s3cret of theirs" }
      const application = yield* resolved(folder, env)
      assert.deepStrictEqual(
        [application.clientId, application.clientSecret, application.source],
        ["mine", "a s3cret of theirs", "environment"]
      )
      assert.isFalse(existsSync(join(folder, "client.json")))
    })
  )

  it.effect("that could be guessed are refused without being repeated", () =>
    Effect.gen(function* () {
      const env = { TOMADA_CLIENT_ID: "mine", TOMADA_CLIENT_SECRET: "fourteen chars" }
      const error = yield* Effect.flip(resolved(yield* testFolder, env))
      assert.match(error.message, /TOMADA_CLIENT_SECRET .* at least 15 characters/)
      assert.notInclude(error.message, "fourteen")
    })
  )

  it.effect("take an empty variable for none", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      const application = yield* resolved(folder, { TOMADA_CLIENT_ID: "", TOMADA_CLIENT_SECRET: " " })
      assert.strictEqual(application.source, "generated")
    })
  )

  it.effect.each([
    ["TOMADA_CLIENT_ID", "TOMADA_CLIENT_SECRET"],
    ["TOMADA_CLIENT_SECRET", "TOMADA_CLIENT_ID"]
  ] as const)("refuse %s without %s, without repeating it", ([present, missing]) =>
    Effect.gen(function* () {
      const error = yield* resolved(yield* testFolder, { [present]: "hush" }).pipe(Effect.flip)
      assert.strictEqual(
        error.message,
        `The setting ${missing} cannot be used: ${present} is set without it; set both or neither.`
      )
    })
  )

  it.effect.each(["", "{", `{"clientId":"a"}`, `{"clientId":"a","clientSecret":"hush`])(
    "refuse the damaged file %j and leave it as it is",
    (text) =>
      Effect.gen(function* () {
        const folder = yield* testFolder
        const path = join(folder, "client.json")
        writeFileSync(path, text)
        const error = yield* resolved(folder).pipe(Effect.flip)
        assert.strictEqual(error._tag, "BadSetting")
        assert.include(error.message, path)
        assert.notInclude(error.message, "hush")
        assert.strictEqual(readFileSync(path, "utf8"), text)
      })
  )

  it.effect("come from the system's generator unless another is given", () =>
    Effect.gen(function* () {
      const entropy = yield* Entropy
      assert.match(yield* entropy.uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      const secrets = [yield* entropy.base64Url(32), yield* entropy.base64Url(32)]
      for (const secret of secrets) assert.match(secret, /^[\w-]{43}$/)
      assert.notStrictEqual(secrets[0], secrets[1])
    })
  )
})
