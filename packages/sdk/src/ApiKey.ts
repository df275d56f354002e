// The API key of a client: asked for when it is first needed, by one request for all who wait, and again before it ends.
import type { Clock } from "./Platform.ts"

/** A key is not used in the last minute of its life: a request takes time, and clocks differ. */
const margin = 60_000

interface Held {
  readonly key: string
  /** By our clock. */
  readonly until: number
}

const claimsOf = (key: string): { readonly exp?: unknown; readonly iat?: unknown } => {
  try {
    const [, payload = ""] = key.split(".")
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0)
    )
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof claims === "object" && claims !== null ? claims : {}
  } catch {
    return {}
  }
}

/** Until when a key that was had at `now` is good: a length of time from then on, for the server's clock may be another. */
const goodUntil = (key: string, now: number): number => {
  const { exp, iat } = claimsOf(key)
  if (typeof exp !== "number") return Number.POSITIVE_INFINITY
  return typeof iat === "number" ? now + (exp - iat) * 1000 : exp * 1000
}

/** Keeps the key; `ask` has another one. */
export class ApiKey {
  readonly #ask: () => Promise<string>
  readonly #clock: Clock
  #held: Held | undefined
  #asked: Promise<string> | undefined

  constructor(ask: () => Promise<string>, clock: Clock) {
    this.#ask = ask
    this.#clock = clock
  }

  /** The key, and whether it was only just had. */
  async get(): Promise<{ readonly key: string; readonly fresh: boolean }> {
    const held = this.#held
    if (held !== undefined && this.#clock.now() < held.until - margin) return { key: held.key, fresh: false }
    return { key: await (this.#asked ??= this.#renew()), fresh: true }
  }

  /** The server did not take this key; another one that came since stays. */
  drop(key: string): void {
    if (this.#held?.key === key) this.#held = undefined
  }

  async #renew(): Promise<string> {
    try {
      const key = await this.#ask()
      this.#held = { key, until: goodUntil(key, this.#clock.now()) }
      return key
    } finally {
      this.#asked = undefined
    }
  }
}
