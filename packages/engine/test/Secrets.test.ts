// Where secrets may not be: in the cluster's messages, in logs, in what is held in clear.
import { inspect } from "node:util"

import { assert, describe, it } from "@effect/vitest"
import { Challenges, Errors } from "@tomada/connector-kit"
import { ExecutionStore, ItemStore } from "@tomada/store"
import { Effect, Logger, Redacted, References } from "effect"
import { MessageStorage } from "effect/cluster"

import { Items } from "../src/Items.ts"
import { answer, applicationId, create, ended, get, inWorld, password, reaches, update } from "./World.ts"

const secrets = [password, "canary-code-123456", "canary-user"]

const forms = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64"),
  Buffer.from(secret).toString("hex"),
  [...secret].map((character) => character.charCodeAt(0)).join(",")
]

const assertClean = (text: string, where: string): void => {
  for (const secret of secrets) {
    for (const form of forms(secret)) assert.notInclude(text.toLowerCase(), form.toLowerCase(), where)
  }
}

const challenge = Challenges.Challenge.cases.Otp.make({
  name: "token",
  label: "Token",
  channel: "sms",
  hint: null,
  length: 6,
  expiresAt: null
})

const ask = Effect.flatMap(Challenges.Challenges, (challenges) => challenges.ask(challenge))

/** Asks once, then breaks down with what the person typed in its hands, as a careless connector would. */
const login = Effect.flatMap(ask, (code) =>
  Effect.sync(() => {
    throw new SyntaxError(`unexpected token in\n    at "${Redacted.value(code)}"`, { cause: Redacted.value(code) })
  })
)

describe("secrets", () => {
  it.effect("are in no message of the cluster, no log line and nothing held in clear", () => {
    const lines: Array<string> = []
    const logger = Logger.make(({ cause, fiber, message }) => {
      lines.push(inspect([message, cause, fiber.getRef(References.CurrentLogAnnotations)], { depth: 12 }))
    })
    return inWorld(
      { "canary-user": { login: ask }, "canary-user-2": { login } },
      Effect.gen(function* () {
        const { id } = yield* create("canary-user")
        yield* reaches(id, "WAITING_USER_INPUT")
        yield* answer(id, { token: "canary-code-123456" })
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        yield* update(id, { user: "canary-user-2" })
        yield* reaches(id, "WAITING_USER_INPUT")
        yield* answer(id, { token: "canary-code-123456" })
        assert.strictEqual((yield* ended(id)).executionStatus, "UNEXPECTED_ERROR")
        const item = yield* get(id)
        const sealed = yield* (yield* ItemStore.ItemStore).sealed(id, "credentials", String(item.credentialsVersion))
        const executions = yield* ExecutionStore.ExecutionStore
        const held = [item, sealed, yield* executions.steps(item.executionId ?? ("" as never))] // it has run
        yield* (yield* Items).remove(applicationId, id, "a test")
        const { journal } = yield* MessageStorage.MemoryDriver
        assert.isAtLeast(journal.length, 5)
        assertClean(JSON.stringify(journal), "messages")
        assertClean(inspect(held, { depth: 12, maxArrayLength: null }), "what is held")
        assert.include(lines.join("\n"), "a visit ended in a defect")
        assert.match(lines.join("\n"), /SyntaxError[^]*Secrets\.test\.ts/, "its kind and its place are told")
        assertClean(lines.join("\n"), "logs")
      })
    ).pipe(Effect.provide(Logger.layer([logger])))
  })

  it.effect("travel as ids: a message names Items, executions and challenges, and nothing else", () =>
    inWorld(
      { ana: { login: Effect.andThen(ask, Effect.fail(new Errors.AccountLocked())) } },
      Effect.gen(function* () {
        const { id } = yield* create("ana")
        yield* reaches(id, "WAITING_USER_INPUT")
        yield* answer(id, { token: "123456" })
        yield* ended(id)
        yield* (yield* Items).remove(applicationId, id, "a test")
        const { journal } = yield* MessageStorage.MemoryDriver
        const payloads = journal.flatMap((envelope) => (envelope._tag === "Request" ? [envelope.payload] : []))
        const keys = new Set(payloads.flatMap((payload) => Object.keys(Object(payload))))
        assert.deepStrictEqual([...keys].toSorted(), ["attempt", "challengeId", "executionId"])
        for (const payload of payloads) {
          for (const value of Object.values(Object(payload))) {
            assert.isTrue(typeof value === "number" || /^[0-9a-f-]{36}$/.test(String(value)), String(value))
          }
        }
      })
    )
  )
})
