// What nobody may see: what the person typed and what the institution gave in exchange. It is looked for in everything that visits say,
// when they go well and above all when they do not, and on what a visit leaves on the machine.
import { Effect } from "effect"

import * as Cassette from "../Cassette.ts"
import { canSee, Children } from "../faults/Children.ts"
import * as Files from "../faults/Files.ts"
import { Heard, type Place } from "../faults/Heard.ts"
import * as Matrix from "../faults/Matrix.ts"
import * as Trial from "../faults/Trial.ts"
import * as PersonalData from "../PersonalData.ts"
import { always, type Check, unaudited, verdict } from "./Check.ts"
import { trialOf, tryCase } from "./Faults.ts"
import { good, type Subject } from "./Subject.ts"

interface Secret {
  readonly what: string
  readonly value: string
  /** Whether rows may show it, as they show an institution's own ids. */
  readonly inRows: boolean
}

/** Shorter ones are found by chance, and so is 000000. */
const shortest = 6
const fewestCharacters = 4

const isTelling = ({ value }: Secret): boolean => value.length >= shortest && new Set(value).size >= fewestCharacters

const cookies = ({ headers }: Cassette.Exchanged): ReadonlyArray<string> =>
  (headers["set-cookie"] ?? []).flatMap((line) => /^[^=]+=([^;]*)/.exec(line)?.slice(1) ?? [])

/** What the cassette's visits have that nobody may see: all of it made up, and found as surely as if it were real. */
const secretsOf = ({ connector }: Subject, cassette: Cassette.Cassette): ReadonlyArray<Secret> => {
  const { parameters } = cassette.header
  const typed = connector.manifest.credentials
    .filter(({ secret, type }) => secret && type !== "file")
    .map(({ name }) => ({ what: `the parameter ${name}`, value: parameters[name] ?? "", inRows: false }))
  const parts = Cassette.parts(cassette)
  const answers = parts.flatMap(({ asked }) =>
    asked.map(({ answer }) => ({ what: "the answer to a challenge", value: answer ?? "", inRows: true }))
  )
  const sessions = parts.flatMap(({ exchanges }) =>
    exchanges.flatMap(cookies).map((value) => ({ what: "a cookie", value, inRows: true }))
  )
  const all = [...typed, ...answers, ...sessions].filter(isTelling)
  return [...new Map(all.map((secret) => [secret.value, secret])).values()]
}

/** Faults whose texts a careless connector would repeat. */
const faults = new Set([
  "500",
  "403 with a challenge page",
  "HTML instead of JSON",
  "JSON instead of HTML",
  "truncated JSON"
])

const listen = (options: Trial.Options, cases: ReadonlyArray<Matrix.Case>) =>
  Effect.gen(function* () {
    const heard = new Heard()
    const listening = { ...options, logged: heard.logged, tracer: heard.tracer }
    const concurrency = Trial.atOnce(options)
    const syncs = yield* Trial.run(listening, (trial) =>
      Effect.forEach(Cassette.parts(options.cassette), ({ sync }) => trial.sync(sync.sync))
    )
    for (const sync of syncs) heard.take(sync)
    for (const tried of yield* Effect.forEach(cases, (each) => tryCase(listening, each), { concurrency }))
      heard.take(tried)
    return heard
  })

/** In exchanges, as of the matrix. */
const budget = 3_000

/** In a browser each of the faults once, and in one recording alone: another takes seconds and says the same again. */
const casesOf = (subject: Subject, cassette: Cassette.Cassette): ReadonlyArray<Matrix.Case> => {
  const among = subject.staged.browsers === undefined ? good(subject) : good(subject).slice(0, 1)
  const chosen = Matrix.faults.filter(({ name }) => faults.has(name))
  return among.includes(cassette)
    ? Matrix.cases(cassette, chosen, subject.staged.browsers === undefined ? budget : 0)
    : []
}

const isSaid = (place: Place): boolean => place !== "what is stored"

