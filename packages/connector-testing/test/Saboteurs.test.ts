// Every check fails on its saboteur, and no other check does. Here each saboteur meets its own check; all others too with
// TOMADA_SABOTEURS=whole, or of every so many saboteurs one with a number, as `pnpm prove:saboteurs` asks: 47 checks of 50 connectors take minutes.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Suite from "../src/contract/Suite.ts"
import * as Declaration from "./saboteurs/Declaration.ts"
import * as Docs from "./saboteurs/Docs.ts"
import * as Faults from "./saboteurs/Faults.ts"
import * as Fetch from "./saboteurs/Fetch.ts"
import * as Identity from "./saboteurs/Identity.ts"
import { implied } from "./saboteurs/implied.ts"
import * as InBrowser from "./saboteurs/InBrowser.ts"
import * as Login from "./saboteurs/Login.ts"
import type { Saboteur } from "./saboteurs/Saboteur.ts"
import * as Secrecy from "./saboteurs/Secrecy.ts"

const all: ReadonlyArray<Saboteur> = [Declaration, Login, Fetch, Identity, Faults, Secrecy, Docs, InBrowser].flatMap(
  ({ saboteurs }) => saboteurs
)

const asked = process.env["TOMADA_SABOTEURS"]
const every = asked === "whole" ? 1 : Number(asked ?? 0)
const whole = every > 0 ? all.filter((_, index) => index % every === 0) : []

const failing = (saboteur: Saboteur, checks: typeof Suite.all) =>
  Effect.map(
    Effect.flatMap(saboteur.subject, (subject) => Suite.run(subject, checks)),
    (results) => Suite.ids(results, "Failed").toSorted()
  ).pipe(Effect.scoped)

/** None is to be had everywhere. */
const hasChromium = process.env["TOMADA_TEST_BROWSER"] !== undefined

const withBrowser = ({ inBrowser = false }: Pick<Saboteur, "inBrowser">) =>
  inBrowser && !hasChromium ? it.live.skip : it.live

describe("the contract", () => {
  it("has a saboteur for every check", () => {
    const broken = new Set(all.map(({ breaks }) => breaks))
    assert.deepStrictEqual(
      Suite.all.map(({ id }) => id).filter((id) => !broken.has(id)),
      []
    )
  })

  for (const saboteur of all) {
    withBrowser(saboteur)(
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
    withBrowser(saboteur)(
      `only ${breaks} finds a connector that ${how}`,
      () =>
        Effect.gen(function* () {
          const expected = [breaks, ...(implied[breaks] ?? []).map(({ id }) => id)].toSorted()
          assert.deepStrictEqual(yield* failing(saboteur, Suite.all), expected)
        }),
      180_000
    )
  }

  withBrowser({ inBrowser: true })(
    "finds nothing in a browser where the connector is good",
    () =>
      Effect.gen(function* () {
        const checks = whole.length > 0 ? Suite.all : Suite.all.filter(({ id }) => id === "C-43" || id === "C-51")
        const results = yield* Effect.flatMap(InBrowser.good, (subject) => Suite.run(subject, checks))
        assert.deepStrictEqual(Suite.ids(results, "Failed"), [])
        assert.includeMembers([...Suite.ids(results, "Passed")], ["C-43", "C-51"])
      }).pipe(Effect.scoped),
    180_000
  )
})
