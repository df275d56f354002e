// What a visit said to its institution and heard from it, with nothing in it that is anybody's: JSON lines, the first of which says what
// it is a recording of. The instants are of the clock that the recording lives by, and so are the days in it; whoever replays it sets
// that clock.
import { Challenge, Product } from "@tomada/core"
import { DateTime, type Duration, Effect, Schema } from "effect"

export const format = 1

/** The names of scenarios are those of the files: `ok`, `wrong-password`, `two-step`. */
export const ScenarioName = Schema.String.check(Schema.isPattern(/^[a-z0-9]+(-[a-z0-9]+)*$/))

/**
 * - `redactor`: the version of the rules by which it was redacted.
 * - `recordedAt`: when, by the recorder's own clock: what its age is counted from.
 * - `parameters`: made up, as everything personal in it; a visit that is given them makes the recorded requests.
 * - `products`: those that were asked for; null: all that the connector collects.
 * - `volatile`: names of parameters of addresses, forms and JSON that differ at each visit.
 * - `keep`: words that were let through because the connector needs them.
 */
export const Header = Schema.Struct({
  cassette: Schema.Literal(format),
  connector: Schema.Struct({ id: Schema.Int, slug: Schema.String, version: Schema.String }),
  scenario: ScenarioName,
  redactor: Schema.Int,
  recordedAt: Schema.DateTimeUtcFromString,
  zone: Schema.String,
  hosts: Schema.Array(Schema.String),
  parameters: Schema.Record(Schema.String, Schema.String),
  products: Schema.NullOr(Schema.Array(Product.Product)),
  volatile: Schema.Array(Schema.String),
  keep: Schema.Array(Schema.String)
})
export type Header = typeof Header.Type

/**
 * A sync begins, at this instant of the recording's clock. `expects`: how it ended, as the execution says, and how many records each
 * read yielded, by its name.
 */
export const Sync = Schema.Struct({
  sync: Schema.Int,
  clock: Schema.DateTimeUtcFromString,
  trigger: Schema.Literals(["first", "update"]),
  expects: Schema.Struct({
    status: Schema.String,
    error: Schema.NullOr(Schema.String),
    records: Schema.Record(Schema.String, Schema.Int)
  })
})
export type Sync = typeof Sync.Type

/** A person was asked, and answered this; null where no answer came. */
export const Asked = Schema.Struct({ asked: Challenge.Challenge, answer: Schema.NullOr(Schema.String) })
export type Asked = typeof Asked.Type

/**
 * One exchange. `tap`: whose it was; `step`: which read of the visit made it; `after`: milliseconds since the sync began; `url` and `body`
 * as they were sent, without headers, since what they say is in the jar or the same for all. A body of an answer is `text`, or `base64`
 * where it is none.
 */
export const Exchanged = Schema.Struct({
  tap: Schema.Literals(["http", "browser"]),
  step: Schema.String,
  after: Schema.Int,
  method: Schema.String,
  url: Schema.String,
  body: Schema.NullOr(Schema.String),
  status: Schema.Int,
  headers: Schema.Record(Schema.String, Schema.Array(Schema.String)),
  text: Schema.optionalKey(Schema.String),
  base64: Schema.optionalKey(Schema.String)
})
export type Exchanged = typeof Exchanged.Type

export const Line = Schema.Union([Sync, Asked, Exchanged])
export type Line = typeof Line.Type

export interface Cassette {
  readonly header: Header
  readonly lines: ReadonlyArray<Line>
}

/** A file that is no cassette; `line` counts from one, `problem` says what to do. */
export class CassetteBroken extends Schema.TaggedError<CassetteBroken>()("CassetteBroken", {
  line: Schema.Int,
  problem: Schema.String
}) {
  override get message() {
    return `line ${this.line}: ${this.problem}`
  }
}

const encodeHeader = Schema.encodeSync(Schema.fromJsonString(Header))
const encodeLine = Schema.encodeSync(Schema.fromJsonString(Line))
const decodeHeader = Schema.decodeUnknownEffect(Schema.fromJsonString(Header))
const decodeLine = Schema.decodeUnknownEffect(Schema.fromJsonString(Line))

export const write = ({ header, lines }: Cassette): string =>
  [encodeHeader(header), ...lines.map((line) => encodeLine(line))].join("\n") + "\n"

export const read = Effect.fnUntraced(function* (text: string) {
  const [first = "", ...rest] = text.split("\n").filter((line) => line !== "")
  const broken = (line: number, problem: string) => () => new CassetteBroken({ line, problem })
  const header = yield* Effect.mapError(
    decodeHeader(first),
    broken(1, "no header of a cassette of this version; record it again")
  )
  const lines = yield* Effect.forEach(rest, (line, index) =>
    Effect.mapError(decodeLine(line), broken(index + 2, "no line of a cassette; record it again"))
  )
  const cassette: Cassette = { header, lines }
  return cassette
})

export const isSync = (line: Line): line is Sync => "sync" in line
export const isAsked = (line: Line): line is Asked => "asked" in line
export const isExchanged = (line: Line): line is Exchanged => "tap" in line

/** One sync of a cassette with what happened in it. */
export interface Part {
  readonly sync: Sync
  readonly asked: ReadonlyArray<Asked>
  readonly exchanges: ReadonlyArray<Exchanged>
}

/** The syncs in their order; a cassette has one at least, unless it is broken. */
export const parts = ({ lines }: Cassette): ReadonlyArray<Part> =>
  lines.flatMap((line, index) => {
    if (!isSync(line)) return []
    const next = lines.findIndex((other, at) => at > index && isSync(other))
    const own = lines.slice(index + 1, next === -1 ? undefined : next)
    return [{ sync: line, asked: own.filter(isAsked), exchanges: own.filter(isExchanged) }]
  })

export const age = ({ header }: Cassette, now: DateTime.Utc): Duration.Duration =>
  DateTime.distance(header.recordedAt, now)
