// Pages of a list, as the wire counts them.

/** Pages count from 1. */
export interface PageRequest {
  readonly number: number
  readonly size: number
}

/** One page, and how many rows all pages have. */
export interface PageOf<A> {
  readonly rows: ReadonlyArray<A>
  readonly total: number
}
