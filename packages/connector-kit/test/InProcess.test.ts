import { assert, describe, it } from "@effect/vitest"
import { Manifest } from "@tomada/core"
import { DateTime, Deferred, Effect, Exit, Option, Redacted, Stream } from "effect"
import { z } from "zod"

import { Challenge, Challenges } from "../src/Challenges.ts"
import * as Connector from "../src/Connector.ts"
import { ConnectorHost, type InProcessOptions, type Saved, type VisitRequest } from "../src/ConnectorHost.ts"
import { ChallengeFailed, RateLimited, SessionExpired } from "../src/Errors.ts"
import * as Field from "../src/Field.ts"
import { Http } from "../src/Http.ts"
import * as Pages from "../src/Pages.ts"
import { inBank } from "./Client.ts"
import { Loopback } from "./Loopback.ts"
import { account, definition, manifest } from "./Sample.ts"

const nothing: Saved = { session: Option.none(), trust: Option.none() }

const request = (more: Partial<VisitRequest> = {}): VisitRequest => ({
  connectorId: Manifest.ConnectorId.make(manifest.id),
  parameters: Redacted.make({ user: "ana", password: "canary" }),
  saved: nothing,
  ask: () => Effect.fail(new ChallengeFailed({ why: "no-user-present" })),
  ...more
})

const open = (connector: Connector.Connector, more?: Partial<VisitRequest>, options?: InProcessOptions) =>
  Effect.flatMap(ConnectorHost, (host) => host.open(request(more))).pipe(
    Effect.provide(ConnectorHost.layerInProcess([connector], options))
  )

describe("a host of connectors", () => {
  it.effect("knows its connectors by id, and no others", () =>
    Effect.gen(function* () {
      const host = yield* ConnectorHost
      assert.strictEqual((yield* host.manifest(900)).slug, "sample")
      assert.strictEqual((yield* Effect.flip(host.manifest(901)))._tag, "ConnectorNotFound")
      const other = request({ connectorId: Manifest.ConnectorId.make(901) })
      assert.strictEqual((yield* Effect.flip(Effect.scoped(host.open(other))))._tag, "ConnectorNotFound")
      const refused = yield* Effect.flip(host.check(900, Redacted.make({ user: "ana" })))
      assert.strictEqual(refused._tag, "CredentialsRejected")
    }).pipe(Effect.provide(ConnectorHost.layerInProcess([Connector.make(definition)])))
  )
})

