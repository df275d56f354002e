// The one seam to what a browser gives beside its document: time and requests. Nothing else of the page reads a clock, sets a timer or fetches.

export interface Clock {
  readonly now: () => number
  /** Calls once after so many milliseconds; what comes back calls it off. */
  readonly after: (milliseconds: number, call: () => void) => () => void
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export const clock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  }
}

export const fetching: Fetch = (url, init) => fetch(url, init)
