// What a connector makes of an institution that fails: every fault that can be made out of the recording of a visit that went well.
import { Effect } from "effect"

import * as Cassette from "../Cassette.ts"
import * as Clocks from "../faults/Clocks.ts"
import * as Judge from "../faults/Judge.ts"
import * as Matrix from "../faults/Matrix.ts"
import * as Trial from "../faults/Trial.ts"
import { type Check, unaudited, verdict, withHosts } from "./Check.ts"
import { good, type Subject } from "./Subject.ts"

/** What trials of the subject need. */
export const trialOf = (
  { connector, staged: { browsers, stores } }: Subject,
  cassette: Cassette.Cassette
): Trial.Options => ({
  connector,
  cassette,
  browsers,
  stores
})

/** How a case went: every sync up to its own is straight. */
export const tryCase = (options: Trial.Options, { fault, site }: Matrix.Case): Effect.Effect<Trial.Tried> =>
  Trial.run(options, (trial) =>
    Effect.gen(function* () {
      const { sync } = site.part.sync
      for (let number = 1; number < sync; number += 1) yield* trial.sync(number)
      const bend = fault.of(site)
      return yield* trial.sync(sync, bend === null ? {} : { bend })
    })
  )

/** The syncs as they are without a fault, in the same place. */
export const straight = (options: Trial.Options): Effect.Effect<ReadonlyArray<Trial.Tried>> =>
  Trial.run(options, (trial) => Effect.forEach(Cassette.parts(options.cassette), ({ sync }) => trial.sync(sync.sync)))

/**
 * What is tried: in a browser, where each case takes seconds, every fault in one place, of another kind of exchange for each; otherwise in as
 * many as there is time for.
 */
const casesOf = (cassette: Cassette.Cassette, { browsers }: Trial.Options): ReadonlyArray<Matrix.Case> =>
  Matrix.cases(cassette, Matrix.faults, browsers === undefined ? Matrix.most : 0)

const matrix: Check = {
  id: "C-40",
  family: "faults",
  title: "says of every fault what it is, asks again only where that may help, and loses nothing",
  mend: "let errors of the kit through, read every payload by a schema, and claim only what was read to its end",
  exempt: withHosts,
  run: (subject) =>
    Effect.gen(function* () {
      const [cassette] = good(subject)
      const { manifest } = subject.connector
      if (cassette === undefined) return unaudited("a recording of a visit that goes well")
      const options = trialOf(subject, cassette)
      const well = yield* straight(options)
      const cases = casesOf(cassette, options)
      if (cases.length === 0) return unaudited("a recording with exchanges")
      const judged = yield* Effect.forEach(
        cases,
        (each) => {
          const was = well.find(({ part }) => part.sync.sync === each.site.part.sync.sync)
          return was === undefined
            ? Effect.succeed([])
            : Effect.map(tryCase(options, each), (tried) => Judge.judge(each.fault, each.site, was, tried))
        },
        { concurrency: Trial.atOnce(options) }
      )
      const found = judged.flat()
      const [first] = Cassette.parts(cassette)
      const moments = first === undefined || options.browsers !== undefined ? [] : Clocks.moments(manifest, first)
      for (const moment of moments) found.push(...(yield* Clocks.judge(options, moment)))
      return verdict(found)
    })
}

export const checks: ReadonlyArray<Check> = [matrix]
