// What all commands of the operator share: `--json`, which prints the server's answer as it came, and how an application is named.
import { Console, DateTime, Effect, Option, Schema } from "effect"
import { Flag } from "effect/cli"

import { type NoServer, OperatorClient, Refused, type Request } from "./OperatorClient.ts"
import { plain } from "./OperatorWords.ts"

export const json = Flag.Boolean("json").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Print the server's answer as one line of JSON instead of the words for people")
)

/** How many rows may be asked for at once. */
export const upTo500 = Schema.Int.check(
  Schema.isBetween({ minimum: 1, maximum: 500 }, { message: "it must be from 1 to 500" })
)

export const page = Flag.Int("page").pipe(
  Flag.withSchema(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1, { message: "it must be 1 or more" }))),
  Flag.withDefault(1),
  Flag.withDescription("Which page of a long list")
)

export const pageSize = Flag.Int("page-size").pipe(
  Flag.withSchema(upTo500),
  Flag.withDefault(50),
  Flag.withDescription("How many a page, 500 at most")
)

export const application = Flag.String("app").pipe(
  Flag.optional,
  Flag.withDescription("The application, by its id or its name; needed where there are several")
)

/** A moment of an answer. */
export const Moment = Schema.DateTimeUtcFromString

export const paged = <S extends Schema.Constraint>(row: S) =>
  Schema.Struct({ results: Schema.Array(row), page: Schema.Int, total: Schema.Int, totalPages: Schema.Int })

export const Application = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  environment: Schema.String,
  autoSyncEveryHours: Schema.NullOr(Schema.Int),
  minUpdateFrequencyHours: Schema.NullOr(Schema.Int),
  allowedOrigins: Schema.Array(Schema.String),
  disabledAt: Schema.NullOr(Moment),
  createdAt: Moment
})
export type Application = typeof Application.Type

/** What has another sentence for people than for programs. */
const sentences: Readonly<Record<string, string>> = {
  APPLICATION_NOT_FOUND: "There is no such application: see tomada apps list.",
  ITEM_NOT_FOUND: "There is no such Item: see tomada items list.",
  SCREENSHOT_NOT_FOUND:
    "There is no screenshot of that run: they are of runs that failed in a browser, and are kept for some days. See tomada items show.",
  WEBHOOK_NOT_FOUND: "The application has no such webhook: see tomada webhooks list.",
  DELIVERY_NOT_FOUND: "The application has no such delivery, or its webhook is disabled: see tomada webhooks attempts."
}

const inWords = (error: NoServer | Refused): NoServer | Refused =>
  error._tag === "Refused" ? new Refused({ ...error, sentence: sentenceOf(error) }) : error

const sentenceOf = ({ codeDescription, sentence }: Refused): string => {
  const known = codeDescription === null ? undefined : sentences[codeDescription]
  const full = known ?? plain(sentence)
  return `${full.slice(0, 1).toUpperCase()}${full.slice(1)}${/[.!?]$/.test(full) ? "" : "."}`
}

/** What the server answers; its refusal in words for people. */
export const asked = Effect.fnUntraced(function* <A>(request: Request, schema: Schema.Codec<A, unknown>) {
  const client = yield* OperatorClient
  return (yield* Effect.mapError(client.ask(request, schema), inWords)).value
})

/** Asks the server and prints its answer, in words or as it came. */
export const answered = Effect.fnUntraced(function* <A>(asked: {
  readonly json: boolean
  readonly request: Request
  readonly schema: Schema.Codec<A, unknown>
  readonly words: (answer: A, now: DateTime.Utc) => ReadonlyArray<string>
}) {
  const client = yield* OperatorClient
  const { text, value } = yield* Effect.mapError(client.ask(asked.request, asked.schema), inWords)
  yield* Console.log(asked.json ? text : asked.words(value, yield* DateTime.now).join("\n"))
})

const said = (sentence: string) => new Refused({ codeDescription: null, sentence, data: {} })

/** The first applications, enough to find one by its name. */
export const applications = Effect.gen(function* () {
  const client = yield* OperatorClient
  const request = { path: "/operator/applications", query: { pageSize: 500 } }
  return (yield* client.ask(request, paged(Application))).value.results
})

/** The application of this id or name. */
export const named = Effect.fnUntraced(function* (name: string) {
  const all = yield* applications
  const found = all.filter((one) => one.id === name.toLowerCase() || one.name === name)
  const [one] = found
  if (one === undefined) return yield* said("There is no such application: see tomada apps list.")
  return found.length > 1 ? yield* said("Several applications have that name: say which by its id.") : one
})

/** The application that was named, or the only one there is. */
export const namedOrOnly = Effect.fnUntraced(function* (name: Option.Option<string>) {
  if (Option.isSome(name)) return yield* named(name.value)
  const [one, another] = yield* applications
  if (one === undefined) return yield* said("There is no application yet: tomada apps create makes one.")
  return another === undefined ? one : yield* said("There are several applications: say which with --app.")
})

/** Runs a command against the server that it finds. */
export const withServer = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, OperatorClient.layer)
