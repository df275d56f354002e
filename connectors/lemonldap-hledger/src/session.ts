// What is kept of a login for minutes. The cookies are kept beside it by the kit.
import { z } from "zod"

export const session = z.object({ user: z.string() })

export type Session = z.output<typeof session>
