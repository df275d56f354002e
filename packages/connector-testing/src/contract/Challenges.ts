// Questions to a person: each kind that the manifest names was asked, a question that comes to nothing ends the login by its own name,
// nobody is asked twice, and where nobody is there no login begins that would make the institution send a code.
import { type Challenge, ConnectorError } from "@tomada/core"
import { DateTime, Duration, Effect, Option } from "effect"
import { TestClock } from "effect/testing"

import * as Cassette from "../Cassette.ts"
import type { End } from "../Observed.ts"
import { Player } from "../Player.ts"
import type * as Stage from "../Stage.ts"
import * as Attempts from "./Attempts.ts"
import { type Check, inPages, unaudited, verdict } from "./Check.ts"
import * as Refusing from "./Refusing.ts"
import * as Scenarios from "./Scenarios.ts"
import { good, type Subject } from "./Subject.ts"

const exempt: Check["exempt"] = ({ challenges }) => (challenges.length === 0 ? "its login asks nothing" : null)

const twoStep = "a recording two-step: a login in which the person answers what they are asked"

/** Recordings whose first sync asked and went well, with that sync. */
const asking = (subject: Subject) =>
  good(subject).flatMap((cassette) => {
    const [first] = Cassette.parts(cassette)
    return first !== undefined && first.asked.length > 0 ? [{ cassette, first }] : []
  })

type Asking = ReturnType<typeof asking>[number]

/** One recording of each kind of first question. */
const ofEachKind = (subject: Subject): ReadonlyArray<Asking> => [
  ...new Map(asking(subject).map((each) => [each.first.asked[0]?.asked._tag, each])).values()
]

type Why = ConnectorError.ChallengeFailed["why"]

const failedBy = (end: End | null, why: Why): boolean =>
  end?._tag === "Failed" && end.error._tag === "ChallengeFailed" && end.error.why === why

const differs = (when: string, end: End | null, why: Why): ReadonlyArray<string> =>
  failedBy(end, why) ? [] : [`${when}, the login ends ${Scenarios.wordsOf(end)}, and not as ChallengeFailed (${why})`]

/** How the login of the recording ends when whoever is asked answers so. */
const alone = (
  subject: Subject,
  { cassette: { header }, first }: Asking,
  ask: Effect.Effect<never, ConnectorError.ChallengeFailed>
) =>
  subject.alone(
    { header, clock: first.sync.clock, tap: new Player(first.exchanges, header.volatile).tap, ask: () => ask },
    ({ login }) => login
  )

/** A second at a time: an engine whose clock leaps believes that it stood still, and stops its visits. */
const step = Duration.seconds(1)

/** Nobody answers until the question's end has passed. */
const late: Stage.Answers = ({ expiresAt }) =>
  Effect.gen(function* () {
    const end = expiresAt ?? DateTime.addDuration(yield* DateTime.now, Duration.minutes(5))
    while (DateTime.isLessThanOrEqualTo(yield* DateTime.now, end)) {
      yield* TestClock.adjust(step)
      yield* TestClock.withLive(Effect.sleep(0))
    }
    return null
  })

const undeclared = ({ cassettes, connector: { manifest } }: Subject): ReadonlyArray<string> => {
  const asked = new Set(cassettes.flatMap((each) => each.lines.filter(Cassette.isAsked).map((line) => line.asked._tag)))
  return [...asked].flatMap((kind) =>
    manifest.challenges.includes(kind) ? [] : [`it asks ${kind}, which its manifest does not name`]
  )
}

/** What was recorded of answers that came to nothing, and how each must end. */
const spoilt: ReadonlyArray<readonly [scenario: string, why: Why]> = [
  ["wrong-code", "wrong"],
  ["late-code", "timeout"],
  ["cancelled", "cancelled"]
]

const typed: ReadonlySet<Challenge.Challenge["_tag"]> = new Set(["Otp", "Select", "Image"])

const named: Check = {
  id: "C-12",
  family: "login",
  title: "asks as its manifest says, and tells a wrong answer from one that came too late or not at all",
  mend: "name every kind of challenge in the manifest, let ChallengeFailed of Challenges.ask pass, and fail with ChallengeFailed (wrong) when the institution refuses the answer",
  exempt,
  run: (subject) =>
    Effect.gen(function* () {
      const found = [...undeclared(subject)]
      for (const each of ofEachKind(subject)) {
        const { header } = each.cassette
        if (waits(each)) {
          const [withheld] = yield* subject.bent(Scenarios.briefly(each.cassette), { answers: () => late })
          const end = Scenarios.loginOf(withheld?.calls ?? [])
          found.push(...differs(`${header.scenario}: when nobody answers in time`, end, "timeout"))
        }
        const cancelled = new ConnectorError.ChallengeFailed({ why: "cancelled" })
        const end = yield* alone(subject, each, Effect.fail(cancelled))
        found.push(...differs(`${header.scenario}: when the person gives up`, end, "cancelled"))
      }
      for (const [scenario, why] of spoilt) {
        for (const { end, scenario: name } of yield* Scenarios.logins(subject, scenario))
          found.push(...differs(name, end, why))
      }
      if (found.length > 0) return verdict(found)
      const { challenges } = subject.connector.manifest
      const asked = new Set(asking(subject).flatMap(({ first }) => first.asked.map((each) => each.asked._tag)))
      const missing = challenges.filter((kind) => !asked.has(kind))
      if (missing.length > 0) return unaudited(`${twoStep}, of each of ${missing.join(", ")}`)
      return challenges.some((kind) => typed.has(kind)) && Scenarios.named(subject, "wrong-code").length === 0
        ? unaudited("a recording wrong-code: an answer that the institution refuses")
        : verdict([])
    })
}

