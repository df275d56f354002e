// The real bank on loopback and a visit to it: what the connectors are judged by.
import { ConnectorHost, Errors } from "@tomada/connector-kit"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect, Layer, Option, Redacted, type Scope } from "effect"

import { connectors, host } from "../src/index.ts"

export { Ledger, SandboxBank, Users } from "@tomada/sandbox-bank"

/** Connectors by id: with user and password alone, and with a second factor. */
export const plain = 2
export const twoStep = 3

export const today = "2026-03-20"
export const password = "password-ok"

type Ask = ConnectorHost.VisitRequest["ask"]

const nobody: Ask = () => Effect.fail(new Errors.ChallengeFailed({ why: "no-user-present" }))

export interface Visiting {
  readonly connectorId?: number
  readonly saved?: ConnectorHost.Saved
  readonly password?: string
  readonly ask?: Ask
}

/** A visit of this user, before its login. */
export const visit = (
  user: string,
  { ask = nobody, connectorId = plain, password: given = password, saved }: Visiting = {}
): Effect.Effect<ConnectorHost.Visit, never, SandboxBank | Scope.Scope> =>
  Effect.gen(function* () {
    const bank = yield* SandboxBank
    yield* bank.setToday(today)
    const connectTo = { [host]: new URL(bank.url).host }
    return yield* Effect.flatMap(ConnectorHost.ConnectorHost, (connectorHost) =>
      connectorHost.open({
        connectorId: connectorId as ConnectorHost.VisitRequest["connectorId"], // one of the sandbox's
        parameters: Redacted.make({ user, password: given }),
        saved: saved ?? { session: Option.none(), trust: Option.none() },
        ask
      })
    ).pipe(Effect.provide(ConnectorHost.ConnectorHost.layerInProcess(connectors, { connectTo })), Effect.orDie)
  })

export const loggedIn = (user: string, options: Visiting = {}) =>
  Effect.tap(visit(user, options), (opened) => opened.login)

/** A bank of its own for a test. */
export const atBank = <A, E>(test: Effect.Effect<A, E, SandboxBank | Scope.Scope>) =>
  test.pipe(Effect.scoped, Effect.provide(Layer.fresh(SandboxBank.layer())))
