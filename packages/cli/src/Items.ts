// `tomada items`: how Items stand, what their runs came to, a sync that the operator asks for, a way out of refusals.
import { DateTime, Effect, Option, Result, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"

import { ItemDetail, ItemRow } from "./OperatorAnswers.ts"
import { Refused } from "./OperatorClient.ts"
import {
  answered,
  application,
  applications,
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

export const items = Command.make("items").pipe(
  Command.withShortDescription("Items: how they stand, sync, unblock"),
  Command.withDescription(
    "Items of all applications: how they stand and what their runs came to; sync one, unblock one."
  ),
  Command.withSubcommands([list, show, sync, unblock])
)
