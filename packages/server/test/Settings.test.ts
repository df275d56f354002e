import { assert, describe, it } from "@effect/vitest"
import { EgressAddress, EgressAllowList } from "@tomada/engine"
import { ConfigProvider, Duration, Effect, Layer, Option } from "effect"
import { RunnerAddress } from "effect/cluster"

import { Settings } from "../src/Settings.ts"

const read = (env: Readonly<Record<string, string>>) =>
  Effect.map(Settings, (settings) => settings).pipe(
    Effect.provide(
      Layer.fresh(Settings.layer).pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))
    )
  )

const problem = (env: Readonly<Record<string, string>>) => Effect.map(Effect.flip(read(env)), ({ message }) => message)

describe("the settings of webhooks", () => {
  it.effect("allow no private receiver and take the standard schedule, unless they say otherwise", () =>
    Effect.gen(function* () {
      const plain = yield* read({})
      assert.deepStrictEqual(plain.webhookAllow, EgressAllowList.none)
      assert.strictEqual(plain.webhookSchedule, "standard")
      const said = yield* read({
        TOMADA_WEBHOOK_ALLOW: " homeassistant.local, 192.168.1.0/24:8123 ",
        TOMADA_WEBHOOK_SCHEDULE: "pluggy"
      })
      assert.strictEqual(said.webhookSchedule, "pluggy")
      assert.isTrue(EgressAllowList.allowsHost(said.webhookAllow, "homeassistant.local", 80))
      const inside = EgressAddress.parse("192.168.1.7")
      assert.isDefined(inside)
      if (inside === undefined) return
      assert.isTrue(EgressAllowList.allowsAddress(said.webhookAllow, inside, 8123))
      assert.isFalse(EgressAllowList.allowsAddress(said.webhookAllow, inside, 80))
    })
  )

  it.effect("that cannot be used are named without what they said", () =>
    Effect.gen(function* () {
      const allow = yield* problem({ TOMADA_WEBHOOK_ALLOW: "http://canary.example.com" })
      assert.include(allow, "TOMADA_WEBHOOK_ALLOW")
      const schedule = yield* problem({ TOMADA_WEBHOOK_SCHEDULE: "canary" })
      assert.include(schedule, "TOMADA_WEBHOOK_SCHEDULE")
      for (const text of [allow, schedule]) assert.notInclude(text, "canary")
    })
  )
})

describe("the settings of many processes", () => {
  const DATABASE_URL = "postgresql://joe:hunter2@127.0.0.1:1/bank"

  it.effect("leave the database to one process, which stops at once where it is the embedded one", () =>
    Effect.gen(function* () {
      const plain = yield* read({})
      assert.deepStrictEqual(plain.runnerAddress, Option.none())
      assert.strictEqual(Duration.toSeconds(plain.drain), 0)
      assert.strictEqual(Duration.toSeconds((yield* read({ DATABASE_URL })).drain), 60)
      assert.strictEqual(Duration.toSeconds((yield* read({ DATABASE_URL, TOMADA_DRAIN: "0" })).drain), 0)
      assert.strictEqual(Duration.toSeconds((yield* read({ TOMADA_DRAIN: "20" })).drain), 20)
    })
  )

  it.effect("say where the others reach a process, or that it visits nothing", () =>
    Effect.gen(function* () {
      for (const [said, host, port] of [
        ["10.0.0.7:34431", "10.0.0.7", 34_431],
        ["runner-1.tomada.internal:80", "runner-1.tomada.internal", 80],
        ["[fd12::7]:34431", "fd12::7", 34_431]
      ] as const) {
        const { runnerAddress } = yield* read({ DATABASE_URL, TOMADA_RUNNER_ADDRESS: said })
        assert.deepStrictEqual(runnerAddress, Option.some(RunnerAddress.RunnerAddress.make({ host, port })))
      }
      const { runnerAddress } = yield* read({ DATABASE_URL, TOMADA_RUNNER_ADDRESS: "none" })
      assert.deepStrictEqual(runnerAddress, Option.some("none" as const))
    })
  )

  it.effect("that cannot be used are named with their rule", () =>
    Effect.gen(function* () {
      for (const TOMADA_RUNNER_ADDRESS of ["here", "host:99999", "http://host:1", "host:1/path"]) {
        assert.match(yield* problem({ DATABASE_URL, TOMADA_RUNNER_ADDRESS }), /TOMADA_RUNNER_ADDRESS .*host:port/)
      }
      assert.match(yield* problem({ TOMADA_RUNNER_ADDRESS: "none" }), /TOMADA_RUNNER_ADDRESS .*DATABASE_URL.*not set/)
      assert.match(yield* problem({ TOMADA_DRAIN: "1m" }), /TOMADA_DRAIN .*seconds from 0 to 9999/)
    })
  )
})

describe("the setting of metrics", () => {
  it.effect("opens them to the operator's token alone, unless it says loopback", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* read({})).metrics, "token")
      assert.strictEqual((yield* read({ TOMADA_METRICS: "loopback" })).metrics, "loopback")
      assert.include(yield* problem({ TOMADA_METRICS: "everyone" }), "TOMADA_METRICS")
    })
  )
})
