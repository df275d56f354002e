import { assert, describe, it } from "@effect/vitest"
import { EgressAddress, EgressAllowList } from "@tomada/engine"
import { ConfigProvider, Effect, Layer } from "effect"

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
