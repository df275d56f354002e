// A small seeded generator (xmur3 over the seed text, then mulberry32). Own code because the ledger must come out the same on every machine and
// version for ever, also in pure functions where no Random service reaches. It is for made-up rows only, never for tokens.

export interface Prng {
  /** The next number in [0, 1). */
  readonly next: () => number
  /** An integer in [from, to], both inclusive. */
  readonly int: (from: number, to: number) => number
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean
  /** One element of a non-empty list. */
  readonly pick: <A>(from: readonly [A, ...ReadonlyArray<A>]) => A
}

/** A 32 bit hash of a text. */
export const hash = (text: string): number => {
  let h = 1779033703 ^ text.length
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 3432918353)
    h = (h << 13) | (h >>> 19)
  }
  h = Math.imul(h ^ (h >>> 16), 2246822507)
  h = Math.imul(h ^ (h >>> 13), 3266489909)
  return (h ^ (h >>> 16)) >>> 0
}

/** The generator of a seed text: equal texts give equal sequences. */
export const make = (seed: string): Prng => {
  let state = hash(seed)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (from) => from[Math.floor(next() * from.length)] ?? from[0]
  }
}
