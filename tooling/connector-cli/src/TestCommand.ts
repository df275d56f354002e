// `test`: the promises of the contract, looked at in a connector and its cassettes. What nobody could look at is neither passed nor failed.
import * as Subject from "@tomada/connector-testing/contract/Subject"
import * as Suite from "@tomada/connector-testing/contract/Suite"
import * as PackageFiles from "@tomada/connector-testing/PackageFiles"
import { Console, Effect } from "effect"
import { Command } from "effect/cli"

import * as Browser from "./Browser.ts"
import * as Checkout from "./Checkout.ts"
import { Found } from "./Ending.ts"
import * as Flags from "./Flags.ts"
import * as Words from "./Words.ts"

const marks = { Passed: "passed", Failed: "FAILED", Unaudited: "unaudited", Exempt: "exempt" } as const

const indented = (text: string): string => text.replaceAll("\n", "\n                      ")

const row = (result: Suite.Result): string => {
  const { check, outcome } = result
  return `  ${check.id}  ${marks[outcome._tag].padEnd(9)}  ${indented(Suite.words(result))}`
}

const table = (results: ReadonlyArray<Suite.Result>): ReadonlyArray<string> =>
  [...Map.groupBy(results, ({ check }) => check.family)].flatMap(([family, own]) => [family, ...own.map(row), ""])

const totals = (results: ReadonlyArray<Suite.Result>) => ({
  passed: Suite.ids(results, "Passed").length,
  failed: Suite.ids(results, "Failed").length,
  unaudited: Suite.ids(results, "Unaudited").length,
  exempt: Suite.ids(results, "Exempt").length
})

const asJson = (result: Suite.Result) => ({
  id: result.check.id,
  family: result.check.family,
  outcome: result.outcome._tag,
  words: Suite.words(result)
})

/** Check by check, so that a person sees that it goes on. */
export const judged = Effect.fnUntraced(function* (subject: Subject.Subject) {
  const results: Array<Suite.Result> = []
  for (const check of Suite.all) {
    yield* Console.error(`... ${check.id}`)
    results.push(...(yield* Suite.run(subject, [check])))
  }
  return results
})

export const test = Command.make(
  "test",
  { cassettes: Flags.cassettes, connector: Flags.connector, json: Flags.json },
  Effect.fn(function* (given) {
    const found = yield* Checkout.find(given.connector)
    const cassettes = yield* Checkout.cassettes(Flags.cassettesFolder(found, given.cassettes))
    const browsers = yield* Browser.open(found.connector)
    const subject = yield* Subject.make(found.connector, cassettes, {
      ...Browser.given(browsers),
      files: PackageFiles.of(Checkout.packageOf(found))
    })
    const results = yield* judged(subject)
    const { exempt, failed, passed, unaudited } = totals(results)
    const recordings = subject.cassettes.map(({ header: { scenario } }) => scenario)
    if (given.json) {
      yield* Console.log(JSON.stringify({ recordings, ...totals(results), results: results.map(asJson) }))
    } else {
      const over =
        recordings.length === 0
          ? "no recording"
          : `${Words.count(recordings.length, "recording")}: ${recordings.join(", ")}`
      yield* Console.log([`${found.connector.manifest.slug}, ${over}`, "", ...table(results)].join("\n"))
      yield* Console.log(`${passed} passed, ${failed} failed, ${unaudited} unaudited, ${exempt} exempt`)
    }
    if (failed > 0)
      return yield* new Found({
        problem: `${Words.count(failed, "promise is", "promises are")} not kept: ${Suite.ids(results, "Failed").join(", ")}`
      })
  }, Effect.scoped)
).pipe(
  Command.withShortDescription("Check the promises of the contract over all cassettes"),
  Command.withDescription(
    `Look at every promise of the contract in the connector and its cassettes, offline. Passed and failed were looked at; unaudited lacks
a recording to look at; exempt does not apply to this kind of connector. Exit code 1 when one failed.`
  )
)
