// Chance that comes again: every choice around a kill follows from one number, so that a kill that failed can be lived through once more.

export interface Dice {
  /** From 0 to n - 1. */
  below(n: number): number
  oneOf<A>(list: readonly [A, ...ReadonlyArray<A>]): A
  /** Milliseconds or whatever else, from 0 to `most`. */
  upTo(most: number): number
}

const mixed = (number: number): number => {
  let mix = Math.imul(number ^ (number >>> 16), 0x21f0aaad)
  mix = Math.imul(mix ^ (mix >>> 15), 0x735a2d97)
  return (mix ^ (mix >>> 15)) >>> 0
}

/** The seed of the kill with this number; the first one's is the seed itself. */
export const derived = (seed: number, index: number): number =>
  index === 0 ? seed >>> 0 : mixed((seed + Math.imul(index, 0x9e3779b9)) >>> 0)

export const of = (seed: number): Dice => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    return mixed(state) / 0x1_0000_0000
  }
  return {
    below: (n) => Math.floor(next() * n),
    oneOf: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    upTo: (most) => next() * most
  }
}
