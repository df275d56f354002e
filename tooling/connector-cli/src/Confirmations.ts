// What looks at the institution itself came to, as `connectors/<folder>/confirmations/<slug>.jsonl` of this checkout has it.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

import * as Confirmations from "@tomada/connector-testing/contract/Confirmations"
import type { Quality } from "@tomada/core"
import { Effect } from "effect"

import * as Checkout from "./Checkout.ts"
import { Lacking } from "./Ending.ts"

export const pathOf = (found: Checkout.Found): string =>
  join(Checkout.packageOf(found), Confirmations.pathOf(found.connector.manifest.slug))

/** Those of one file. */
export const read = (path: string) =>
  Effect.mapError(
    Confirmations.read(existsSync(path) ? readFileSync(path, "utf8") : null),
    ({ message }) => new Lacking({ problem: `${Checkout.shown(path)}: ${message}` })
  )

export const add = (path: string, confirmed: Quality.Confirmed): void => {
  mkdirSync(dirname(path), { recursive: true })
  appendFileSync(path, Confirmations.line(confirmed))
}
