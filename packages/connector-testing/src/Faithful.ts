// Whether a cassette still is what was recorded: redacted values may be other ones, but a visit to the cassette must make the recorded
// requests, end as it ended, find as many records, and amounts that add up to what they added up to.
import { BalanceOracle } from "@tomada/core"
import { BigDecimal, Schema } from "effect"

import type { Call, End } from "./Observed.ts"
import type { Held, Replayed } from "./Replay.ts"

/** One word that is missing stops a visit, and then nothing after it is as it was recorded. */
const mostShown = 8

const hint =
  "To mend it: name the words that the connector needs with --keep, or the parameters that differ each time with --volatile."

/** The cassette is refused; each line of `problems` says what differs. */
export class NotFaithful extends Schema.TaggedError<NotFaithful>()("NotFaithful", {
  problems: Schema.Array(Schema.String)
}) {
  override get message() {
    const shown = this.problems.slice(0, mostShown)
    const left = this.problems.length - shown.length
    return [...shown, ...(left > 0 ? [`... and ${left} more, which may follow from these`] : []), hint].join("\n")
  }
}

/** How many records each read yielded. */
export const counts = (calls: ReadonlyArray<Call>): Readonly<Record<string, number>> => {
  const found: Record<string, number> = {}
  for (const { pages, step } of calls) {
    if (pages.length === 0) continue
    found[step] = (found[step] ?? 0) + pages.reduce((sum, { records }) => sum + records.length, 0)
  }
  return found
}

const verdict = ({ rows }: Held): BalanceOracle.Verdict["_tag"] =>
  BalanceOracle.judge({ rows: rows.map(BalanceOracle.rowOf) })._tag

const closes = (held: Held): boolean => verdict(held) !== "DivergesSince"

const total = ({ rows }: Held): BigDecimal.BigDecimal =>
  rows.reduce((sum, { amount }) => BigDecimal.sum(sum, amount), BigDecimal.make(0n, 0))

/** What was recorded of one sync, beside what the cassette says of it. */
export interface Original {
  readonly held: ReadonlyArray<Held>
}

const byCounts = ({ calls, part }: Replayed): ReadonlyArray<string> => {
  const found = counts(calls)
  const { records } = part.sync.expects
  return [...new Set([...Object.keys(records), ...Object.keys(found)])].flatMap((step) =>
    records[step] === found[step]
      ? []
      : [`${step} had ${records[step] ?? 0} records, and the cassette has ${found[step] ?? 0}`]
  )
}

const byRequests = ({ player }: Replayed): ReadonlyArray<string> => [
  ...player.unexpected.map(({ request, step }) => `${step} asks for ${request}, which was not recorded`),
  ...player.unused.map((request) => `nobody asks for ${request}, which was recorded`)
]

const textOf = (end: End): string => {
  switch (end._tag) {
    case "Well":
      return "well"
    case "Interrupted":
      return "by an interruption"
    case "Failed":
      return end.error._tag === "SiteChanged"
        ? `with SiteChanged at ${end.error.at}, where ${end.error.expected} was expected`
        : `with ${end.error._tag}`
    case "Died":
      return end.defect instanceof Error ? `with a defect: ${end.defect.name}` : "with a defect"
  }
}

/** A session that is over: then the visit logs in, whose requests are those of the recording or not. */
const isOver = ({ end, step }: Call): boolean =>
  step === "resume" && end._tag === "Failed" && end.error._tag === "SessionExpired"

/** Reads that end otherwise than well, which they did not do when the sync was recorded as a success. */
const byEnds = ({ calls, part }: Replayed): ReadonlyArray<string> =>
  part.sync.expects.status === "SUCCESS"
    ? calls.flatMap((call) =>
        call.end._tag === "Well" || isOver(call) ? [] : [`${call.step} ended ${textOf(call.end)}`]
      )
    : []

const bySums = (original: Original, { held }: Replayed, factor: bigint): ReadonlyArray<string> =>
  original.held.flatMap((account, index) => {
    const other = held[index]
    if (other === undefined) return [`account ${index + 1} is not in the cassette`]
    const scaled = BigDecimal.multiply(total(account), BigDecimal.make(factor, 0))
    return [
      ...(BigDecimal.equals(scaled, total(other))
        ? []
        : [`the amounts of account ${index + 1} do not add up to what they did: a number is not read as money`]),
      ...(closes(account) && !closes(other)
        ? [`the balances of account ${index + 1} no longer follow from its rows: a number is not read as money`]
        : [])
    ]
  })

/** What differs between one sync and its replay; nothing when the cassette is faithful. */
export const problems = (original: Original, replayed: Replayed, factor: bigint): ReadonlyArray<string> => {
  const { error, status } = replayed.part.sync.expects
  const { item } = replayed
  const ended =
    item.executionStatus === status && (item.error?.code ?? null) === error
      ? []
      : [`the visit ended as ${status}, and in the cassette it ends as ${item.executionStatus}`]
  return [
    ...byEnds(replayed),
    ...byRequests(replayed),
    ...byCounts(replayed),
    ...ended,
    ...bySums(original, replayed, factor)
  ]
}
