// What looks at the institution itself came to, one JSON line each, in a file of the connector's package: when, by which instance under a
// name that its operator chose, and whether it went well. They come later than the evidence and are joined to it where it is read.
import { Quality } from "@tomada/core"
import { Effect, Schema } from "effect"

const Line = Schema.fromJsonString(Quality.Confirmed)

/** Where they lie in the connector's package. */
export const pathOf = (slug: string): string => `confirmations/${slug}.jsonl`

/** A tier would stand on it, so a line that is none is told and not passed over. `line` counts from one. */
export class NoConfirmation extends Schema.TaggedError<NoConfirmation>()("NoConfirmation", { line: Schema.Int }) {
  override get message() {
    return `line ${this.line} is no confirmation; take it out`
  }
}

/** Those of one file; null: there is none. */
export const read = (text: string | null) =>
  Effect.forEach((text ?? "").split("\n").entries(), ([index, line]) =>
    line === ""
      ? Effect.succeed([])
      : Effect.mapBoth(Schema.decodeEffect(Line)(line), {
          onFailure: () => new NoConfirmation({ line: index + 1 }),
          onSuccess: (confirmed) => [confirmed]
        })
  ).pipe(Effect.map((found) => found.flat()))

/** A line of it. */
export const line = (confirmed: Quality.Confirmed): string => `${Schema.encodeSync(Line)(confirmed)}\n`
