// `tomada items`: how Items stand, what their runs came to, a sync that the operator asks for, a way out of refusals.
import { writeFileSync } from "node:fs"

import { Console, DateTime, Effect, Option, Result, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"

import { ItemDetail, ItemRow, Screenshot } from "./OperatorAnswers.ts"
import { Refused } from "./OperatorClient.ts"
import {
  answered,
  application,
  applications,
  asked,
  json,
  named,
  page,
  pageSize,
  paged,
  withServer
} from "./OperatorCommand.ts"
import * as ItemWords from "./OperatorItemWords.ts"
import * as Words from "./OperatorWords.ts"

const id = Argument.String("item").pipe(
  Argument.withSchema(Schema.String.check(Schema.isUUID(undefined, { message: "an Item is named by its id, a UUID" }))),
  Argument.withDescription("The Item's id")
)

const statuses = [
  "UPDATED",
  "OUTDATED",
  "LOGIN_ERROR",
  "WAITING_USER_INPUT",
  "WAITING_USER_ACTION",
  "UPDATING",
  "MERGING"
] as const

const status = Flag.Literals("status", statuses).pipe(Flag.optional, Flag.withDescription("Only those that stand so"))

const list = Command.make(
  "list",
  { app: application, status, page, pageSize, json },
  Effect.fnUntraced(function* ({ app, json, page, pageSize, status }) {
    const only = Option.isSome(app) ? yield* named(app.value) : undefined
    const all = only === undefined && !json ? yield* applications : []
    const names = new Map(all.map((one) => [one.id, one.name]))
    return yield* answered({
      json,
      request: {
        path: "/operator/items",
        query: { page, pageSize, applicationId: only?.id, status: Option.getOrUndefined(status) }
      },
      schema: paged(ItemRow),
      words: (answer, now) =>
        answer.total === 0
          ? ["There is no such Item."]
          : [...ItemWords.rows(answer.results, names, now), ...Words.pageLine("Items", answer)]
    })
  }, withServer)
).pipe(Command.withShortDescription("List Items"), Command.withDescription("List Items, newest first."))

const show = Command.make("show", { id, json }, ({ id, json }) =>
  withServer(
    answered({ json, request: { path: `/operator/items/${id}` }, schema: ItemDetail, words: ItemWords.detail })
  )
).pipe(
  Command.withShortDescription("Show an Item and its runs"),
  Command.withDescription(
    "Show how an Item stands: its products, accounts and consent, when it is synced next, its last ten runs. Never its credentials."
  )
)

const follow = (id: string) => `See tomada items show ${id}.`

const sync = Command.make(
  "sync",
  { id, json },
  Effect.fnUntraced(function* ({ id, json }) {
    const started = answered({
      json,
      request: { path: `/operator/items/${id}/sync`, method: "POST" },
      schema: ItemRow,
      words: (item) => [`${Words.plain(item.connector.name)} is being visited. ${follow(id)}`]
    })
    const outcome = yield* Effect.result(started)
    if (Result.isSuccess(outcome)) return
    const error = outcome.failure
    if (error._tag !== "Refused") return yield* error
    const sentence = ItemWords.refusal(id, error, yield* DateTime.now)
    return yield* new Refused({ ...error, sentence })
  }, withServer)
).pipe(
  Command.withShortDescription("Sync an Item now"),
  Command.withDescription(
    "Sync an Item now, with the credentials that are held and nobody there to answer: a bank that would ask the person is not visited."
  )
)

const unblock = Command.make("unblock", { id, json }, ({ id, json }) =>
  withServer(
    answered({
      json,
      request: { path: `/operator/items/${id}/unblock`, method: "POST" },
      schema: ItemRow,
      words: () => [
        `Nothing that failed counts against it any more, and its next run may start: tomada items sync ${id}`
      ]
    })
  )
).pipe(
  Command.withShortDescription("Let the next run of an Item start"),
  Command.withDescription(
    "Forget an Item's failures and give it a pass: its next run may start whatever refused it, with the credentials that are held."
  )
)

const execution = Argument.String("run").pipe(
  Argument.withSchema(Schema.String.check(Schema.isUUID(undefined, { message: "a run is named by its id, a UUID" }))),
  Argument.withDescription("The run's id, as tomada items show says it")
)

const file = Argument.String("file").pipe(
  Argument.withDescription("Where the picture is written; nothing is overwritten")
)

const notWritten = (path: string) =>
  new Refused({
    codeDescription: null,
    sentence: `The picture cannot be written to ${path}: the file is there already, or its folder is not or may not be written to.`,
    data: {}
  })

const screenshot = Command.make("screenshot", { execution, file }, ({ execution, file }) =>
  withServer(
    Effect.gen(function* () {
      const { image, takenAt } = yield* asked({ path: `/operator/executions/${execution}/screenshot` }, Screenshot)
      yield* Effect.try({ try: () => writeFileSync(file, image, { flag: "wx" }), catch: () => notWritten(file) })
      yield* Console.log(
        `The page as it stood at ${Words.moment(takenAt)}, in boxes instead of what it said, is in ${file}.`
      )
    })
  )
).pipe(
  Command.withShortDescription("Save the masked screenshot of a run that failed"),
  Command.withDescription(
    "Save what the page of a run that failed in a browser looked like, as a PNG: boxes where texts, fields, buttons and pictures stood, and nothing that they said."
  )
)

export const items = Command.make("items").pipe(
  Command.withShortDescription("Items: how they stand, sync, unblock"),
  Command.withDescription(
    "Items of all applications: how they stand and what their runs came to; sync one, unblock one."
  ),
  Command.withSubcommands([list, show, screenshot, sync, unblock])
)