describe("a visit in this process", () => {
  it.effect("logs in, collects, and is resumed from what it kept", () =>
    Effect.gen(function* () {
      const resumed: Array<unknown> = []
      const connector = Connector.make({
        ...definition,
        resume: (held) =>
          Effect.as(
            Effect.sync(() => resumed.push(held)),
            held
          )
      })
      const first = yield* open(connector)
      yield* first.login
      const pages = yield* Stream.runCollect(first.collect("ACCOUNTS", null))
      assert.deepStrictEqual(
        pages.flatMap(({ records }) => records),
        [account]
      )
      const second = yield* open(connector, { saved: yield* first.saved })
      yield* second.resume
      assert.deepStrictEqual(resumed, [{ token: "t-1" }])
      assert.strictEqual((yield* Stream.runCollect(second.collect("ACCOUNTS", null))).length, 1)
    }).pipe(Effect.scoped)
  )

  const foreign = [
    ["nothing", undefined],
    ["a text that is no JSON", "canary"],
    ["a session of another shape", JSON.stringify({ state: JSON.stringify({ other: 1 }), cookies: "{}" })],
    ["a state that is no JSON", JSON.stringify({ state: "canary", cookies: "{}" })],
    ["another version's text", JSON.stringify({ token: "t-1" })]
  ] as const
  for (const [what, text] of foreign) {
    it.effect(`that has kept ${what} has no session to resume`, () =>
      Effect.gen(function* () {
        const session = Option.map(Option.fromUndefinedOr(text), (kept) => Redacted.make(kept))
        const visit = yield* open(Connector.make(definition), { saved: { ...nothing, session } })
        assert.deepStrictEqual(yield* Effect.flip(visit.resume), new SessionExpired())
        yield* visit.login
        assert.isTrue(Option.isSome((yield* visit.saved).session), "and logs in as if there had been none")
      }).pipe(Effect.scoped)
    )
  }

  it.effect("collects nothing before it is in", () =>
    Effect.gen(function* () {
      const visit = yield* open(Connector.make(definition))
      const error = yield* Effect.flip(Stream.runCollect(visit.collect("ACCOUNTS", null)))
      assert.strictEqual(error._tag, "SessionExpired")
      assert.deepStrictEqual(yield* visit.saved, nothing)
    }).pipe(Effect.scoped)
  )

  it.effect("does not collect what its connector does not offer", () =>
    Effect.gen(function* () {
      const visit = yield* open(Connector.make(definition))
      yield* visit.login
      const error = yield* Effect.flip(Stream.runCollect(visit.collect("IDENTITY", null)))
      assert.deepInclude(error, { _tag: "Unsupported", what: "IDENTITY" })
    }).pipe(Effect.scoped)
  )

  it.effect("whose form has changed since finds its credentials invalid, and names the fields", () =>
    Effect.gen(function* () {
      const visit = yield* open(Connector.make(definition), { parameters: Redacted.make({ user: "ana" }) })
      const error = yield* Effect.flip(visit.login)
      assert.deepInclude(error, { _tag: "InvalidCredentials" })
      assert.deepStrictEqual("fields" in error && error.fields, ["password"])
    }).pipe(Effect.scoped)
  )

  it.effect("without a fresh code finds nobody to give it, and does not blame the credentials", () =>
    Effect.gen(function* () {
      const sent: Array<string> = []
      const { login: _, ...rest } = definition
      const connector = Connector.make({
        ...rest,
        manifest: { ...manifest, unattended: "until-session-expiry" },
        credentials: { ...definition.credentials, token: Field.otp({ label: "Token", validation: /^\d{6}$/ }) },
        login: (credentials) =>
          Effect.sync(() => {
            sent.push(Redacted.value(Redacted.value(credentials).token))
            return { session: { token: "t" } }
          })
      })
      const given = (more: Readonly<Record<string, string>>) =>
        open(connector, { parameters: Redacted.make({ user: "ana", password: "p", ...more }) })
      const later = yield* given({})
      assert.deepInclude(yield* Effect.flip(later.login), { _tag: "ChallengeFailed", why: "no-user-present" })
      const wrong = yield* given({ token: "12" })
      assert.deepInclude(yield* Effect.flip(wrong.login), { _tag: "InvalidCredentials" })
      const both = yield* open(connector, { parameters: Redacted.make({ user: "ana" }) })
      assert.deepInclude(yield* Effect.flip(both.login), { _tag: "InvalidCredentials" })
      yield* (yield* given({ token: "123456" })).login
      assert.deepStrictEqual(sent, ["123456"])
    }).pipe(Effect.scoped)
  )

  it.effect("asks the person through whoever opened it", () =>
    Effect.gen(function* () {
      const connector = Connector.make({
        ...definition,
        manifest: { ...manifest, unattended: "never" },
        login: () =>
          Effect.gen(function* () {
            const challenge = Challenge.cases.Approve.make({ label: "Approve", where: "app", expiresAt: null })
            const answer = yield* (yield* Challenges).ask(challenge)
            return { session: { token: Redacted.value(answer) } }
          })
      })
      const visit = yield* open(connector, { ask: () => Effect.succeed(Redacted.make("yes")) })
      yield* visit.login
      const { session } = yield* visit.saved
      assert.include(Redacted.value(Option.getOrThrow(session)), "yes")
      const alone = yield* open(connector)
      assert.deepInclude(yield* Effect.flip(alone.login), { _tag: "ChallengeFailed", why: "no-user-present" })
    }).pipe(Effect.scoped)
  )

  it.effect("keeps a device's trust beside the session", () =>
    Effect.gen(function* () {
      const given: Array<unknown> = []
      const connector = Connector.make({
        ...definition,
        trust: z.object({ device: z.string() }),
        login: (_, trust) =>
          Effect.sync(() => {
            given.push(trust)
            return { session: { token: "t" }, ...(trust === undefined ? { trust: { device: "d-1" } } : {}) }
          })
      })
      const first = yield* open(connector)
      yield* first.login
      const { trust } = yield* first.saved
      const second = yield* open(connector, { saved: { session: Option.none(), trust } })
      yield* second.login
      const broken = Option.some(Redacted.make('{"device":1}'))
      const third = yield* open(connector, { saved: { session: Option.none(), trust: broken } })
      yield* third.login
      assert.deepStrictEqual(given, [undefined, { device: "d-1" }, undefined])
      assert.deepStrictEqual((yield* second.saved).trust, trust, "one that is still good is kept")
    }).pipe(Effect.scoped)
  )

  it.effect("begins a login without the cookies of the session that ended", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = ({ url }, response) => response.setHeader("set-cookie", `at=${url.slice(1)}; Path=/`).end()
        const visitPage = (page: string) =>
          Effect.flatMap(Http, (http) => http.request({ url: `https://sample.example/${page}` }))
        const connector = Connector.make({
          ...definition,
          login: () => Effect.as(Effect.orDie(visitPage("login")), { session: { token: "t" } }),
          resume: () => Effect.andThen(Effect.orDie(visitPage("resume")), Effect.fail(new SessionExpired()))
        })
        const options = { connectTo: { "sample.example": bank.address } }
        const first = yield* open(connector, {}, options)
        yield* first.login
        const second = yield* open(connector, { saved: yield* first.saved }, options)
        yield* Effect.flip(second.resume)
        yield* second.login
        assert.deepStrictEqual(
          bank.reached.map(({ cookie, url }) => [url, cookie]),
          [
            ["/login", ""],
            ["/resume", "at=login"],
            ["/login", ""]
          ]
        )
      })
    )
  )

  const boom = new Error("the connector's own mistake")
  const throwing = (): never => {
    throw boom
  }
  for (const [how, login] of [
    ["throws at once", throwing],
    ["throws in an effect", () => Effect.sync(throwing)],
    ["dies", () => Effect.die(boom)],
    ["rejects a promise", () => Effect.promise(() => Promise.reject(boom))]
  ] as const) {
    it.effect(`whose connector ${how} has a defect of its own, and harms no other`, () =>
      Effect.gen(function* () {
        const host = yield* ConnectorHost
        const bad = yield* host.open(request())
        const exit = yield* Effect.exit(bad.login)
        assert.isTrue(Exit.hasDies(exit))
        const good = yield* host.open(request({ connectorId: Manifest.ConnectorId.make(901) }))
        yield* good.login
      }).pipe(
        Effect.scoped,
        Effect.provide(
          ConnectorHost.layerInProcess([
            Connector.make({ ...definition, login }),
            Connector.make({ ...definition, manifest: { ...manifest, id: 901, slug: "good" } })
          ])
        )
      )
    )
  }

  it.effect("whose stream throws fails there", () =>
    Effect.gen(function* () {
      for (const accounts of [throwing, () => Stream.die(boom), () => Stream.fromEffect(Effect.sync(throwing))]) {
        const visit = yield* open(Connector.make({ ...definition, accounts }))
        yield* visit.login
        assert.isTrue(Exit.hasDies(yield* Effect.exit(Stream.runDrain(visit.collect("ACCOUNTS", null)))))
      }
    }).pipe(Effect.scoped)
  )

  it.effect("spends the budgets of the request that opened it, and asks nothing once they are empty", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = (_, response) => response.end("in")
        const asking = Effect.as(
          Http.use((http) => http.request({ url: "http://sample.example/" })),
          { session: { token: "t-1" } }
        )
        const connector = Connector.make({ ...definition, login: () => asking })
        const empty = new RateLimited({ budget: "requests", resetsAt: DateTime.makeUnsafe("2026-09-02T03:00:00Z") })
        let left = 1
        const spend = Effect.suspend(() => (left-- > 0 ? Effect.void : Effect.fail(empty)))
        const connectTo = { "sample.example": bank.address }
        const visit = yield* open(connector, { spend }, { connectTo })
        yield* visit.login
        assert.deepStrictEqual(yield* Effect.flip(visit.login), empty)
        assert.strictEqual(bank.reached.length, 1)
      })
    )
  )

  it.effect("that is left frees what its connector took", () =>
    Effect.gen(function* () {
      const freed: Array<string> = []
      const began = yield* Deferred.make<void>()
      const connector = Connector.make({
        ...definition,
        login: () =>
          Effect.as(
            Effect.acquireRelease(Effect.void, () => Effect.sync(() => freed.push("login"))),
            { session: { token: "t" } }
          ),
        accounts: () =>
          Stream.fromEffect(
            Effect.acquireRelease(Deferred.succeed(began, undefined), () =>
              Effect.sync(() => freed.push("accounts"))
            ).pipe(Effect.andThen(Effect.never), Effect.as(Pages.page([account])))
          )
      })
      const visit = Effect.scoped(
        Effect.gen(function* () {
          const opened = yield* open(connector)
          yield* opened.login
          assert.deepStrictEqual(freed, [], "what a login took lasts as long as the visit")
          yield* Stream.runDrain(opened.collect("ACCOUNTS", null))
        })
      )
      yield* Effect.raceFirst(visit, Deferred.await(began))
      assert.deepStrictEqual(freed.toSorted(), ["accounts", "login"])
    })
  )
})
