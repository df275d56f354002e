// Connectors, and one engine, that log in as nobody should.
import { Challenges, Connector, Errors, type Http } from "@tomada/connector-kit"
import { Effect, Redacted } from "effect"
import { z } from "zod"

import * as Subject from "../../src/contract/Subject.ts"
import type * as Stage from "../../src/Stage.ts"
import * as Model from "../model/Model.ts"
import type { Saboteur } from "./Saboteur.ts"

const { definition, manifest } = Model

/** Recorded as itself in these scenarios. */
const itself = (connector: Connector.Connector, ...scenarios: ReadonlyArray<string>) =>
  Effect.flatMap(
    Effect.forEach(scenarios, (scenario) => Model.recorded({ connector, scenario })),
    (cassettes) => Subject.make(connector, cassettes)
  )

const withLogin = (login: typeof definition.login) => Connector.make({ ...definition, login })

/** Keeps the password with its session, and logs in with it whenever the session has ended. */
const selfHelping = () => {
  const kept = z.object({ token: z.string(), user: z.string(), password: z.string() })
  return Connector.make({
    ...definition,
    session: kept,
    login: (given, known) =>
      Effect.map(definition.login(given, known), (loggedIn) => ({
        ...loggedIn,
        session: { ...Redacted.value(given), ...loggedIn.session }
      })),
    resume: (held) =>
      Effect.catchTag(Effect.as(definition.resume(held), held), "SessionExpired", () =>
        Effect.andThen(Effect.ignore(Model.post("/login", held)), Effect.fail(new Errors.SessionExpired()))
      )
  })
}

/** An engine that takes every connector for one that may log in by night. */
const careless: Stage.Between = (inner) => ({
  ...inner,
  manifest: (id) => Effect.map(inner.manifest(id), (said) => ({ ...said, unattended: "always" }))
})

/** Sends the password again once the code is there, which makes the bank send another. */
const twice: typeof definition.login = (given, known) => {
  const again = Model.post("/login", {
    user: Redacted.value(given).user,
    password: Redacted.value(given).password
  })
  return Effect.provideServiceEffect(
    definition.login(given, known),
    Challenges.Challenges,
    Effect.gen(function* () {
      const person = yield* Challenges.Challenges
      const env = yield* Effect.context<Http.Http>()
      return Challenges.Challenges.of({
        ...person,
        ask: (question) => Effect.tap(person.ask(question), () => Effect.ignore(Effect.provideContext(again, env)))
      })
    })
  )
}

export const saboteurs: ReadonlyArray<Saboteur> = [
  {
    breaks: "C-10",
    how: "tries a wrong password once more",
    subject: itself(
      withLogin((given, known) =>
        Effect.catchTag(definition.login(given, known), "InvalidCredentials", () => definition.login(given, known))
      ),
      "ok",
      "wrong-password"
    )
  },
  {
    breaks: "C-10",
    how: "blames a field that its form has not",
    subject: itself(
      withLogin((given, known) =>
        Effect.mapError(definition.login(given, known), (error) =>
          error._tag === "InvalidCredentials" ? new Errors.InvalidCredentials({ fields: ["pin"] }) : error
        )
      ),
      "ok",
      "wrong-password"
    )
  },
  {
    breaks: "C-11",
    how: "takes a locked account for a page that it does not know",
    subject: itself(
      withLogin((given, known) =>
        Effect.mapError(definition.login(given, known), (error) =>
          error._tag === "AccountLocked" ? new Errors.SiteChanged({ at: "login", expected: "a token" }) : error
        )
      ),
      "ok",
      "locked",
      "action-needed"
    )
  },
  {
    breaks: "C-12",
    how: "takes a wrong code for a wrong password",
    subject: itself(
      withLogin((given, known) =>
        Effect.mapError(definition.login(given, known), (error) =>
          error._tag === "ChallengeFailed" && error.why === "wrong"
            ? new Errors.InvalidCredentials({ fields: ["password"] })
            : error
        )
      ),
      "ok",
      "two-step",
      "wrong-code"
    )
  },
  {
    breaks: "C-12",
    how: "takes a person who gave up for a bank that is down",
    subject: itself(
      withLogin((given, known) =>
        Effect.mapError(definition.login(given, known), (error) =>
          error._tag === "ChallengeFailed" && error.why === "cancelled"
            ? new Errors.InstitutionDown({ how: "no-answer" })
            : error
        )
      ),
      "ok",
      "two-step",
      "wrong-code"
    )
  },
  {
    breaks: "C-12",
    how: "asks in a way that its manifest does not name",
    subject: Effect.gen(function* () {
      const cassettes = yield* Effect.forEach(["ok", "two-step"], (scenario) => Model.recorded({ scenario }))
      const connector = Connector.make({ ...definition, manifest: { ...manifest, challenges: ["Image"] } })
      return yield* Subject.make(connector, cassettes)
    })
  },
  {
    breaks: "C-13",
    how: "waits half a minute for somebody who is not there",
    subject: itself(
      withLogin((given, known) =>
        Effect.tapError(definition.login(given, known), (error) =>
          error._tag === "ChallengeFailed" && error.why === "no-user-present" ? Effect.sleep("30 seconds") : Effect.void
        )
      ),
      "ok",
      "two-step"
    )
  },
  {
    breaks: "C-13",
    how: "is run by an engine that logs in by night",
    subject: Effect.gen(function* () {
      const cassettes = yield* Effect.forEach(["ok", "two-step"], (scenario) => Model.recorded({ scenario }))
      return yield* Subject.make(Model.connector, cassettes, { between: careless })
    })
  },
  {
    breaks: "C-13",
    how: "logs in by itself in resume",
    subject: itself(selfHelping(), "ok", "two-step")
  },
  {
    breaks: "C-14",
    how: "begins again once it has the code",
    subject: itself(withLogin(twice), "ok", "two-step", "wrong-password")
  },
  {
    breaks: "C-15",
    how: "knocks at the login before it goes on with its session",
    subject: itself(
      Connector.make({
        ...definition,
        resume: (held) => Effect.andThen(Effect.ignore(Model.post("/login", {})), definition.resume(held))
      }),
      "ok"
    )
  },
  {
    breaks: "C-16",
    how: "takes anything for a session",
    subject: itself(Connector.make({ ...definition, session: z.custom<Model.Session>(() => true) }), "ok", "two-step")
  },
  {
    breaks: "C-17",
    how: "returns more of a session than its schema keeps",
    subject: itself(
      withLogin((given, known) =>
        Effect.map(definition.login(given, known), (loggedIn) => {
          const more = { ...loggedIn.session, since: "today" }
          return { ...loggedIn, session: more }
        })
      ),
      "ok",
      "two-step"
    )
  }
]