/** What is done elsewhere goes on in the recording, whoever answers here. */
const waits = ({ first }: Asking): boolean =>
  first.asked.every(({ asked }) => typed.has(asked._tag) || asked._tag === "Redirect")

const second = Duration.seconds(1)

/** How a login ends, and how long after the first question, when nobody is there. */
const unanswered = (subject: Subject, each: Asking) =>
  Effect.gen(function* () {
    let asked: DateTime.Utc | null = null
    const nobody = Effect.gen(function* () {
      asked ??= yield* DateTime.now
      return yield* new ConnectorError.ChallengeFailed({ why: "no-user-present" })
    })
    let ended: DateTime.Utc | null = null
    const { header } = each.cassette
    const { tap } = new Player(each.first.exchanges, header.volatile)
    const end = yield* subject.alone({ header, clock: each.first.sync.clock, tap, ask: () => nobody }, ({ login }) =>
      Effect.ensuring(
        login,
        Effect.map(DateTime.now, (now) => (ended = now))
      )
    )
    const took = asked === null || ended === null ? null : DateTime.distance(asked, ended)
    const where = `${header.scenario}: when nobody is there`
    return [
      ...differs(where, end, "no-user-present"),
      ...(took !== null && Duration.isGreaterThan(took, second)
        ? [`${where}, the login ends ${Duration.format(took)} after the question`]
        : [])
    ]
  })

/** The session is gone when a visit begins. */
const withoutSession: Stage.Between = (inner) => ({
  ...inner,
  open: (request) => inner.open({ ...request, saved: { ...request.saved, session: Option.none() } })
})

/** What is sent in an auto-sync whose session has ended: here before the institution is asked, and there by its word. */
const unattended = (subject: Subject, { cassette, first }: Asking) =>
  Effect.gen(function* () {
    const { header } = cassette
    const { manifest } = subject.connector
    const [before, sync] = yield* subject.bent(Scenarios.briefly(cassette), {
      between: withoutSession,
      trigger: () => "SYNC"
    })
    if (sync === undefined || before === undefined) return []
    const refusing = Refusing.make(header)
    const { clock } = sync.part.sync
    if (!inPages(manifest)) {
      yield* subject.alone({ header, clock, saved: before.kept, tap: refusing.tap }, ({ resume }) => resume)
    }
    const made = [...sync.player.made.map(({ request }) => request), ...refusing.requests]
    const touching = Attempts.of(manifest, cassette, first.exchanges).touching(made)
    const where = `${header.scenario}: in an auto-sync after the session's end`
    return [
      ...(sync.calls.some(({ step }) => step === "login") ? [`${where}, a login begins`] : []),
      ...(touching.length > 0 ? [`${where}, the credentials are sent`] : [])
    ]
  })

const nobodyThere: Check = {
  id: "C-13",
  family: "login",
  title: "makes nobody's phone ring when nobody is there",
  mend: "let ChallengeFailed of Challenges.ask pass at once, and never send credentials in resume: fail with SessionExpired",
  exempt,
  run: (subject) =>
    Effect.gen(function* () {
      const each = asking(subject).find(({ cassette }) => Cassette.parts(cassette).length > 1)
      if (each === undefined) return unaudited(twoStep)
      const found = yield* unanswered(subject, each)
      return verdict([...found, ...(yield* unattended(subject, each))])
    })
}

/** The question in its words: one that is asked again after a wrong answer says so in its hint or label. */
const nameOf = (challenge: Challenge.Challenge): string =>
  JSON.stringify([
    challenge._tag,
    "name" in challenge ? challenge.name : null,
    challenge.label,
    "hint" in challenge ? challenge.hint : null
  ])

const sameAttempt: Check = {
  id: "C-14",
  family: "login",
  title: "goes on with the login that asked, once it has the answer",
  mend: "answer in the session in which the question came; a second login makes the institution send a second code",
  exempt,
  run: (subject) =>
    Effect.gen(function* () {
      const recorded = asking(subject)
      if (recorded.length === 0) return unaudited(twoStep)
      const found: Array<string> = []
      for (const { cassette, first } of recorded) {
        const { scenario } = cassette.header
        const attempts = Attempts.of(subject.connector.manifest, cassette, first.exchanges)
        for (const { asked, calls, player } of yield* subject.replayed(cassette)) {
          const logins = calls.filter(({ step }) => step === "login").length
          const times = attempts.count(player.made.map(({ request }) => request))
          if (times > logins) found.push(`${scenario}: the credentials are sent ${times} times in ${logins} logins`)
          const questions = asked.map(nameOf)
          const again = questions.filter((question, index) => questions.indexOf(question) < index).length
          if (again > 0 && logins < 2)
            found.push(`${scenario}: ${again} questions are asked again after a right answer`)
        }
      }
      return verdict(found)
    })
}

export const checks: ReadonlyArray<Check> = [named, nobodyThere, sameAttempt]
