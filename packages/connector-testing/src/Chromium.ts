// A Chromium for replays: the engine's own pool, so that pages are visited as in production. It starts when a visit first asks for it;
// what it wrote is gone with the layer.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"

import type { Browsers } from "@tomada/connector-kit"
import { BrowserPool } from "@tomada/engine"
import { Effect, Layer, Schema } from "effect"

/** What whoever runs the tests found; without it the pool looks where computers have one. */
const Found = Schema.fromJsonString(
  Schema.Struct({ executable: Schema.String, environment: Schema.Record(Schema.String, Schema.String) })
)

const found = (): typeof Found.Type | undefined => {
  const text = process.env["TOMADA_TEST_BROWSER"]
  return text === undefined ? undefined : Schema.decodeSync(Found)(text)
}

/** Chromium refuses its own sandbox to the root user. */
const sandbox = process.getuid?.() !== 0

export const layer: Layer.Layer<Browsers.Browsers> = Layer.unwrap(
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "tomada-chromium-"))),
      (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
    )
    return BrowserPool.layer({ folder, sandbox, ...found() })
  })
)
