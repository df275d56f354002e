/**
 * A run for an Item as it is told to whom the Item belongs, and to an operator. No client of the wire knows these shapes, so they bear
 * our own words. Nothing that an institution showed is in them but its own error text.
 */
import { Execution as Executions } from "@tomada/core"
import { Schema } from "effect"

import { Product } from "./Connector.ts"
import { ExecutionStatus, ItemError } from "./Item.ts"
import { CursorPage } from "./Page.ts"
import { Id, Instant, Moment, Nullable } from "./Wire.ts"

/** What a run did to a product: records collected, and rows that its merge changed. */
export const ProductCounts = Schema.Struct({
  product: Product,
  collected: Schema.Int,
  created: Schema.Int,
  updated: Schema.Int,
  removed: Schema.Int
}).annotate({ identifier: "ProductCounts" })

/** A step of a run, and when it began. */
export const Step = Schema.Struct({ status: ExecutionStatus, at: Instant }).annotate({ identifier: "ExecutionStep" })

const fields = {
  id: Id,
  itemId: Id,
  trigger: Executions.Trigger,
  status: ExecutionStatus,
  createdAt: Instant,
  endedAt: Moment,
  error: Nullable(ItemError),
  steps: Schema.Array(Step),
  counts: Schema.Array(ProductCounts)
}

/** Who asked for a run, how it went and what it came to. `counts` is empty until it ends, and where nothing was merged. */
export const Execution = Schema.Struct(fields).annotate({ identifier: "Execution" })
export type Execution = typeof Execution.Type

/** Runs, the newest first. */
export const ExecutionCursorPage = CursorPage(Execution).annotate({ identifier: "ExecutionCursorPage" })

/** The same run with what its page looked like, which only an operator is told of. */
export const ExecutionWithScreenshot = Schema.Struct({
  ...fields,
  screenshot: Nullable(Schema.Struct({ takenAt: Instant, expiresAt: Instant }))
})
export type ExecutionWithScreenshot = typeof ExecutionWithScreenshot.Type
