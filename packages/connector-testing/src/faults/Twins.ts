// Two Items of one connector at the same time, each with a session of its own: what the institution gives to the second is marked, so that
// whatever of it turns up in the visit of the first is seen, and the other way round.
import type { Exchange } from "@tomada/connector-kit"
import { Effect } from "effect"
import { TestClock } from "effect/testing"

import * as Cassette from "../Cassette.ts"
import { answered, type Bend } from "../Player.ts"
import { json } from "./Fault.ts"
import * as Trial from "./Trial.ts"

/** What an institution recognises a session by has this many characters at least. */
const shortest = 10

const isToken = (text: string): boolean =>
  text.length >= shortest && /\d/.test(text) && /[a-z]/i.test(text) && !/\s/.test(text)

const texts = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(texts)
      : []

/** Cookies of the whole first sync, and what looks like a token of what its login was answered. */
const given = (cassette: Cassette.Cassette): ReadonlyArray<string> => {
  const [first] = Cassette.parts(cassette)
  const found = (first?.exchanges ?? []).flatMap((exchange) => [
    ...(exchange.headers["set-cookie"] ?? []).flatMap((line) => /^[^=]+=([^;]*)/.exec(line)?.slice(1) ?? []),
    ...(exchange.step === "login" ? texts(json(exchange)) : [])
  ])
  return [...new Set(found.filter(isToken))]
}

/** Another token of the same shape, which none of the tokens is a part of. */
const marked = (token: string): string =>
  token.replaceAll(/[a-z]/gi, (letter) => (letter.toLowerCase() === "q" ? "z" : "q"))

type Marks = ReadonlyArray<readonly [token: string, mark: string]>

const replaced = (text: string, marks: Marks): string =>
  marks.reduce((done, [from, to]) => done.replaceAll(from, to), text)

const marking =
  (marks: Marks): Bend =>
  (recorded) => {
    const headers = Object.fromEntries(
      Object.entries(recorded.headers).map(([name, lines]) => [name, lines.map((line) => replaced(line, marks))])
    )
    const { text } = recorded
    return Effect.succeed(
      answered({ ...recorded, headers, ...(text === undefined ? {} : { text: replaced(text, marks) }) })
    )
  }

const said = ({ body, headers, url }: Exchange.Sent): string => [url, body ?? "", ...Object.values(headers)].join("\n")

/** How often one looks whether the other has come as far. */
const looks = 200

/** Keeps two visits in step: neither makes a request before the other has made as many, or has ended. */
class Pace {
  readonly #made = { first: 0, second: 0 }
  /** How often it was looked; something happens as long as somebody looks. */
  looked = 0

  end(whose: Whose): void {
    this.#made[whose] = Number.POSITIVE_INFINITY
  }

  readonly step = (whose: Whose): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      const other = whose === "first" ? "second" : "first"
      this.#made[whose] += 1
      for (let look = 0; look < looks && this.#made[other] < this.#made[whose]; look += 1) {
        this.looked += 1
        yield* TestClock.withLive(Effect.sleep(0))
      }
    })
}

type Whose = "first" | "second"

/** What became of both. `lacks`: there is nothing by which their sessions could be told apart. */
export interface Twins {
  readonly lacks: boolean
  readonly found: ReadonlyArray<string>
}

export const tried = (options: Trial.Options): Effect.Effect<Twins> =>
  Effect.gen(function* () {
    const marks: Marks = given(options.cassette).map((token) => [token, marked(token)])
    const back: Marks = marks.map(([token, mark]) => [mark, token])
    const sent = { first: [] as Array<Exchange.Sent>, second: [] as Array<Exchange.Sent> }
    const pace = new Pace()
    const visit = (whose: Whose, undo: Marks, bend?: Bend) =>
      Trial.run(
        {
          ...options,
          before: (each, exchange) => {
            sent[whose].push(each)
            return Effect.andThen(pace.step(whose), exchange)
          },
          busy: () => pace.looked,
          read: (each) => ({
            ...each,
            url: replaced(each.url, undo),
            body: each.body === null ? null : replaced(each.body, undo)
          })
        },
        (trial) =>
          Effect.ensuring(
            trial.sync(1, bend === undefined ? {} : { bend }),
            Effect.sync(() => pace.end(whose))
          )
      )
    const both = yield* Effect.all([visit("first", []), visit("second", back, marking(marks))], { concurrency: 2 })
    const others = { first: marks.map(([, mark]) => mark), second: marks.map(([token]) => token) }
    const used = sent.second.some((each) => marks.some(([, mark]) => said(each).includes(mark)))
    const crossed = (["first", "second"] as const).filter((whose) =>
      sent[whose].some((each) => others[whose].some((token) => said(each).includes(token)))
    )
    const [first] = Cassette.parts(options.cassette)
    const failed = both.filter(({ item }) => item?.executionStatus !== first?.sync.expects.status)
    return {
      lacks: marks.length === 0 || (!used && crossed.length === 0),
      found: [
        ...crossed.map((whose) => `the ${whose} of two visits at once sends what the other was given`),
        ...(failed.length === 0 ? [] : [`${failed.length} of two visits at once end otherwise than one alone`])
      ]
    }
  })
