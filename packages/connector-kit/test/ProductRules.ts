// The rules of products and of what stands beside them that the compiler keeps. Nothing here runs: that the first list does not
// compile, and the last does, is the test.
// @effect-diagnostics missingEffectContext:off missingEffectError:off globalErrorInEffectFailure:off
import { Effect, Option, Redacted, Stream } from "effect"

import * as Challenges from "../src/Challenges.ts"
import * as Connector from "../src/Connector.ts"
import type { VisitRequest } from "../src/ConnectorHost.ts"
import * as Field from "../src/Field.ts"
import * as Pages from "../src/Pages.ts"
import type { Visit } from "../src/Visit.ts"
import { definition as everything, extras, functions, manifest } from "./Everything.ts"
import { account, definition } from "./Sample.ts"

const approve = Challenges.Challenge.cases.Approve.make({ label: "Approve", where: "app", expiresAt: null })
const inside = { session: { token: "t" } }
const redirecting = Challenges.redirect({ label: "Log in", authorize: () => "https://login.example" })
const again = { times: 2, problem: "Again." }
const retrying = Challenges.retry(approve, () => Effect.void, again)
const none = () => Stream.make(Pages.page<never>([]))
const { LOANS: _, ...allButLoans } = functions
const { CREDIT_CARDS: __, ...noCards } = functions
const { CREDIT_CARDS: ___, ...noCardsNamed } = manifest.products
const asking = Challenges.watch(approve, Effect.succeed(Option.some(1)), { every: "5 seconds" })

export const doNotCompile = [
  () =>
    Connector.make({
      ...everything,
      // @ts-expect-error each product of the manifest has its function
      products: allButLoans
    }),
  () =>
    Connector.make({
      ...definition,
      products: {
        // @ts-expect-error a product that the manifest does not list has none
        LOANS: functions.LOANS
      }
    }),
  () =>
    Connector.make({
      ...everything,
      // @ts-expect-error a product yields its own records
      products: { ...functions, LOANS: functions.INVESTMENTS }
    }),
  () =>
    Connector.make({
      ...everything,
      manifest: { ...manifest, products: noCardsNamed },
      products: noCards,
      // @ts-expect-error bills are part of CREDIT_CARDS
      bills: extras.bills
    }),
  () =>
    Connector.make({
      ...definition,
      // @ts-expect-error bills are part of CREDIT_CARDS, which this one does not list
      bills: none
    }),
  () =>
    Connector.make({
      ...definition,
      // @ts-expect-error documents are those of ACCOUNT_STATEMENTS
      statement: extras.statement
    }),
  () =>
    Connector.make({
      ...definition,
      // @ts-expect-error a manifest names no bills
      manifest: { ...manifest, products: { ACCOUNTS: {}, BILLS: {} } }
    }),
  () =>
    Connector.make({
      ...everything,
      products: {
        ...functions,
        // @ts-expect-error a product cannot watch for what a person does
        IDENTITY: () => Stream.fromEffect(Effect.as(asking, Pages.page([{ fullName: "Ana" }])))
      }
    }),
  () =>
    Connector.make({
      ...everything,
      // @ts-expect-error nor can bills
      bills: () => Stream.fromEffect(Effect.as(asking, Pages.page<never>([])))
    }),
  () =>
    Connector.make({
      ...everything,
      // @ts-expect-error nor a live balance
      balance: () => Effect.as(asking, { balance: account.balance, currencyCode: "BRL" })
    }),
  () =>
    Connector.make({
      ...everything,
      // @ts-expect-error nor a document
      statement: () => Effect.as(asking, { bytes: new Uint8Array(), contentType: "application/pdf" })
    }),
  () =>
    Connector.make({
      ...everything,
      // @ts-expect-error nor a revocation
      revoke: () => Effect.asVoid(asking)
    }),
  () =>
    Connector.make({
      ...definition,
      manifest: { ...definition.manifest, unattended: "until-session-expiry" },
      // @ts-expect-error nor a resume, by redirect either
      resume: (held) => Effect.as(redirecting, held)
    }),
  () =>
    Connector.make({
      ...definition,
      // @ts-expect-error a login that watches cannot run with nobody present
      login: () => Effect.as(asking, inside)
    }),
  () =>
    Connector.make({
      ...definition,
      // @ts-expect-error a login that asks again cannot run with nobody present
      login: () => Effect.as(retrying, inside)
    }),
  () =>
    Connector.make({
      ...definition,
      // @ts-expect-error nor one that redirects
      login: () => Effect.as(redirecting, inside)
    }),
  () =>
    Challenges.watch(
      // @ts-expect-error a question is asked, not watched
      Challenges.Challenge.cases.Select.make({ name: "s", label: "S", options: [], expiresAt: null }),
      Effect.succeed(Option.some(1)),
      { every: "5 seconds" }
    ),
  () =>
    Connector.make({
      ...definition,
      manifest: { ...definition.manifest, unattended: "never" },
      credentials: { token: Field.otp({ label: "Token" }) },
      // @ts-expect-error a code that serves once is opened only where it is sent
      login: (credentials) => Effect.succeed({ session: { token: Redacted.value(credentials).token } })
    }),
  // @ts-expect-error the rows of an account need the account
  (visit: Visit) => visit.collect("TRANSACTIONS", null),
  // @ts-expect-error movements are those of an investment
  (visit: Visit) => visit.collect("INVESTMENTS_TRANSACTIONS", { account, window: null }),
  // @ts-expect-error details are asked for by the rows' ids
  (visit: Visit) => visit.collect("PAYMENT_DATA", { account, rows: [{ description: "no id" }] })
]

// And what must compile: everything, and a login that watches and redirects where somebody is present.
export const compiles = [
  () => Connector.make(everything),
  () => Connector.make({ ...definition, balance: extras.balance, revoke: extras.revoke }),
  () =>
    Connector.make({
      ...definition,
      manifest: { ...definition.manifest, unattended: "until-session-expiry", challenges: ["Approve", "Redirect"] },
      login: () =>
        Effect.gen(function* () {
          yield* asking
          yield* Challenges.redirect({
            label: "Log in",
            authorize: ({ state }) => `https://login.example?state=${state}`
          })
          return { session: { token: "t" } }
        })
    }),
  (request: Omit<VisitRequest, "show" | "redirectUri">): VisitRequest => request
]
