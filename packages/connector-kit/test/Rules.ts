// The rules that the compiler keeps. Nothing here runs: that the first list does not compile, and the last does, is the test.
// @effect-diagnostics missingEffectContext:off missingEffectError:off globalErrorInEffectFailure:off
import { Effect, Stream } from "effect"

import { Challenge, Challenges } from "../src/Challenges.ts"
import * as Connector from "../src/Connector.ts"
import * as Pages from "../src/Pages.ts"
import { credentials, definition, manifest, session } from "./Sample.ts"

const asking = () =>
  Effect.gen(function* () {
    const challenges = yield* Challenges
    yield* challenges.ask(Challenge.cases.Approve.make({ label: "Approve", where: "app", expiresAt: null }))
    return { session: { token: "t" } }
  })

const none = () => Stream.make(Pages.page<never>([]))

export const doNotCompile = [
  () =>
    Connector.make({
      ...definition,
      // @ts-expect-error a login that asks cannot run with nobody present
      login: asking
    }),
  () =>
    Connector.make({
      manifest: { ...manifest, unattended: "always" },
      credentials,
      session,
      resume: definition.resume,
      accounts: definition.accounts,
      products: {},
      // @ts-expect-error the same where nothing else is given by name
      login: () => Effect.map(Challenges, () => ({ session: { token: "t" } }))
    }),
  () =>
    Connector.make({
      ...definition,
      manifest: { ...manifest, unattended: "until-session-expiry" },
      // @ts-expect-error a resume cannot ask, whoever is present
      resume: (held) => Effect.as(Challenges, held)
    }),
  () =>
    Connector.make({
      ...definition,
      manifest: { ...manifest, products: { ACCOUNTS: {}, IDENTITY: {} } },
      // @ts-expect-error a product of the manifest has its function
      products: {}
    }),
  () =>
    Connector.make({
      ...definition,
      products: {
        // @ts-expect-error a product that the manifest does not list has none
        IDENTITY: none
      }
    }),
  () =>
    Connector.make({
      ...definition,
      // @ts-expect-error a session is what its schema says
      login: () => Effect.succeed({ session: { token: 1 } })
    }),
  () =>
    Connector.make({
      ...definition,
      // @ts-expect-error an error outside the closed union
      resume: () => Effect.fail(new Error("no"))
    })
]

// And what must compile: a login that asks, where somebody is present.
export const compiles = () =>
  Connector.make({
    ...definition,
    manifest: { ...manifest, unattended: "until-session-expiry", challenges: ["Approve"] },
    login: asking
  })
