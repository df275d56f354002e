// What is kept of a login. The bank's own session lives in its cookie, which the kit keeps; a consent's lives in tokens.
import { z } from "zod"

export const session = z.object({ user: z.string() })

export type Session = z.output<typeof session>

/** The cookie by which the bank knows a device again, for months. */
export const trust = z.object({ device: z.string() })

export type Trust = z.output<typeof trust>

/** A consent's tokens: `access` for minutes, `refresh` good once. */
export const tokens = z.object({ access: z.string(), refresh: z.string() })

export type Tokens = z.output<typeof tokens>
