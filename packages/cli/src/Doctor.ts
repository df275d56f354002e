// `tomada doctor`: whether what a start needs is as it should be, on this computer and in the database.
import { Console, Effect, Schema } from "effect"
import { Command, Flag } from "effect/cli"

import * as Words from "./OperatorWords.ts"

/** Something keeps Tomada from working; what, was told already. */
export class Unwell extends Schema.TaggedError<Unwell>()("Unwell", { checks: Schema.Array(Schema.String) }) {
  override get message() {
    return `not as it should be: ${this.checks.join(", ")}`
  }
}

const json = Flag.Boolean("json").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Print one line of JSON instead of the words for people")
)

const marks = { ok: "ok", warning: "look", bad: "BAD" } as const

export const doctor = Command.make(
  "doctor",
  { json },
  Effect.fn(function* ({ json }) {
    const { Doctor } = yield* Effect.promise(() => import("@tomada/server"))
    const findings = yield* Doctor.examine
    const bad = findings.filter(({ state }) => state === "bad").map(({ check }) => check)
    if (json) yield* Console.log(JSON.stringify({ ok: bad.length === 0, checks: findings }))
    else for (const { check, state, what } of findings) yield* Console.log(line(marks[state], check, Words.plain(what)))
    if (bad.length > 0) return yield* new Unwell({ checks: bad })
  })
).pipe(
  Command.withShortDescription("Look whether everything is as it should be"),
  Command.withDescription(
    `Look whether the settings, the data folder, the keys, the browser and the database are as they should be, and whether row
  level security keeps the rows of applications apart; say what to do about what is not. Changes nothing; Tomada may run
  meanwhile, and has to for a look at the PostgreSQL of the data folder. Exit code 1 when something is BAD.

SETTINGS (environment): those of \`tomada up\``
  )
)

const line = (mark: string, check: string, what: string): string => `${mark.padEnd(5)} ${check.padEnd(19)} ${what}`
