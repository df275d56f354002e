// A connector beside what its last published version promised: what may change, what may not, and what a raised major version allows.
import { assert, describe, it } from "@effect/vitest"
import { Connector, Field } from "@tomada/connector-kit"
import { Effect } from "effect"

import type { Check } from "../src/contract/Check.ts"
import { checks } from "../src/contract/Compatibility.ts"
import * as Published from "../src/contract/Published.ts"
import * as Subject from "../src/contract/Subject.ts"
import * as Suite from "../src/contract/Suite.ts"
import * as Model from "./model/Model.ts"
import { files } from "./saboteurs/Package.ts"

const { credentials, definition, manifest } = Model
const check: Check = checks[0] ?? assert.fail("no check")

/** What comes of a new version beside this text in its package. */
const beside = (
  connector: Connector.Connector,
  text: string,
  recorded = Model.recorded()
): Effect.Effect<Suite.Outcome> =>
  Effect.gen(function* () {
    const inPackage = files({ "published/model.json": text })
    return yield* Suite.judge(check, yield* Subject.make(connector, [yield* recorded], { files: inPackage }))
  })

const published: Effect.Effect<Published.Published> = Effect.gen(function* () {
  return yield* Published.make(yield* Subject.make(Model.connector, [yield* Model.recorded()]))
})

/** What comes of a new version whose last one had another form. */
const withForm = (change: (fields: Published.Published["credentials"]) => Published.Published["credentials"]) =>
  Effect.gen(function* () {
    const before = yield* published
    return yield* beside(Model.connector, Published.write({ ...before, credentials: change(before.credentials) }))
  })

const failed = (...found: ReadonlyArray<string>): Suite.Outcome => ({ _tag: "Failed", found })

describe("a new version", () => {
  it.effect("that changes nothing passes, and one that was never published is told to be", () =>
    Effect.gen(function* () {
      const text = Published.write(yield* published)
      assert.deepStrictEqual(Published.write(yield* Published.read(text)), text)
      assert.strictEqual((yield* beside(Model.connector, text))._tag, "Passed")
      const never = yield* Subject.make(Model.connector, [])
      assert.strictEqual((yield* Suite.judge(check, never))._tag, "Unaudited")
    })
  )

  it.effect("may ask for more where it is optional, and for nothing else that nobody gave", () =>
    Effect.gen(function* () {
      const only = (name: string) => (fields: Published.Published["credentials"]) =>
        fields.filter((field) => field.name === name)
      assert.deepStrictEqual(yield* withForm(only("user")), failed("the field password is new and required"))
      const more = {
        ...definition,
        credentials: { ...credentials, pin: Field.optional(Field.password({ label: "PIN" })) }
      }
      const outcome = yield* beside(Connector.make(more), Published.write(yield* published))
      assert.strictEqual(outcome._tag, "Passed")
    })
  )

  it.effect("may not take back what a field took", () =>
    Effect.gen(function* () {
      const outcome = yield* withForm((fields) =>
        fields.map((field) =>
          field.name === "user" ? { ...field, name: "login" } : { ...field, optional: true, maxBytes: 4096 }
        )
      )
      assert.deepStrictEqual(
        outcome,
        failed(
          "the field password is required now",
          "the field password takes fewer bytes",
          "the field user is new and required",
          "the field login is gone or has another name"
        )
      )
    })
  )

  it.effect("may break every promise once its major version is raised", () =>
    Effect.gen(function* () {
      const before = yield* published
      const text = Published.write({ ...before, session: { type: "string" } })
      assert.deepStrictEqual(yield* beside(Model.connector, text), failed("session is of another type"))
      const raised = Connector.make({ ...definition, manifest: { ...manifest, version: "2.0.0" } })
      assert.strictEqual((yield* beside(raised, text))._tag, "Passed")
    })
  )

  it.effect("is not judged by another recording than the last one", () =>
    Effect.gen(function* () {
      const text = Published.write(yield* published)
      const outcome = yield* beside(Model.connector, text, Model.recorded({ updates: 0 }))
      assert.strictEqual(outcome._tag, "Unaudited")
    })
  )

  it.effect("is not judged by a file that is none", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* beside(Model.connector, "{}"), failed("published/model.json cannot be read"))
    })
  )
})
