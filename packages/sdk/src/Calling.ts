// What every method of the client has in common: its options, what may stand in a query, and lists. Types alone.

/** The id of a resource; those of connectors and deliveries are numbers. */
export type Id = string | number

/** A value of a query. A list is sent with commas; a Date as its instant, with milliseconds and Z. */
export type QueryValue = string | number | boolean | Date | ReadonlyArray<string | number>

/** How one call is made, where it differs from all others. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that one attempt may take. */
  readonly timeout?: number | undefined
  /** How often it is tried again at most. */
  readonly retries?: number | undefined
}

/**
 * A list of the server's. Nothing is asked until it is read.
 *
 * `for await (const row of list)` reads all rows, asking for page after page as they are needed.
 */
export interface Listing<Row, Page> extends AsyncIterable<Row> {
  /** One page as the server answers it; `place` is `next` of the page before, or the number of a page. */
  readonly page: (place?: string | number | null) => Promise<Page>
  /** All rows. */
  readonly all: () => Promise<ReadonlyArray<Row>>
}

/** How an operation is called. `list`: how the next page is asked for: by the cursor in `next`, by number, by the last sequence, never. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly input?: "body" | "query"
  readonly list?: "cursor" | "never" | "pages" | "since"
}

/** Operations by group and name. */
export type Operations = Readonly<Record<string, Readonly<Record<string, Operation>>>>
