// What the commands read of the server's answers about Items: no more than they show, so that a server that says more is no stranger.
import { Schema } from "effect"

import { Moment } from "./OperatorCommand.ts"

const maybe = Schema.NullOr(Moment)

const row = {
  id: Schema.String,
  applicationId: Schema.String,
  connector: Schema.Struct({ id: Schema.Int, name: Schema.String }),
  clientUserId: Schema.NullOr(Schema.String),
  status: Schema.String,
  executionStatus: Schema.String,
  lastUpdatedAt: maybe,
  nextAutoSyncAt: maybe,
  createdAt: Moment
}

export const ItemRow = Schema.Struct(row)
export type ItemRow = typeof ItemRow.Type

const ItemError = Schema.NullOr(
  Schema.Struct({ code: Schema.String, message: Schema.String, providerMessage: Schema.NullOr(Schema.String) })
)

export const Execution = Schema.Struct({
  id: Schema.String,
  trigger: Schema.String,
  status: Schema.String,
  createdAt: Moment,
  endedAt: maybe,
  error: ItemError,
  steps: Schema.Array(Schema.Struct({ status: Schema.String, at: Moment })),
  counts: Schema.Array(
    Schema.Struct({
      product: Schema.String,
      collected: Schema.Int,
      created: Schema.Int,
      updated: Schema.Int,
      removed: Schema.Int
    })
  ),
  screenshot: Schema.NullOr(Schema.Struct({ expiresAt: Moment }))
})
export type Execution = typeof Execution.Type

export const ItemDetail = Schema.Struct({
  ...row,
  error: ItemError,
  webhookUrl: Schema.NullOr(Schema.String),
  products: Schema.Array(Schema.String),
  outcomes: Schema.Array(
    Schema.Struct({
      product: Schema.String,
      isUpdated: Schema.Boolean,
      lastUpdatedAt: maybe,
      warnings: Schema.Array(Schema.Struct({ message: Schema.String }))
    })
  ),
  accounts: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      type: Schema.String,
      transactions: Schema.Struct({
        days: Schema.Array(Schema.Struct({ from: Schema.String, to: Schema.String })),
        collectedAt: maybe
      })
    })
  ),
  consent: Schema.Struct({
    standing: Schema.String,
    hosts: Schema.Array(Schema.String),
    source: Schema.String,
    givenAt: Moment,
    expiresAt: maybe,
    revokedAt: maybe
  }),
  autoSync: Schema.Struct({
    disabledAt: maybe,
    endedBecause: Schema.NullOr(Schema.String),
    retries: Schema.NullOr(Schema.Int)
  }),
  consecutiveFailedLoginAttempts: Schema.Int,
  consecutiveFailedSyncs: Schema.Int,
  unblockedAt: maybe,
  executions: Schema.Array(Execution),
  executionsInAll: Schema.Int
})
export type ItemDetail = typeof ItemDetail.Type

export const Screenshot = Schema.Struct({ takenAt: Moment, expiresAt: Moment, image: Schema.Uint8ArrayFromBase64 })
