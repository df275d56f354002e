// What looks at the institution itself came to, one JSON line each, in `connectors/<folder>/confirmations/<slug>.jsonl`: when, by which
// instance under a name that its operator chose, and whether it went well. Nothing else of a visit is written down.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

import { Quality } from "@tomada/core"
import { Effect, Schema } from "effect"

import * as Checkout from "./Checkout.ts"
import { Lacking } from "./Ending.ts"

const line = Schema.fromJsonString(Quality.Confirmed)

export const pathOf = (found: Checkout.Found): string =>
  join(Checkout.packageOf(found), "confirmations", `${found.connector.manifest.slug}.jsonl`)

/** Those of one file; a line that is none is told, because a tier would stand on it. */
export const read = (path: string) =>
  Effect.forEach(
    existsSync(path)
      ? readFileSync(path, "utf8")
          .split("\n")
          .filter((text) => text !== "")
      : [],
    (text, index) =>
      Effect.mapError(
        Schema.decodeEffect(line)(text),
        () => new Lacking({ problem: `line ${index + 1} of ${Checkout.shown(path)} is no confirmation; take it out` })
      )
  )

export const add = (path: string, confirmed: Quality.Confirmed): void => {
  mkdirSync(dirname(path), { recursive: true })
  appendFileSync(path, `${Schema.encodeSync(line)(confirmed)}\n`)
}
