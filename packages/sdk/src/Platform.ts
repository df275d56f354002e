// What the client takes from the platform, all of it standard: fetch, the clock, a timer and chance. The one module that touches them,
// and the same on Node, Deno, Bun, workers and in browsers.

/** What the client needs of `fetch`; the platform's own is one. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string
    readonly headers: Record<string, string>
    readonly body?: string
    readonly redirect: "manual"
    readonly signal: AbortSignal
  }
) => Promise<FetchAnswer>

export interface FetchAnswer {
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
  readonly text: () => Promise<string>
}

/** Time, for tests that cannot wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted before. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

export const platformFetch: Fetch = (url, init) => globalThis.fetch(url, init)

export const platformClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason)
      const aborted = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", aborted)
        resolve()
      }, milliseconds)
      signal?.addEventListener("abort", aborted, { once: true })
    })
}

/** Some milliseconds between a half and the whole of `milliseconds`, so that many clients do not come again at once. */
export const jittered = (milliseconds: number): number => milliseconds * (0.5 + Math.random() / 2)
