/**
 * Where ids and secrets get their chance from: the system's generator, replaced in tests. A reference with a default,
 * so that nobody has to provide it; Effect's own Random is not made for secrets.
 */
import { randomBytes, randomUUID } from "node:crypto"

import { Context, Effect } from "effect"

export interface Entropy {
  /** A random UUID of version 4. */
  readonly uuid: Effect.Effect<string>
  /** That many random bytes as base64url, without padding. */
  base64Url(bytes: number): Effect.Effect<string>
}

export const Entropy = Context.Reference<Entropy>("@tomada/server/Entropy", {
  defaultValue: () => ({
    uuid: Effect.sync(() => randomUUID()),
    base64Url: (bytes) => Effect.sync(() => randomBytes(bytes).toString("base64url"))
  })
})
