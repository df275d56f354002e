// Pages of records, and what they prove. A claim of coverage is attached to the last page only: a stream that fails
// before it has claimed nothing, so a lost page can never look like rows that the institution removed. `Paging` reads lists
// and works out what they prove.
import type { Coverage } from "@tomada/core"
import { Effect, Stream } from "effect"

/** What the institution says beside its rows, for the person: a missing permission, a quota. */
export interface Warning {
  readonly code: string
  readonly message: string
  readonly providerMessage: string | null
}

export interface Page<A> {
  readonly records: ReadonlyArray<A>
  /** The days whose rows are complete once the stream has ended. */
  readonly coverage: ReadonlyArray<Coverage.Coverage>
  readonly warnings: ReadonlyArray<Warning>
}

export const page = <A>(
  records: ReadonlyArray<A>,
  coverage: ReadonlyArray<Coverage.Coverage> = [],
  warnings: ReadonlyArray<Warning> = []
): Page<A> => ({ records, coverage, warnings })

/** One page that is all there is. */
export const single = <A, E, R>(
  records: Effect.Effect<ReadonlyArray<A>, E, R>,
  coverage: ReadonlyArray<Coverage.Coverage> = []
): Stream.Stream<Page<A>, E, R> => Stream.fromEffect(Effect.map(records, (rows) => page(rows, coverage)))
