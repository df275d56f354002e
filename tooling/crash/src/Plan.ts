// Which kills there are: every cell in turn, in an order that the seed shuffles anew each time; what is left over goes to cells by chance.
import * as Dice from "./Dice.ts"

export const targets = ["server", "runner", "browser", "backend", "postgres"] as const
export type Target = (typeof targets)[number]

export const phases = ["first", "overlap", "mfa", "merge", "delivery"] as const
export type Phase = (typeof phases)[number]

export interface Cell {
  readonly target: Target
  readonly phase: Phase
}

export interface Planned extends Cell {
  readonly index: number
  readonly seed: number
}

/** What a person reads and types: `server/merge`. */
export const nameOf = ({ phase, target }: Cell): string => `${target}/${phase}`

export const cells: ReadonlyArray<Cell> = targets.flatMap((target) => phases.map((phase) => ({ target, phase })))

/** The cells that a name stands for: `server/merge`, or all of `server/*` and `*<slash>merge`; none when there is no such. */
export const find = (name: string): ReadonlyArray<Cell> => {
  const [target = "", phase = ""] = name.split("/")
  const fits = (wanted: string, is: string) => wanted === "*" || wanted === is
  return cells.filter((cell) => fits(target, cell.target) && fits(phase, cell.phase))
}

/** Each cell gets so many before chance decides. */
export const least = 15

export const plan = (options: {
  readonly kills: number
  readonly seed: number
  readonly cells: ReadonlyArray<Cell>
}): ReadonlyArray<Planned> => {
  const dice = Dice.of(options.seed)
  const order: Array<Cell> = []
  for (let round = 0; round < least; round++) {
    const left = [...options.cells]
    while (left.length > 0) order.push(...left.splice(dice.below(left.length), 1))
  }
  const [first, ...others] = options.cells
  if (first === undefined) return []
  while (order.length < options.kills) order.push(dice.oneOf([first, ...others]))
  return order
    .slice(0, options.kills)
    .map((cell, index) => ({ ...cell, index, seed: Dice.derived(options.seed, index) }))
}
