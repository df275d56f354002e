// What happens to each Item, told before anything runs: how long a visit takes, which run of it fails and how often in a row. Drawn
// from a seed, so that a month can be lived again.

/** Numbers from 0 to 1, the same for the same seed. */
export const random = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export type Outcome = "success" | "down" | "refused"

/** The runs of one Item, one after the other. */
export interface Script {
  /** Of the next run: what it comes to, and how long it takes in milliseconds. */
  next(): { readonly outcome: Outcome; readonly takes: number }
}

/** Of a hundred regular runs three begin a row of one to eight failures; of a thousand two are refused. */
export const script = (draw: () => number): Script => {
  let failures = 0
  return {
    next: () => {
      const takes = 20_000 + Math.floor(draw() * 40_000)
      if (failures > 0) {
        failures--
        return { outcome: "down", takes }
      }
      const fate = draw()
      if (fate < 0.03) failures = Math.floor(draw() * 8)
      return { outcome: fate < 0.03 ? "down" : fate < 0.032 ? "refused" : "success", takes }
    }
  }
}
