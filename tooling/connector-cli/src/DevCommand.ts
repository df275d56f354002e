// `dev`: a visit in the whole engine while its author looks on: every step, request and page as it happens, a window where there is a
// display, a wait before each step, and the next start without another login.
import { type Observed, Observed as Watching, Stage } from "@tomada/connector-testing"
import { Console, Effect } from "effect"
import { Command, Flag } from "effect/cli"

import * as Browser from "./Browser.ts"
import * as Checkout from "./Checkout.ts"
import { VisitFailed } from "./Ending.ts"
import * as Flags from "./Flags.ts"
import * as GoingOn from "./GoingOn.ts"
import * as KeptSession from "./KeptSession.ts"
import { LiveLog } from "./LiveLog.ts"
import * as Person from "./Person.ts"
import * as Words from "./Words.ts"

const step = Flag.Boolean("step").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Wait for Enter before each step of the visit; the visit's own time goes on meanwhile")
)

const fromSession = Flag.Boolean("from-session").pipe(
  Flag.withDefault(false),
  Flag.withDescription(
    "Go on with the session of the last dev instead of logging in; nothing is typed, no code is sent"
  )
)

const forget = Flag.Boolean("forget").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Take the kept session away, and do nothing else")
)

const headless = Flag.Boolean("headless").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Without a window even where there is a display")
)

const hooks = (goOn: (what: string) => Effect.Effect<void>): Observed.Hooks => ({
  begins: ({ of, step }) => {
    const what = `${step}${Words.given(of)}`
    return Effect.andThen(Console.error(what), goOn(what))
  },
  page: ({ pages }, { records }) => Console.error(`  page ${pages.length + 1}: ${Words.count(records.length, "row")}`),
  ends: ({ end, pages, step }) => {
    const rows = pages.reduce((sum, { records }) => sum + records.length, 0)
    const read = pages.length === 0 ? "" : `, ${Words.count(rows, "row")} on ${Words.count(pages.length, "page")}`
    return Console.error(`  ${step} ended ${Words.end(end)}${read}`)
  }
})

const summaryOf = Effect.fnUntraced(function* (stage: Stage.Stage, { calls, item }: Stage.Ended, made: number) {
  const accounts = yield* stage.accounts(item.id)
  const held = yield* Effect.forEach(accounts, (account) =>
    Effect.map(stage.transactions(account.id), (rows) => ({ number: account.number, transactions: rows.length }))
  )
  return {
    status: item.executionStatus,
    error: item.error?.code ?? null,
    steps: calls.length,
    requests: made,
    accounts: held
  }
})

type Summary = Effect.Success<ReturnType<typeof summaryOf>>

const words = ({ accounts, error, requests, status, steps }: Summary): string =>
  [
    `ended as ${status}${error === null ? "" : ` (${error})`}: ${Words.count(steps, "step")}, ${Words.count(requests, "request")}`,
    ...accounts.map(({ number, transactions }) => `  ${number}: ${Words.count(transactions, "transaction")}`)
  ].join("\n")

export const dev = Command.make(
  "dev",
  {
    connectTo: Flags.connectTo,
    connector: Flags.connector,
    forget,
    fromSession,
    fromStdin: Flags.fromStdin,
    headless,
    json: Flags.json,
    products: Flags.products,
    step
  },
  Effect.fn(function* (given) {
    const found = yield* Checkout.find(given.connector)
    const { connector } = found
    const kept = yield* KeptSession.open(connector.manifest)
    if (given.forget) {
      yield* kept.forget
      return yield* Console.log("no session is kept")
    }
    const connectTo = yield* Flags.addressesOf(given.connectTo)
    const products = yield* Flags.productsOf(given.products)
    const saved = given.fromSession ? yield* kept.read : null
    const needsPerson = saved === null || given.step || given.fromStdin
    const person =
      saved === null
        ? yield* Person.asked(connector, given.fromStdin)
        : needsPerson
          ? yield* Person.withoutForm(connector, given.fromStdin)
          : Person.nobody
    if (saved !== null) yield* Console.error("going on with the kept session instead of a login")
    const log = new LiveLog((line) => console.error(`    ${line}`))
    const browsers = yield* Browser.open(connector, !given.headless)
    const stage = yield* Stage.open({
      connector,
      tap: log.tap,
      connectTo,
      answers: person.answers,
      observation: new Watching.Observation(hooks(given.step ? person.goOn : () => Effect.void)),
      around: saved === null ? GoingOn.afterLogin(kept) : GoingOn.fromSession(kept, saved),
      pause: Stage.inRealTime,
      ...Browser.given(browsers === undefined ? undefined : log.watching(browsers))
    })
    const ended = yield* stage.create(person.parameters, products)
    const summary = yield* summaryOf(stage, ended, log.made)
    yield* Console.log(given.json ? JSON.stringify(summary) : words(summary))
    if (ended.item.executionStatus === "SUCCESS" || ended.item.executionStatus === "PARTIAL_SUCCESS") {
      return yield* Console.error(
        `The session is kept, sealed, in ${kept.path}: --from-session goes on with it, --forget takes it away.`
      )
    }
    const over = saved === null ? "" : "; where the session was over, start without --from-session"
    return yield* new VisitFailed({ problem: `the visit ended as ${summary.status}${over}` })
  }, Effect.scoped)
).pipe(
  Command.withShortDescription("Visit live while you look on"),
  Command.withDescription(
    `Visit the institution with the whole engine and tell every step, request and page as it happens, of addresses no value of a query. Nothing
that was collected is stored. The session of the login is kept for --from-session, up to twelve hours: sealed under a key in .tomada of
this checkout, in a file of mode 0600 in your own state folder. What you typed is never kept. Exit code 3 when the visit did not go well.`
  )
)
