// The harms that take their time until the system or a limit ends them, for `pnpm prove:process-host`.
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { ends, host } from "./Harm.ts"

describe("A connector that harms whoever runs it, to the end", () => {
  for (const harm of ["wrong words", "long message", "processor", "memory", "memory outside the heap", "throw"]) {
    it.live(`ends its own visit: ${harm}`, () => ends(harm).pipe(Effect.provide(host())), 60_000)
  }
})
