// `tomada apps`: the applications that may call the API, and the settings that are theirs.
import { type DateTime, Effect, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"

import * as AppOrigins from "./AppOrigins.ts"
import { Refused } from "./OperatorClient.ts"
import { answered, Application, json, Moment, named, page, pageSize, paged, withServer } from "./OperatorCommand.ts"
import * as Words from "./OperatorWords.ts"

const autoSync = Flag.Literals("auto-sync", ["8h", "12h", "24h", "off"]).pipe(
  Flag.optional,
  Flag.withDescription("How long after a success an Item is synced unasked; only for production")
)

const environment = Flag.Literals("environment", ["development", "production"]).pipe(
  Flag.optional,
  Flag.withDescription("Items of a development application are never synced unasked")
)

const Interval = Schema.String.check(
  Schema.isPattern(/^(off|[1-9]h|1\dh|2[0-4]h)$/, { message: "it must be off, or 1h to 24h" })
)

const minInterval = Flag.String("min-interval").pipe(
  Flag.withSchema(Interval),
  Flag.optional,
  Flag.withMetavar("1h to 24h, or off"),
  Flag.withDescription(
    "How long after a success the application may not update the same Item; people in the widget always may"
  )
)

const hours = (text: string): number | null => (text === "off" ? null : Number.parseInt(text, 10))

interface Settings {
  readonly autoSync: Option.Option<string>
  readonly environment: Option.Option<string>
  readonly minInterval: Option.Option<string>
}

const body = ({ autoSync, environment, minInterval }: Settings): Readonly<Record<string, unknown>> => ({
  ...(Option.isSome(autoSync) && { autoSyncEveryHours: hours(autoSync.value) }),
  ...(Option.isSome(environment) && { environment: environment.value }),
  ...(Option.isSome(minInterval) && { minUpdateFrequencyHours: hours(minInterval.value) })
})

const every = (application: Application): string => {
  if (application.autoSyncEveryHours === null) return "off"
  if (application.disabledAt !== null) return "none while disabled"
  return application.environment === "production" ? `every ${application.autoSyncEveryHours} h` : "none in development"
}

const floor = ({ minUpdateFrequencyHours: floor }: Application): string =>
  floor === null ? "none" : `${floor} h after a success`

const facts = (application: Application): ReadonlyArray<readonly [string, string]> => [
  ["Client id", application.id],
  ["Environment", application.environment],
  ["Auto-sync", every(application)],
  ["Min interval", floor(application)],
  ["Widget in", AppOrigins.long(application.allowedOrigins)],
  ...(application.disabledAt === null
    ? []
    : [["Access", `disabled since ${Words.moment(application.disabledAt)}`] as const])
]

const rows = (found: ReadonlyArray<Application>, now: DateTime.Utc) =>
  Words.table(
    ["NAME", "CLIENT ID", "ENVIRONMENT", "AUTO-SYNC", "MIN INTERVAL", "WIDGET IN", "MADE"],
    found.map((one) => [
      one.disabledAt === null ? one.name : `${one.name} (disabled)`,
      one.id,
      one.environment,
      every(one),
      floor(one),
      AppOrigins.short(one.allowedOrigins),
      Words.distance(one.createdAt, now)
    ])
  )

const list = Command.make("list", { json, page, pageSize }, ({ json, page, pageSize }) =>
  withServer(
    answered({
      json,
      request: { path: "/operator/applications", query: { page, pageSize } },
      schema: paged(Application),
      words: (answer, now) =>
        answer.total === 0
          ? ["There is no application yet: tomada apps create makes one."]
          : [...rows(answer.results, now), ...Words.pageLine("applications", answer)]
    })
  )
).pipe(
  Command.withShortDescription("List the applications"),
  Command.withDescription("List the applications, oldest first.")
)

const WithSecret = Schema.Struct({ ...Application.fields, clientSecret: Schema.String })

const create = Command.make(
  "create",
  { name: Argument.String("name"), environment, autoSync, minInterval, allowOrigin: AppOrigins.allowOrigin, json },
  ({ allowOrigin, json, name, ...settings }) =>
    withServer(
      answered({
        json,
        request: { path: "/operator/applications", body: { name, ...body(settings), allowedOrigins: allowOrigin } },
        schema: WithSecret,
        words: (made) => {
          const [id = ["", ""] as const, ...rest] = facts(made)
          return [
            `The application ${Words.plain(made.name)} is made.`,
            "",
            ...Words.facts([id, ["Client secret", `${made.clientSecret} (shown this once)`], ...rest])
          ]
        }
      })
    )
).pipe(
  Command.withShortDescription("Make an application"),
  Command.withDescription(
    "Make an application and show its secret, this once. It is production, synced every 24 h, unless told otherwise."
  ),
  Command.withExamples([
    { command: "tomada apps create shop --auto-sync 8h", description: "One that is synced every 8 h" }
  ])
)

const Changed = Schema.Struct({ ...Application.fields, itemsReplanned: Schema.Int })

const set = Command.make(
  "set",
  {
    application: Argument.String("application"),
    autoSync,
    environment,
    minInterval,
    allowOrigin: AppOrigins.allowOrigin,
    disallowOrigin: AppOrigins.disallowOrigin,
    name: Flag.String("name").pipe(Flag.optional, Flag.withDescription("Another name")),
    access: Flag.Literals("access", ["on", "off"]).pipe(
      Flag.optional,
      Flag.withDescription(
        "off: no API key is given out any more, those that were end within seconds, and nothing is synced unasked"
      )
    ),
    json
  },
  Effect.fnUntraced(function* ({ access, allowOrigin, application, disallowOrigin, json, name, ...settings }) {
    const origins = { allowOrigin, disallowOrigin }
    const change = {
      ...body(settings),
      ...(Option.isSome(name) && { name: name.value }),
      ...(Option.isSome(access) && { enabled: access.value === "on" })
    }
    if (Object.keys(change).length === 0 && Option.isNone(AppOrigins.changed([], origins))) {
      const sentence = "Nothing is to be set: see tomada apps set --help."
      return yield* new Refused({ codeDescription: null, sentence, data: {} })
    }
    const { allowedOrigins, id } = yield* named(application)
    const allowed = AppOrigins.changed(allowedOrigins, origins)
    const whole = { ...change, ...(Option.isSome(allowed) && { allowedOrigins: allowed.value }) }
    return yield* answered({
      json,
      request: { path: `/operator/applications/${id}`, method: "PATCH", body: whole },
      schema: Changed,
      words: (changed) => [
        `The application ${Words.plain(changed.name)} is changed. Items whose next sync was planned anew: ${changed.itemsReplanned}.`,
        "",
        ...Words.facts(facts(changed))
      ]
    })
  }, withServer)
).pipe(
  Command.withShortDescription("Change the settings of an application"),
  Command.withDescription(
    "Change the settings of an application, named by its id or its name. The next syncs of its Items follow at once."
  ),
  Command.withExamples([
    { command: "tomada apps set shop --auto-sync 8h", description: "Sync its Items 8 h after each success" },
    { command: "tomada apps set shop --environment development", description: "Never sync them unasked" },
    {
      command: "tomada apps set shop --allow-origin https://shop.example.com",
      description: "Let its pages show the widget"
    }
  ])
)

const rotateSecret = Command.make(
  "rotate-secret",
  { application: Argument.String("application"), json },
  Effect.fnUntraced(function* ({ application, json }) {
    const { id } = yield* named(application)
    return yield* answered({
      json,
      request: { path: `/operator/applications/${id}/secret`, method: "POST" },
      schema: WithSecret,
      words: (made) => [
        `The application ${Words.plain(made.name)} has another secret; the old one is refused from now on.`,
        "API keys that were given out before live on, for two hours at most.",
        "",
        ...Words.facts([
          ["Client id", made.id],
          ["Client secret", `${made.clientSecret} (shown this once)`]
        ])
      ]
    })
  }, withServer)
).pipe(
  Command.withShortDescription("Give an application another secret"),
  Command.withDescription(
    "Give an application another secret and show it, this once. The old one is refused from then on."
  )
)

const PublicKey = Schema.Struct({
  publicKey: Schema.String,
  createdAt: Moment,
  previousAcceptedUntil: Schema.NullOr(Moment)
})

const publicKey = Command.make(
  "public-key",
  {
    application: Argument.String("application"),
    rotate: Flag.Boolean("rotate").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Make another; what the one before encrypts is read for another week")
    ),
    json
  },
  Effect.fnUntraced(function* ({ application, json, rotate }) {
    const { id } = yield* named(application)
    return yield* answered({
      json,
      request: { path: `/operator/applications/${id}/encryption-key`, body: { rotate } },
      schema: PublicKey,
      words: ({ publicKey }) => [publicKey.trimEnd()]
    })
  }, withServer)
).pipe(
  Command.withShortDescription("Show the key that clients encrypt credentials with"),
  Command.withDescription(
    "Show the public key of an application, by which its clients may encrypt the parameters of Items. It is made when it is first asked for. Nothing but the key is printed, so that it can go into a file."
  ),
  Command.withExamples([
    { command: "tomada apps public-key shop > shop.pem", description: "Keep it in a file" },
    { command: "tomada apps public-key shop --rotate > shop.pem", description: "Make another" }
  ])
)

export const apps = Command.make("apps").pipe(
  Command.withShortDescription("The applications that may call the API"),
  Command.withDescription(
    "The applications that may call the API: make them, change their settings, renew their secrets."
  ),
  Command.withSubcommands([list, create, set, rotateSecret, publicKey])
)
