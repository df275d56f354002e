// What every screen has around it: the words, the way to say what happened, the application, the clock, and a voice for screen readers.
import { createContext } from "preact"
import { useContext } from "preact/hooks"

import type { Clock } from "../api/Platform.ts"
import type { Event } from "../flow/Event.ts"
import type { Host } from "../host/Host.ts"
import type { Words } from "../words/Words.ts"

export interface Around {
  readonly words: Words
  readonly host: Host
  readonly clock: Clock
  readonly send: (event: Event) => void
  /** Says it politely to whoever listens instead of looking. */
  readonly say: (text: string) => void
  /** The person wants to leave; asks first where something runs. */
  readonly leave: () => void
  /** Ends it; nothing is asked. */
  readonly close: () => void
  /** What was typed into fields that are no secrets, for when the form comes back. */
  readonly typed: Map<string, string>
}

const Context = createContext<Around | null>(null)
export const AroundProvider = Context.Provider

export const useAround = (): Around => {
  const around = useContext(Context)
  if (around === null) throw new Error("a screen stands outside of the page")
  return around
}
