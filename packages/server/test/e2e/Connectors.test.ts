// How far a connector can be trusted, as an application is told: worked out at the moment of the answer, and lower as days go by.
import { assert, describe, it } from "@effect/vitest"
import { Quality } from "@tomada/core"
import { ConnectorStore } from "@tomada/store"
import { DateTime, Effect, Layer } from "effect"

import { ConnectorEvidence, of } from "../../src/ConnectorEvidence.ts"
import { connectors } from "../../src/ConnectorRegistry.generated.ts"
import { http } from "./Client.ts"
import { answer, ids, type Json, refusal, results } from "./Keyed.ts"
import { layer, suiteIn, World } from "./World.ts"

const manifestOf = (slug: string) =>
  connectors.find(({ manifest }) => manifest.slug === slug)?.manifest ?? assert.fail(`no ${slug}`)

const recordedAt = "2027-02-01T08:00:00.000Z"
const confirmedAt = "2027-03-01T09:30:00.000Z"

/** Of a version that everything passed of, except what takes balances. */
const found = (version: string): Quality.Evidence => ({
  version,
  owner: "the project",
  raises: false,
  checks: {
    ...Object.fromEntries(
      Quality.Tier.literals.flatMap((tier) => Quality.checksOf[tier].map((id) => [id, "Passed" as const]))
    ),
    "C-25": "Unaudited",
    "C-43": "Exempt"
  },
  recordings: ["ok", "wrong-password"].map((scenario) => ({
    scenario,
    recordedAt: DateTime.makeUnsafe(recordedAt),
    asked: false
  })),
  confirmations: [{ at: DateTime.makeUnsafe(confirmedAt), by: "instance-of-somebody", succeeded: true }]
})

const evidence = of([
  ["sandbox", found(manifestOf("sandbox").version)],
  ["statement-files", found("0.0.1")]
])

const qualityOf = (id: number) => Effect.map(answer(`/tomada/connectors/${id}`), ({ quality }) => quality as Json) // an object of the entry

suiteIn(layer().pipe(Layer.provide(Layer.succeed(ConnectorEvidence, evidence))))("the entry of a connector", (it) => {
  it.effect("is gold while somebody looked at the institution within 30 days, then silver, and none after a year", () =>
    Effect.gen(function* () {
      const { setClock } = yield* World
      const recordings = ["ok", "wrong-password"].map((scenario) => ({ scenario, recordedAt }))
      const always = {
        recordings,
        confirmedAt,
        checks: { passed: Object.keys(found("").checks).length - 2, failed: 0, unaudited: 1, exempt: 1 }
      }
      yield* setClock("2027-03-02T00:00:00Z")
      const entry = yield* answer("/tomada/connectors/2")
      const { institution, version } = manifestOf("sandbox")
      assert.deepInclude(entry, { id: 2, slug: "sandbox", name: institution.name, version, owner: "the project" })
      assert.deepInclude(entry, { country: "BR", transport: "http", isSandbox: true, health: "ONLINE" })
      const gold = yield* qualityOf(2)
      assert.deepInclude(gold, { ...always, tier: "gold", next: "platinum", until: "2027-03-31T09:30:00.001Z" })
      assert.include(gold["lacks"] as ReadonlyArray<string>, "C-25 is unaudited")

      yield* setClock("2027-04-01T09:30:00Z")
      assert.deepStrictEqual(yield* qualityOf(2), {
        ...always,
        tier: "silver",
        next: "gold",
        lacks: ["nobody has looked at the institution itself within 30 days"],
        until: "2028-02-01T08:00:00.001Z"
      })

      yield* setClock("2028-02-01T08:00:01Z")
      assert.deepInclude(yield* qualityOf(2), {
        tier: null,
        next: "bronze",
        lacks: ["no recording is younger than a year"],
        until: null
      })
    })
  )

  it.effect("says that nothing was worked out, of the version that runs", () =>
    Effect.gen(function* () {
      const nothing = {
        tier: null,
        next: "bronze",
        until: null,
        recordings: [],
        confirmedAt: null,
        checks: { passed: 0, failed: 0, unaudited: 0, exempt: 0 }
      }
      assert.deepStrictEqual(yield* qualityOf(1), { ...nothing, lacks: ["nothing was worked out yet"] })
      assert.deepStrictEqual(yield* qualityOf(700), {
        ...nothing,
        lacks: ["what was worked out is of version 0.0.1"]
      })
    })
  )

  it.effect("is one of a list of all, by their numbers, and tells no instance by its name", () =>
    Effect.gen(function* () {
      const list = yield* answer("/tomada/connectors")
      const numbers = connectors.map(({ manifest }) => manifest.id).toSorted((one, other) => one - other)
      assert.deepStrictEqual(ids(results(list)), numbers)
      assert.isNull(list["next"])
      assert.deepStrictEqual(
        results(list)[numbers.indexOf(manifestOf("sandbox").id)],
        yield* answer("/tomada/connectors/2")
      )
      assert.notInclude(JSON.stringify(list), "instance-of-somebody")
      assert.deepStrictEqual(yield* refusal("/tomada/connectors/999999"), [404, "CONNECTOR_NOT_FOUND"])
      assert.strictEqual((yield* http("/tomada/connectors")).status, 403)
    })
  )

  it.effect("shows how the connector fares for everybody at present", () =>
    Effect.gen(function* () {
      const held = yield* ConnectorStore.ConnectorStore
      yield* held.judge(manifestOf("sandbox").id, { status: "UNSTABLE", pausedUntil: null })
      assert.strictEqual((yield* answer("/tomada/connectors/2"))["health"], "UNSTABLE")
      const entry = results(yield* answer("/tomada/connectors")).find(({ id }) => id === 2)
      assert.strictEqual(entry?.["health"], "UNSTABLE")
    })
  )
})

describe("the evidence of this build", () => {
  it.effect("is of connectors that it has, in the version that it has", () =>
    Effect.gen(function* () {
      const known = yield* ConnectorEvidence
      assert.isAtLeast(known.size, 3)
      for (const [slug, { evidence }] of known) assert.strictEqual(evidence.version, manifestOf(slug).version, slug)
    })
  )
})
