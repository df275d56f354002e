/** What an orchestrator asks: does the process run, and can it serve. */
import { Schema } from "effect"

/** The process runs. */
export const Live = Schema.Struct({ status: Schema.Literal("live") }).annotate({ identifier: "Live" })
export type Live = typeof Live.Type

/** The process can serve. When it cannot, the answer is a 503 error body. */
export const Ready = Schema.Struct({ status: Schema.Literal("ready") }).annotate({ identifier: "Ready" })
export type Ready = typeof Ready.Type
