import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"

import { DataFolder } from "../src/DataFolder.ts"
import { layerKept, OperatorToken } from "../src/OperatorToken.ts"
import { testFolder } from "./fixtures/TestFolder.ts"

const opened = (folder: string, env: Record<string, string> = {}) =>
  OperatorToken.pipe(
    Effect.map(
      ({ accepts }) =>
        (text: string) =>
          accepts(Redacted.make(text))
    ),
    Effect.provide(
      OperatorToken.layer.pipe(
        Layer.provide(DataFolder.layer({ folder })),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
      ),
      { local: true }
    )
  )

const tokenIn = (path: string): string => (JSON.parse(readFileSync(path, "utf8")) as { readonly token: string }).token // our own file

describe("the operator's token", () => {
  it.effect("is made once, kept in a closed file, and is the only one that is accepted", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      const path = join(folder, "operator.json")
      const first = yield* opened(folder)
      assert.strictEqual(statSync(path).mode & 0o777, 0o600)
      const token = tokenIn(path)
      assert.match(token, /^tmd_op_[\w-]{43}$/)
      assert.deepStrictEqual(
        [token, `${token}x`, token.slice(0, -1), ""].map((text) => first(text)),
        [true, false, false, false]
      )
      const second = yield* opened(folder)
      assert.isTrue(second(token))
      assert.strictEqual(tokenIn(path), token)
    })
  )

  it.effect("is that of the environment where it has one, which is not written down", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      const token = "a-token-that-was-chosen-by-somebody"
      const accepts = yield* opened(folder, { TOMADA_OPERATOR_TOKEN: ` ${token} ` })
      assert.isTrue(accepts(token))
      assert.isFalse(existsSync(join(folder, "operator.json")))
    })
  )

  it.effect("that could be guessed is refused without being repeated, and an empty one is none", () =>
    Effect.gen(function* () {
      const error = yield* opened(yield* testFolder, { TOMADA_OPERATOR_TOKEN: "hush" }).pipe(Effect.flip)
      assert.strictEqual(
        error.message,
        "The setting TOMADA_OPERATOR_TOKEN cannot be used: it must have at least 32 characters."
      )
      const folder = yield* testFolder
      yield* opened(folder, { TOMADA_OPERATOR_TOKEN: " " })
      assert.isTrue(existsSync(join(folder, "operator.json")))
    })
  )

  it.effect.each(["", "{", `{"token":""}`, `{"secret":"hush"}`])(
    "in the damaged file %j stops the start and leaves the file as it is",
    (text) =>
      Effect.gen(function* () {
        const folder = yield* testFolder
        const path = join(folder, "operator.json")
        writeFileSync(path, text)
        const error = yield* opened(folder).pipe(Effect.flip)
        assert.strictEqual(error._tag, "BadSetting")
        assert.include(error.message, path)
        assert.notInclude(error.message, "hush")
        assert.strictEqual(readFileSync(path, "utf8"), text)
      })
  )

  it.effect(
    "of a process that makes none is that of the environment or of the folder, and without either nobody's",
    () =>
      Effect.gen(function* () {
        const folder = yield* testFolder
        const kept = (env: Record<string, string> = {}) =>
          OperatorToken.pipe(
            Effect.map(
              ({ accepts }) =>
                (text: string) =>
                  accepts(Redacted.make(text))
            ),
            Effect.provide(
              layerKept(folder).pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))),
              {
                local: true
              }
            )
          )
        const none = yield* kept()
        assert.deepStrictEqual([none(""), none("undefined")], [false, false])
        assert.isFalse(existsSync(join(folder, "operator.json")))
        yield* opened(folder)
        const token = tokenIn(join(folder, "operator.json"))
        assert.isTrue((yield* kept())(token))
        const given = "a".repeat(32)
        const both = yield* kept({ TOMADA_OPERATOR_TOKEN: given })
        assert.deepStrictEqual([both(given), both(token)], [true, false])
      })
  )
})
