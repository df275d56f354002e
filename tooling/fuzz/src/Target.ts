// A server in a process of its own, with the sandbox bank beside it and Items that have rows of every kind. What it is asked to call is on
// this computer, where nobody listens.
import * as World from "@tomada/bench/World"

import type { Target } from "./Fuzz.ts"

export interface Opened {
  readonly target: Target
  /** The end of what the server has said on standard error. */
  readonly words: () => string
  readonly close: () => Promise<void>
}

/** Whoever opens it closes it. */
export const open = async (): Promise<Opened> => {
  const world = await World.open({ TOMADA_WEBHOOK_ALLOW: "127.0.0.1" })
  try {
    for (const user of ["user-ok", "user-ok+2"]) await world.api.connect({ user, password: "password-ok" })
    return { target: world.application, words: world.words, close: world.close }
  } catch (error) {
    await world.close()
    throw error
  }
}
