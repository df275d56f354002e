// Devices that a person told the bank to remember: a cookie that outlives sessions and spares its user the second factor for three months.
import { Clock, Effect } from "effect"

import { token } from "./Tokens.ts"

export const trustSeconds = 90 * 24 * 60 * 60

export interface Trust {
  /** Remembers a device of the user; the answer is its cookie. */
  readonly remember: (user: string) => Effect.Effect<string>
  readonly knows: (cookie: string | undefined, user: string) => Effect.Effect<boolean>
  /** Forgets all devices of a user. */
  readonly forget: (user: string) => Effect.Effect<void>
}

/** No device is known. */
export const make = (): Trust => {
  const known = new Map<string, { readonly user: string; readonly until: number }>()
  return {
    remember: (user) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const cookie = token()
        known.set(cookie, { user, until: now + trustSeconds * 1000 })
        return cookie
      }),
    knows: (cookie, user) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const device = cookie === undefined ? undefined : known.get(cookie)
        return device !== undefined && device.user === user && now < device.until
      }),
    forget: (user) =>
      Effect.sync(() => {
        for (const [cookie, device] of known) if (device.user === user) known.delete(cookie)
      })
  }
}