const silence: Check = {
  id: "C-50",
  family: "secrecy",
  title: "says no secret in an error, a log line, a span, an execution or a row",
  mend: "unwrap what is Redacted only where it is sent, and let no error or log line repeat what was sent or answered",
  exempt: ({ challenges, credentials }) =>
    challenges.length > 0 || credentials.some(({ secret, type }) => secret && type !== "file")
      ? null
      : "it is given no secret but a file, and its rows are what stands in that",
  run: (subject) =>
    Effect.gen(function* () {
      const found = new Set<string>()
      const telling = subject.cassettes.filter((cassette) => secretsOf(subject, cassette).some(({ inRows }) => !inRows))
      const listening = Effect.fnUntraced(function* (cassette: Cassette.Cassette) {
        const options = trialOf(subject, cassette)
        const heard = yield* listen(options, casesOf(subject, cassette))
        for (const { inRows, value, what } of secretsOf(subject, cassette)) {
          for (const place of heard.where(value, inRows ? isSaid : undefined)) found.add(`${what} is in ${place}`)
        }
      })
      const concurrency = Trial.atOnce(subject.staged)
      yield* Effect.forEach(telling, listening, { concurrency, discard: true })
      return telling.length === 0
        ? unaudited(`a recording whose secret parameters have ${shortest} characters at least`)
        : verdict([...found])
    })
}

const inBrowser = new Set(["browser", "browser-login-then-http"])

const children: Check = {
  id: "C-51",
  family: "secrecy",
  title: "gives no secret to another process in its arguments or its environment",
  mend: "type secrets into the page, and start no process with them",
  exempt: ({ transport }) => (inBrowser.has(transport) ? null : "no other process takes part in its visits"),
  run: (subject) =>
    Effect.gen(function* () {
      const [cassette] = good(subject)
      if (cassette === undefined) return unaudited("a recording of a visit that goes well")
      if (!canSee) return unaudited("a machine on which processes can be looked at (Linux)")
      const secrets = secretsOf(subject, cassette).filter(({ inRows }) => !inRows)
      if (secrets.length === 0) return unaudited(`a secret parameter of ${shortest} characters at least`)
      const children = new Children()
      const look: Trial.Options["before"] = (_, exchange) =>
        Effect.andThen(
          Effect.sync(() => children.look()),
          exchange
        )
      yield* Trial.run({ ...trialOf(subject, cassette), before: look }, (trial) => trial.sync(1))
      if (children.count === 0) return unaudited("a process that its visits start")
      return verdict(
        secrets.flatMap(({ value, what }) =>
          children.where(value).map((place) => `${what} is in the ${place} of another process`)
        )
      )
    })
}

const recordings: Check = {
  id: "C-52",
  family: "secrecy",
  title: "has recordings in which nobody's data are",
  mend: "record it again with `pnpm connector record`; what it finds must not be committed",
  exempt: always,
  run: ({ cassettes }) =>
    Effect.sync(() =>
      cassettes.length === 0
        ? unaudited("a recording")
        : verdict(
            cassettes.flatMap((cassette) =>
              PersonalData.find(Cassette.write(cassette)).map(
                ({ at, kind }) =>
                  `${cassette.header.scenario} has what looks like somebody's ${kind} at character ${at}`
              )
            )
          )
    )
}

const files: Check = {
  id: "C-53",
  family: "secrecy",
  title: "writes no file",
  mend: "keep what was downloaded in memory; what lasts belongs into the session",
  exempt: always,
  run: (subject) =>
    Effect.gen(function* () {
      const [cassette] = good(subject)
      if (cassette === undefined) return unaudited("a recording of a visit that goes well")
      const written = yield* Files.during(
        Trial.run(trialOf(subject, cassette), (trial) =>
          Effect.forEach(Cassette.parts(cassette), ({ sync }) => trial.sync(sync.sync))
        )
      )
      return verdict(written.map((place) => `its visits write into ${place}`))
    })
}

export const checks: ReadonlyArray<Check> = [silence, children, recordings, files]
