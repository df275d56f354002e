// A visit of the sandbox bank over the wire, through the door of its process: what comes of it is what comes of it in this process, money,
// days and questions to the person as well.
import { assert, describe, it } from "@effect/vitest"
import { ConnectorHost, type Visit } from "@tomada/connector-kit"
import { connectors, host as bankHost } from "@tomada/connector-sandbox"
import { type Challenge, CivilDate } from "@tomada/core"
import { ConnectorChildren } from "@tomada/engine"
import { SandboxBank } from "@tomada/sandbox-bank"
import { BigDecimal, Effect, Layer, Option, Redacted, Schema, Stream } from "effect"

const module = import.meta.resolve("@tomada/connector-sandbox")
const today = "2026-03-20"
const window = {
  from: CivilDate.CivilDate.make("2025-12-01"),
  to: CivilDate.CivilDate.make(today),
  today: CivilDate.CivilDate.make(today)
}

const visited = Effect.gen(function* () {
  const host = yield* ConnectorHost.ConnectorHost
  const asked: Array<Challenge.Challenge> = []
  let spent = 0
  const visit = yield* host.open({
    connectorId: 3 as Visit.VisitRequest["connectorId"], // the bank's second factor
    parameters: Redacted.make({ user: "user-ok", password: "password-ok" }),
    saved: { session: Option.none(), trust: Option.none() },
    ask: (challenge) => Effect.sync(() => (asked.push(challenge), Redacted.make("123456"))),
    spend: Effect.sync(() => void (spent += 1))
  })
  yield* visit.login
  const accounts = (yield* Stream.runCollect(visit.collect("ACCOUNTS", null))).flatMap(({ records }) => records)
  const [account] = accounts
  if (account === undefined) return assert.fail("no account")
  const pages = yield* Stream.runCollect(visit.collect("TRANSACTIONS", { account, window }))
  const balance = yield* visit.balance(account)
  const { session } = yield* visit.saved
  const tags = asked.map(({ _tag }) => _tag)
  return { accounts, pages, balance, tags, spent, kept: Option.isSome(session) }
}).pipe(Effect.scoped)

const Amount = Schema.Struct({ _id: Schema.Literal("BigDecimal"), value: Schema.String, scale: Schema.Int })
const isAmount = Schema.is(Amount)

/** Amounts by what they are worth: 7.50 is 7.5. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      isAmount(inner) ? BigDecimal.format(BigDecimal.make(BigInt(inner.value), inner.scale)) : inner
    )
  )

const kinds = new Set<ConnectorChildren.Isolation>(["permissions", ConnectorChildren.isolation()])

describe("A visit in a process of its own", () => {
  for (const isolation of kinds) {
    it.live(
      `reads with ${isolation} what it reads in this process`,
      () =>
        Effect.gen(function* () {
          const bank = yield* SandboxBank
          yield* bank.setToday(today)
          const connectTo = { [bankHost]: new URL(bank.url).host }
          const here = yield* visited.pipe(
            Effect.provide(ConnectorHost.ConnectorHost.layerInProcess(connectors, { connectTo }))
          )
          const there = yield* visited.pipe(
            Effect.provide(
              ConnectorHost.ConnectorHost.layerProcess([module], { connectTo }).pipe(
                Layer.provide(ConnectorChildren.layer({ isolation }))
              )
            )
          )
          assert.deepStrictEqual(plain(there), plain(here))
          assert.deepStrictEqual(there.tags, ["Otp"])
          assert.isAbove(there.pages.flatMap(({ records }) => records).length, 3)
          assert.isAbove(there.spent, 3)
        }).pipe(Effect.provide(SandboxBank.layer())),
      30_000
    )
  }

  it.live("is Blocked where its connector asks for a browser", () =>
    Effect.gen(function* () {
      const host = yield* ConnectorHost.ConnectorHost
      const visit = yield* host.open({
        connectorId: 702 as Visit.VisitRequest["connectorId"], // in a browser
        parameters: Redacted.make({ user: "user-ok", password: "password-ok" }),
        saved: { session: Option.none(), trust: Option.none() },
        ask: () => Effect.die(new Error("nobody is asked"))
      })
      const error = yield* Effect.flip(visit.login)
      assert.strictEqual(error._tag, "Blocked")
    }).pipe(
      Effect.scoped,
      Effect.provide(ConnectorHost.ConnectorHost.layerProcess([module]).pipe(Layer.provide(ConnectorChildren.layer()))),
      Effect.orDie
    )
  )
})
