import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { assert, it } from "@effect/vitest"
import { Schema } from "effect"

import { differing, inTrial } from "../src/Trial.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))

const Told = Schema.fromJsonString(
  Schema.Struct({ id: Schema.Int, folder: Schema.String, passed: Schema.Int, todos: Schema.Array(Schema.String) })
)

it(
  "a new connector is green with listed todos in a fresh checkout, and its name is taken",
  () =>
    inTrial(root, (trial) => {
      const make = () => {
        const options = ["--json", "--name", "Fresh bank", "--country", "BR", "--challenges", "Otp,Approve"]
        return trial.run("node", ["tooling/create-connector/src/main.ts", ...options])
      }
      const made = make()
      assert.strictEqual(made.status, 0, made.stderr)
      const { folder, id, passed, todos } = Schema.decodeSync(Told)(made.stdout)
      assert.isAtLeast(id, 100_000)
      assert.isAtLeast(passed, 5)
      assert.isTrue(todos.some((todo) => todo.startsWith("C-03") && todo.includes("it lacks a recording")))
      assert.isTrue(existsSync(join(trial.root, folder, "cassettes/fresh-bank")))
      const touched = [
        "docs/connectors.md",
        "packages/server/package.json",
        "packages/server/src/ConnectorRegistry.generated.ts"
      ]
      assert.deepStrictEqual(differing(root, trial.root), [...touched, "pnpm-lock.yaml"])

      const again = make()
      assert.strictEqual(again.status, 1)
      assert.include(again.stdout, "There is a connector fresh-bank already")
    }),
  120_000
)
