// The real bank on loopback and a visit to it: what the connectors are judged by.
import { assert } from "@effect/vitest"
import { type Challenges, ConnectorHost, Errors } from "@tomada/connector-kit"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect, Layer, Option, Redacted, type Scope } from "effect"

import { connectors, host } from "../src/index.ts"

export { Ledger, SandboxBank, Users } from "@tomada/sandbox-bank"

/** Connectors by id: with user and password alone, with a token beside them, with a second factor, with the bank's consent. */
export const plain = 2
export const oneStep = 1
export const twoStep = 3
export const atBanksLogin = 701
/** With the bank's application in a browser, for all of a visit or for its login. */
export const inBrowser = 702
export const browserLogin = 703

export const today = "2026-03-20"
export const password = "password-ok"

type Ask = ConnectorHost.VisitRequest["ask"]

const nobody: Ask = () => Effect.fail(new Errors.ChallengeFailed({ why: "no-user-present" }))

/** Answers every question with the next of these answers, and remembers the questions. */
export const person = (...answers: ReadonlyArray<string>) => {
  const questions: Array<Challenges.Challenge> = []
  const ask = (challenge: Challenges.Challenge) =>
    Effect.suspend(() => {
      const given = answers[questions.push(challenge) - 1]
      return given === undefined
        ? Effect.fail(new Errors.ChallengeFailed({ why: "timeout" }))
        : Effect.succeed(Redacted.make(given))
    })
  return { questions, ask }
}

/** A person who is sent to the bank's own login and decides there. */
export const consenting =
  (user: string, decision: "allow" | "deny" = "allow", changed: Readonly<Record<string, string>> = {}) =>
  (challenge: Challenges.Challenge): Effect.Effect<Redacted.Redacted<string>, never, SandboxBank> =>
    Effect.gen(function* () {
      if (challenge._tag !== "Redirect") return assert.fail(`asked by ${challenge._tag}`)
      const asked = new URL(challenge.url)
      const { url } = yield* SandboxBank
      const body = new URLSearchParams({
        ...Object.fromEntries(asked.searchParams),
        user,
        password,
        decision,
        ...changed
      })
      const answer = yield* Effect.promise(() =>
        fetch(`${url}${asked.pathname}`, { method: "POST", body, redirect: "manual" })
      )
      return Redacted.make(new URL(answer.headers.get("location") ?? "http://nowhere.test").search)
    })

export const redirectUri = "http://127.0.0.1:9/callback"

export interface Visiting {
  readonly connectorId?: number
  readonly saved?: ConnectorHost.Saved
  readonly password?: string
  readonly token?: string
  readonly ask?: Ask
  readonly show?: NonNullable<ConnectorHost.VisitRequest["show"]>
}

/** A visit of this user, before its login. */
export const visit = (
  user: string,
  { ask = nobody, connectorId = plain, password: given = password, saved, show, token }: Visiting = {}
): Effect.Effect<ConnectorHost.Visit, never, SandboxBank | Scope.Scope> =>
  Effect.gen(function* () {
    const bank = yield* SandboxBank
    yield* bank.setToday(today)
    const connectTo = { [host]: new URL(bank.url).host }
    return yield* Effect.flatMap(ConnectorHost.ConnectorHost, (connectorHost) =>
      connectorHost.open({
        connectorId: connectorId as ConnectorHost.VisitRequest["connectorId"], // one of the sandbox's
        parameters: Redacted.make({ user, password: given, ...(token === undefined ? {} : { token }) }),
        saved: saved ?? { session: Option.none(), trust: Option.none() },
        redirectUri,
        ...(show === undefined ? {} : { show }),
        ask
      })
    ).pipe(Effect.provide(ConnectorHost.ConnectorHost.layerInProcess(connectors, { connectTo })), Effect.orDie)
  })

/** A visit that is in, whichever way the connector goes in. */
export const inside = (user: string, connectorId: number) =>
  Effect.gen(function* () {
    const bank = yield* SandboxBank
    const answer = (challenge: Challenges.Challenge) =>
      challenge._tag === "Redirect" ? consenting(user)(challenge) : Effect.succeed(Redacted.make("123456"))
    const ask = (challenge: Challenges.Challenge) => Effect.provideService(answer(challenge), SandboxBank, bank)
    return yield* loggedIn(user, { connectorId, ask })
  })

export const loggedIn = (user: string, options: Visiting = {}) =>
  Effect.tap(visit(user, options), (opened) => opened.login)

/** A bank of its own for a test. */
export const atBank = <A, E>(test: Effect.Effect<A, E, SandboxBank | Scope.Scope>) =>
  test.pipe(Effect.scoped, Effect.provide(Layer.fresh(SandboxBank.layer())))
