// Reads a product's stream to its end. What it yielded before a failure are facts and are kept; what it claimed to have
// covered counts only when it ended well.
import type { Pages } from "@tomada/connector-kit"
import type { ConnectorError, Coverage } from "@tomada/core"
import { Cause, Effect, Exit, Option, Stream } from "effect"

export interface Gathered<A> extends Coverage.Collected<A> {
  readonly warnings: ReadonlyArray<Pages.Warning>
  readonly error: ConnectorError.ConnectorError | null
}

/** Nothing was read, because of this. */
export const failed = (error: ConnectorError.ConnectorError): Gathered<never> => ({
  records: [],
  coverage: [],
  warnings: [],
  complete: false,
  error
})

export const gather = <A>(
  stream: Stream.Stream<Pages.Page<A>, ConnectorError.FetchError>
): Effect.Effect<Gathered<A>> =>
  Effect.gen(function* () {
    const records: Array<A> = []
    const coverage: Array<Coverage.Coverage> = []
    const warnings: Array<Pages.Warning> = []
    const exit = yield* Effect.exit(
      Stream.runForEach(stream, (page) =>
        Effect.sync(() => {
          for (const record of page.records) records.push(record)
          coverage.push(...page.coverage)
          warnings.push(...page.warnings)
        })
      )
    )
    if (Exit.isSuccess(exit)) return { records, coverage, warnings, complete: true, error: null }
    const error = Cause.findErrorOption(exit.cause)
    if (Option.isNone(error)) return yield* Effect.failCause(exit.cause as Cause.Cause<never>) // no typed failure in it
    return { records, coverage: [], warnings, complete: false, error: error.value }
  })
