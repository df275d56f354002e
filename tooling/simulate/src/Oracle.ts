// What the rules promise, said a second time without the product's code: from the beginnings and ends of runs alone it knows when each
// Item must run next, how long it may wait, and whether there was a place for it. What the product has planned it compares and
// never believes, so a run that was forgotten with its plan is missed all the same.

const minute = 60_000
const hour = 60 * minute

/** Regular runs may be spread by ten minutes; a round and a claim take their time. */
const spread = 10 * minute
const grace = minute
/** A place that stays free for so long while an Item waits was not given away. */
const idle = 5_000

export interface Mistakes {
  /** Runs that began after their time although there was a place, or did not begin. */
  missed: number
  /** Runs that began while another of the Item was active, or when none was to come. */
  double: number
  /** Runs that began before their time. */
  early: number
  /** Sixth retries, and runs after a refused login. */
  forbidden: number
  /** Plans that differ from what is promised. */
  otherwise: number
  /** Runs beside as many as there may be at once. */
  crowded: number
}

export interface Figures extends Mistakes {
  runs: number
  retries: number
  /** How many first, second ... fifth retries. */
  readonly byRetry: Array<number>
  dropped: number
  mostAtOnce: number
  /** The longest wait of a run for which there was a place all the time, in milliseconds. */
  latest: number
}

interface Life {
  readonly connector: number
  every: number | null
  run: { readonly at: number; readonly unasked: boolean } | null
  due: number | null
  succeeded: number | null
  firstFailure: number | null
  failedRetries: number
  ended: boolean
}

interface Connector {
  active: number
  /** Since when it has had a free place; null while it has none. */
  freeSince: number | null
  /** When it last had one for longer than `idle`. */
  lastIdle: number
  /** When it last had none. */
  lastFull: number
}

export interface Places {
  readonly all: number
  readonly ofConnector: number
}

/** Watches the Items of one simulation; instants are milliseconds. */
export const make = (places: Places) => {
  const lives = new Map<string, Life>()
  const connectors = new Map<number, Connector>()
  const figures: Figures = {
    missed: 0,
    double: 0,
    early: 0,
    forbidden: 0,
    otherwise: 0,
    crowded: 0,
    runs: 0,
    retries: 0,
    byRetry: [0, 0, 0, 0, 0],
    dropped: 0,
    mostAtOnce: 0,
    latest: 0
  }
  let active = 0
  let stands = false

  const life = (id: string): Life => {
    const held = lives.get(id)
    if (held === undefined) throw new Error(`nobody told of the Item ${id}`)
    return held
  }
  const connector = (id: number): Connector => {
    const held = connectors.get(id) ?? { active: 0, freeSince: -Infinity, lastIdle: -Infinity, lastFull: -Infinity }
    connectors.set(id, held)
    return held
  }
  /** Brings what is known of places to this instant. */
  const look = (at: number): void => {
    for (const held of connectors.values()) {
      const isFree = !stands && active < places.all && held.active < places.ofConnector
      if (held.freeSince !== null && !stands && at - held.freeSince > idle) held.lastIdle = at
      if (!isFree) held.lastFull = at
      held.freeSince = isFree ? (held.freeSince ?? at) : null
    }
  }
  const wasLeft = ({ connector: id, due, firstFailure }: Life): boolean =>
    due !== null && connector(id).lastIdle > due + grace + (firstFailure === null ? spread : 0)
  const next = (held: Life, { startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number }) => {
    if (held.every === null || held.ended) return null
    if (held.firstFailure === null) return endedAt + held.every * hour
    return Math.max(held.firstFailure + (held.failedRetries + 1) * hour, startedAt + hour)
  }
  const begins = (held: Life, at: number): void => {
    if (held.ended) figures.forbidden++
    else if (held.due === null) figures.double++
    else if (at < held.due) figures.early++
    if (wasLeft(held)) figures.missed++
    if (held.firstFailure !== null) {
      figures.retries++
      figures.byRetry[held.failedRetries] = (figures.byRetry[held.failedRetries] ?? 0) + 1
    }
    const its = connector(held.connector)
    if (held.due !== null && its.lastFull < held.due) figures.latest = Math.max(figures.latest, at - held.due)
    its.active++
    active++
    if (active > places.all || its.active > places.ofConnector) figures.crowded++
    figures.mostAtOnce = Math.max(figures.mostAtOnce, active)
  }

  return {
    figures,
    /** An Item was made; `every`: hours between its regular runs, null where none may be planned. */
    made: (
      id: string,
      { connector: of, every }: { readonly connector: number; readonly every: number | null }
    ): void => {
      connector(of)
      lives.set(id, {
        connector: of,
        every,
        run: null,
        due: null,
        succeeded: null,
        firstFailure: null,
        failedRetries: 0,
        ended: false
      })
    },
    /** The house stops or goes on. */
    standstill: (at: number, begun: boolean): void => {
      look(at)
      stands = begun
      look(at)
    },
    /** A run began; `unasked`: by auto-sync. */
    started: (id: string, at: number, unasked: boolean): void => {
      const held = life(id)
      look(at)
      figures.runs++
      if (held.run !== null) figures.double++
      else if (unasked) begins(held, at)
      held.run ??= { at, unasked }
      held.due = null
      look(at)
    },
    /** A run ended; answers when the next one is due. */
    ended: (id: string, at: number, outcome: "success" | "down" | "refused"): number | null => {
      const held = life(id)
      const run = held.run ?? { at, unasked: false }
      look(at)
      if (run.unasked) {
        active--
        connector(held.connector).active--
      }
      held.run = null
      if (outcome === "success") {
        held.succeeded = at
        held.firstFailure = null
        held.failedRetries = 0
        held.ended = false
      } else if (outcome === "refused") held.ended = true
      else if (held.firstFailure === null) held.firstFailure = at
      else if (run.unasked) held.failedRetries++
      if (!held.ended && held.failedRetries >= 5) {
        held.ended = true
        figures.dropped++
      }
      held.due = next(held, { startedAt: run.at, endedAt: at })
      look(at)
      return held.due
    },
    /** The setting of the Item's application is another from now on; answers when the Item is due. */
    changed: (id: string, at: number, every: number): number | null => {
      const held = life(id)
      held.every = every
      if (held.due === null) return null
      const regular = held.firstFailure === null && held.succeeded !== null
      return (held.due = Math.max(regular ? (held.succeeded ?? 0) + every * hour : held.due, at))
    },
    isActive: (id: string): boolean => life(id).run !== null,
    /** What the product plans for an Item that does not run. */
    planned: (id: string, at: number | null): void => {
      if (at !== life(id).due) figures.otherwise++
    },
    /** Those that wait still. */
    close: (at: number): void => {
      look(at)
      for (const held of lives.values()) if (held.run === null && wasLeft(held)) figures.missed++
    }
  }
}
