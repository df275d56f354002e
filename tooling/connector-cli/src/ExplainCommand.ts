// `explain`: of every row that is held after a replay, which rule of the merge made or changed it in each sync, and which request it was
// read from. The log of decisions holds rules and numbers; the row stands beside them.
import type { Replay } from "@tomada/connector-testing"
import type { Account, MergeDecision, Transaction } from "@tomada/core"
import { BigDecimal, Console, Effect, Predicate } from "effect"
import { Command, Flag } from "effect/cli"

import * as Browser from "./Browser.ts"
import * as Checkout from "./Checkout.ts"
import * as Flags from "./Flags.ts"
import { requestLine } from "./ReplayCommand.ts"
import * as Sourced from "./Sourced.ts"
import * as Words from "./Words.ts"

const only = Flag.String("only").pipe(
  Flag.withDefault(""),
  Flag.withMetavar("text"),
  Flag.withDescription("Only rows in whose line this text stands")
)

type Decision = MergeDecision.Decision & { readonly accountId: string; readonly executionId: string }

interface Log {
  /** The executions in their order; the first is that of the first sync. */
  readonly syncs: ReadonlyArray<{
    readonly held: ReadonlyArray<Replay.Held>
    readonly decisions: ReadonlyArray<Decision>
  }>
}

const ruleWords: Readonly<Record<MergeDecision.Rule, string>> = {
  "institution-id": "recognised by the institution's id",
  "pending-link": "the posted row of a pending one, by the institution's link",
  content: "recognised by equal content",
  installment: "recognised by its purchase and instalment",
  "re-identified": "recognised by likeness: a held row that was no longer shown",
  created: "created, beside others that it might have been",
  revived: "came back after it had been removed",
  "deleted-by-person": "the person deleted it, and it stays so",
  absent: "not shown where all rows were",
  unconfirmed: "not shown for long, and kept",
  removed: "removed: not shown where all rows were",
  ambiguous: "could be one of several held rows",
  superseded: "shown beside the posted row that it became",
  repeated: "sent twice by the institution"
}

const evidence = (numbers: Readonly<Record<string, number>>): string =>
  Object.entries(numbers)
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(2)}`)
    .join(", ")

const decisionWords = ({ evidence: numbers, rivals, rule }: Decision): string =>
  [
    `${rule}: ${ruleWords[rule]}`,
    ...(Object.keys(numbers).length === 0 ? [] : [evidence(numbers)]),
    ...(rivals > 0 ? [`${rivals} rivals`] : [])
  ].join("; ")

const isOf = (record: unknown, row: Transaction.Transaction): boolean => {
  if (!Predicate.isObject(record) || !("amount" in record) || !("date" in record)) return false
  const read = record as Transaction.CollectedTransaction // has its day and its amount
  const ids = new Set([row.institutionId, ...row.previousIds].filter((id) => id != null))
  if (read.institutionId != null && ids.size > 0) return ids.has(read.institutionId)
  return read.date === row.date && BigDecimal.equals(read.amount, row.amount) && read.description === row.description
}

const isOfAccount = ({ call }: Sourced.Sourced, account: Account.Account): boolean => {
  const { of } = call
  if (!Predicate.isObject(of) || !("account" in of)) return false
  const { key } = of["account"] as { readonly key?: string } // the reads of the kit
  return key === account.key
}

interface Told {
  readonly sync: number
  readonly rule: string
  readonly words: string
  readonly from: ReadonlyArray<{
    readonly step: string
    readonly page: number
    readonly requests: ReadonlyArray<string>
  }>
}

const toldOf = (
  log: Log,
  pages: ReadonlyArray<Sourced.Sourced>,
  account: Account.Account,
  row: Transaction.Transaction
): ReadonlyArray<Told> => {
  const born = log.syncs.findIndex(({ held }) => held.some(({ rows }) => rows.some(({ id }) => id === row.id)))
  return log.syncs.flatMap(({ decisions }, index): ReadonlyArray<Told> => {
    const sync = index + 1
    if (index < born) return []
    const sources = pages.filter(
      (page) => page.sync === sync && isOfAccount(page, account) && page.records.some((record) => isOf(record, row))
    )
    const from = sources.map(({ call: { step }, page, requests }) => ({
      step,
      page,
      requests: requests.map(requestLine)
    }))
    const own = decisions.filter(({ transactionId }) => transactionId === row.id)
    if (own.length > 0)
      return own.map((decision) => ({ sync, rule: decision.rule, words: decisionWords(decision), from }))
    if (index === born) return [{ sync, rule: "created", words: "created: no held row could be it", from }]
    return [
      from.length > 0
        ? { sync, rule: "unchanged", words: "unchanged: recognised as it was", from }
        : { sync, rule: "not-read", words: "not among the rows that were read", from }
    ]
  })
}

const sourceWords = (from: Told["from"]): ReadonlyArray<string> =>
  from.map(
    ({ page, requests, step }) =>
      `      ${step} page ${page}, from ${requests.join(" and ") || "no request of its own"}`
  )

export const explain = Command.make(
  "explain",
  { cassettes: Flags.cassettes, connector: Flags.connector, json: Flags.json, only, scenario: Flags.scenario },
  Effect.fn(function* (given) {
    const found = yield* Checkout.find(given.connector)
    const cassette = yield* Checkout.cassette(Flags.cassettesFolder(found, given.cassettes), given.scenario)
    const browsers = yield* Browser.open(found.connector)
    const syncs: Array<Log["syncs"][number]> = []
    const known = new Set<string>()
    const { pages } = yield* Sourced.replay(found.connector, cassette, {
      ...Browser.given(browsers),
      after: (stage, { held }) =>
        Effect.map(
          Effect.forEach(held, ({ account }) => stage.decisions(account.id)),
          (all) => {
            const decisions = all.flat().filter(({ executionId }) => !known.has(executionId))
            for (const { executionId } of decisions) known.add(executionId)
            syncs.push({ held, decisions })
          }
        )
    })
    const rows = (syncs.at(-1)?.held ?? []).flatMap(({ account, rows }) =>
      rows
        .map((row) => ({ account, row, line: Words.record(row), told: toldOf({ syncs }, pages, account, row) }))
        .filter(({ line }) => line.includes(given.only))
    )
    const lost = syncs.flatMap(({ decisions }, index) =>
      decisions.filter(({ transactionId }) => transactionId === null).map((decision) => ({ sync: index + 1, decision }))
    )
    if (given.json) {
      const told = rows.map(({ account, row, told }) => ({ account: account.number, row: Words.plain(row), told }))
      return yield* Console.log(JSON.stringify({ scenario: given.scenario, rows: told, withoutRow: lost }))
    }
    for (const [account, own] of Map.groupBy(rows, ({ account }) => account)) {
      yield* Console.log(`${account.name} ${account.number}: ${Words.count(own.length, "row")}`)
      for (const { line, told } of own)
        yield* Console.log(
          [
            `  ${line}`,
            ...told.flatMap(({ from, sync, words }) => [`    sync ${sync}: ${words}`, ...sourceWords(from)])
          ].join("\n")
        )
    }
    for (const { decision, sync } of lost)
      yield* Console.log(`sync ${sync}: a row that was read became none: ${decisionWords(decision)}`)
    if (rows.length === 0) yield* Console.log("no row is held")
  }, Effect.scoped)
).pipe(
  Command.withShortDescription("Tell of each stored row which rule made it, and from which request"),
  Command.withDescription(
    `Replay a cassette and tell of every row that is held afterwards what each sync did to it: the rule of the merge with its evidence, the
read, its page and the requests that it was read from.`
  )
)
