// Every check fails on its saboteur, and no other check does. Here each saboteur meets its own check; all others too with
// TOMADA_SABOTEURS=whole, or of every so many saboteurs one with a number, as `pnpm prove:saboteurs` asks: 47 checks of 49 connectors take minutes.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { CheckId } from "../src/contract/Check.ts"
import * as Suite from "../src/contract/Suite.ts"
import * as Declaration from "./saboteurs/Declaration.ts"
import * as Docs from "./saboteurs/Docs.ts"
import * as Faults from "./saboteurs/Faults.ts"
import * as Fetch from "./saboteurs/Fetch.ts"
import * as Identity from "./saboteurs/Identity.ts"
import { implied } from "./saboteurs/implied.ts"
import * as Login from "./saboteurs/Login.ts"
import type { Saboteur } from "./saboteurs/Saboteur.ts"
import * as Secrecy from "./saboteurs/Secrecy.ts"

const all: ReadonlyArray<Saboteur> = [Declaration, Login, Fetch, Identity, Faults, Secrecy, Docs].flatMap(
  ({ saboteurs }) => saboteurs
)

const asked = process.env["TOMADA_SABOTEURS"]
const every = asked === "whole" ? 1 : Number(asked ?? 0)
const whole = every > 0 ? all.filter((_, index) => index % every === 0) : []

const failing = (saboteur: Saboteur, checks: typeof Suite.all) =>
  Effect.map(
    Effect.flatMap(saboteur.subject, (subject) => Suite.run(subject, checks)),
    (results) => Suite.ids(results, "Failed").toSorted()
  )

/** A browser that crashes is nothing that the model bank has: its check has met real ones alone. */
const without: ReadonlySet<CheckId> = new Set(["C-43"])

describe("the contract", () => {
  it("has a saboteur for every check", () => {
    const broken = new Set(all.map(({ breaks }) => breaks))
    assert.deepStrictEqual(
      Suite.all.map(({ id }) => id).filter((id) => !broken.has(id)),
      [...without]
    )
  })

  for (const saboteur of all) {
    it.live(
      `${saboteur.breaks} finds a connector that ${saboteur.how}`,
      () =>
        Effect.gen(function* () {
          const own = Suite.all.filter(({ id }) => id === saboteur.breaks)
          assert.deepStrictEqual(yield* failing(saboteur, own), [saboteur.breaks])
        }),
      60_000
    )
  }

  for (const saboteur of whole) {
    const { breaks, how } = saboteur
    it.live(
      `only ${breaks} finds a connector that ${how}`,
      () =>
        Effect.gen(function* () {
          const expected = [breaks, ...(implied[breaks] ?? []).map(({ id }) => id)].toSorted()
          assert.deepStrictEqual(yield* failing(saboteur, Suite.all), expected)
        }),
      180_000
    )
  }
})
