// Connectors that go well as long as the institution does, and one engine whose counting is broken.
import { Connector, Errors, Paging, type Records } from "@tomada/connector-kit"
import { BudgetStore, MemoryStore } from "@tomada/store"
import { Effect, Layer, Option } from "effect"

import * as Subject from "../../src/contract/Subject.ts"
import * as Model from "../model/Model.ts"
import type { Saboteur } from "./Saboteur.ts"

const subjectOf = (connector: Connector.Connector, options: Subject.Options = {}) =>
  Effect.flatMap(Model.recorded({ connector }), (cassette) => Subject.make(connector, [cassette], options))

const blaming = Connector.make({
  ...Model.definition,
  login: (given, known) =>
    Effect.catchTag(Model.login(given, known), "InstitutionDown", () =>
      Effect.fail(new Errors.InvalidCredentials({ fields: ["password"] }))
    )
})

/** Where the bank says nothing it waits on its own, and lets nobody end that. */
const stubborn = Connector.make({
  ...Model.definition,
  login: (given, known) =>
    Effect.tapErrorTag(Model.login(given, known), "InstitutionDown", ({ how }) =>
      how === "no-answer" ? Effect.uninterruptible(Effect.sleep("20 minutes")) : Effect.void
    )
})

/** A timer that is stopped when all goes well, and only then. */
const ticking = Connector.make({
  ...Model.definition,
  login: Effect.fnUntraced(function* (given, known) {
    const timer = setTimeout(() => undefined, 20_000)
    const loggedIn = yield* Model.login(given, known)
    clearTimeout(timer)
    return loggedIn
  })
})

let latest: Model.Session | null = null

/** Whoever logged in last is everybody. */
const mixing = Connector.make({
  ...Model.definition,
  login: (given, known) =>
    Effect.tap(Model.login(given, known), ({ session }) =>
      Effect.sync(() => {
        latest = session
      })
    ),
  accounts: (held) => Model.accounts(latest ?? held),
  products: {
    TRANSACTIONS: (held: Model.Session, account: Records.CollectedAccount, window: Connector.Window) =>
      Model.transactions(latest ?? held, account, window)
  }
})

const kept: Array<Uint8Array> = []

const hoarding = Connector.make({
  ...Model.definition,
  resume: (held) =>
    Effect.tap(Model.resume(held), () =>
      Effect.sync(() => {
        kept.push(new Uint8Array(1_536 * 1_024).fill(1))
      })
    )
})

const budgeted = Connector.make({
  ...Model.definition,
  manifest: {
    ...Model.manifest,
    budgets: [{ name: "requests", max: 1_000, per: "day", scope: "connector" }]
  }
})

/** Stores that count no request. */
const careless: Subject.Options["stores"] = Layer.merge(
  MemoryStore.layer,
  Layer.succeed(
    BudgetStore.BudgetStore,
    BudgetStore.BudgetStore.of({
      take: () => Effect.void,
      spent: () => Effect.succeed([]),
      prune: () => Effect.succeed(0)
    })
  )
)

/** It ends where a page does not come, and calls that the whole. */
export const swallowing = Connector.make({
  ...Model.definition,
  products: {
    TRANSACTIONS: (held: Model.Session, account: Records.CollectedAccount, window: Connector.Window) =>
      Paging.ofDays(
        {
          at: "statement",
          first: 1,
          read: (page: number) =>
            Model.ask(
              held,
              `/accounts/${account.handle}/rows?from=${window.from}&to=${window.to}&page=${page}`,
              Model.list,
              "statement"
            ).pipe(
              Effect.flatMap(({ more, rows }) =>
                Effect.map(Effect.forEach(rows, Model.collectedRow), (records) => ({
                  records,
                  next: more ? Option.some(page + 1) : Option.none<number>()
                }))
              ),
              Effect.catchTag("InstitutionDown", () => Effect.succeed({ records: [], next: Option.none<number>() }))
            )
        },
        { window, states: ["POSTED", "PENDING"], dayOf: ({ date }) => date, asked: "days", order: "newest-first" }
      )
  }
})

/** It posts the password once more where the first time came to nothing. */
export const insisting = Connector.make({
  ...Model.definition,
  login: (given, known) =>
    Effect.catchTag(Model.login(given, known), "InstitutionDown", () => Model.login(given, known))
})

export const saboteurs: ReadonlyArray<Saboteur> = [
  { breaks: "C-40", how: "blames the person for an institution that is down", subject: subjectOf(blaming) },
  { breaks: "C-41", how: "waits on where no answer comes, and cannot be interrupted", subject: subjectOf(stubborn) },
  { breaks: "C-42", how: "leaves a timer behind when it is interrupted", subject: subjectOf(ticking) },
  { breaks: "C-44", how: "keeps the session in its module", subject: subjectOf(mixing) },
  { breaks: "C-45", how: "keeps something of each visit in its module", subject: subjectOf(hoarding) },
  {
    breaks: "C-46",
    how: "runs in an engine that counts no request",
    subject: subjectOf(budgeted, { stores: careless })
  }
]
