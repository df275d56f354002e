// The bank's session lives in its cookie, which the kit keeps; of our own there is only whose it is.
import { z } from "zod"

export const session = z.object({ user: z.string() })

export type Session = z.output<typeof session>
