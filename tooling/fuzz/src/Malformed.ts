// Requests that no client of good manners sends: one that is right in itself, bent in one way. Each way has a name, so that what the server
// makes of it can be counted.
import type { Dice } from "@tomada/crash/Dice"

import * as Bodies from "./Bodies.ts"
import * as Heads from "./Heads.ts"
import type { Bend, Parts, Sent } from "./Parts.ts"
import type { Request } from "./Requests.ts"
import * as Targets from "./Targets.ts"

export const bends: ReadonlyMap<string, Bend> = new Map(
  Object.entries({ ...Bodies.bends, ...Targets.bends, ...Heads.bends })
)

const partsOf = ({ body, headers, method, path }: Request): Parts => ({
  method,
  target: path,
  headers: Object.entries(headers),
  body: Buffer.from(body ?? "")
})

/** The request bent in the way of this number, of all ways in turn. */
export const bent = (request: Request, number: number, dice: Dice): { readonly way: string; readonly sent: Sent } => {
  const [way, bend] = [...bends][number % bends.size] ?? ["", undefined]
  if (bend === undefined) throw new Error("there is no way to bend a request")
  return { way, sent: bend(partsOf(request), dice) }
}
