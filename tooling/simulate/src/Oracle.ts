// What the rules promise, said a second time without the product's code: when each Item runs next, and what counts as a mistake.

const hour = 3_600_000

export interface Mistakes {
  /** Items that were due and did not run. */
  missed: number
  /** Runs that began while another of the Item was active, or for which nothing was planned. */
  double: number
  /** Runs that began before their time. */
  early: number
  /** Sixth retries, and runs after a refused login. */
  forbidden: number
  /** Plans that differ from what is promised. */
  otherwise: number
}

export interface Figures extends Mistakes {
  runs: number
  retries: number
  dropped: number
  mostAtOnce: number
  /** The longest wait of a run that was due outside a standstill and what it left behind, in milliseconds. */
  latest: number
}

interface Life {
  active: boolean
  next: number | null
  firstFailure: number | null
  failedRetries: number
  ended: boolean
}

/** Watches the Items of one simulation; instants are milliseconds. */
export const make = () => {
  const lives = new Map<string, Life>()
  const figures: Figures = {
    missed: 0,
    double: 0,
    early: 0,
    forbidden: 0,
    otherwise: 0,
    runs: 0,
    retries: 0,
    dropped: 0,
    mostAtOnce: 0,
    latest: 0
  }
  let active = 0
  const life = (id: string): Life => {
    const held = lives.get(id) ?? { active: false, next: null, firstFailure: null, failedRetries: 0, ended: false }
    lives.set(id, held)
    return held
  }
  const expected = (held: Life, startedAt: number, endedAt: number, every: number | null): number | null => {
    if (every === null || held.ended) return null
    if (held.firstFailure === null) return endedAt + every * hour
    return Math.max(held.firstFailure + (held.failedRetries + 1) * hour, startedAt + hour)
  }
  return {
    figures,
    /** A run began; `unasked`: by auto-sync. `calm`: whether a late one would be the scheduler's fault. */
    started: (
      id: string,
      at: number,
      { calm, unasked }: { readonly calm: boolean; readonly unasked: boolean }
    ): void => {
      const held = life(id)
      figures.runs++
      if (held.active || (unasked && held.next === null)) figures.double++
      if (unasked && held.ended) figures.forbidden++
      if (unasked && held.next !== null) {
        if (at < held.next) figures.early++
        if (calm) figures.latest = Math.max(figures.latest, at - held.next)
      }
      if (unasked && held.firstFailure !== null) figures.retries++
      held.active = true
      held.next = null
      active++
      figures.mostAtOnce = Math.max(figures.mostAtOnce, active)
    },
    /** A run ended; `next`: what the product plans; `every`: hours, null where nothing may be planned. */
    ended: (
      id: string,
      run: {
        readonly startedAt: number
        readonly endedAt: number
        readonly outcome: "success" | "down" | "refused"
        readonly unasked: boolean
        readonly every: number | null
        readonly next: number | null
      }
    ): void => {
      const held = life(id)
      active--
      held.active = false
      if (run.outcome === "success") {
        held.firstFailure = null
        held.failedRetries = 0
        held.ended = false
      } else if (run.outcome === "refused") held.ended = true
      else if (held.firstFailure === null) held.firstFailure = run.endedAt
      else if (run.unasked) held.failedRetries++
      if (!held.ended && held.failedRetries >= 5) {
        held.ended = true
        figures.dropped++
      }
      if (run.next !== expected(held, run.startedAt, run.endedAt, run.every)) figures.otherwise++
      held.next = run.next
    },
    /** The plan of an Item was changed by a setting. */
    replanned: (id: string, next: number | null): void => {
      life(id).next = next
    },
    /** Those that have been due for longer than `grace` and have not run. */
    close: (at: number, grace: number): void => {
      for (const { active: runs, next } of lives.values()) {
        if (!runs && next !== null && next + grace < at) figures.missed++
      }
    }
  }
}
