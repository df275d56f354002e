// What was read against what was answered: no row is left lying, balances follow, nothing is taken for nothing, and a word that nobody has
// seen yet loses no row.
import type { Products } from "@tomada/connector-kit"
import { BalanceOracle, CivilDate } from "@tomada/core"
import { Effect } from "effect"

import type { Replayed } from "../Replay.ts"
import * as Bends from "./Bends.ts"
import { type Check, unaudited, verdict } from "./Check.ts"
import * as Reads from "./Reads.ts"
import { good } from "./Subject.ts"
import * as Surgery from "./Surgery.ts"
import * as Unread from "./Unread.ts"

/** Whether one of the row's days was asked for. */
const isAsked = ({ days }: Surgery.Row, windows: ReadonlyArray<Products.Window>): boolean =>
  windows.some(({ from, to, today }) =>
    days.some((day) => !CivilDate.isBefore(day, from) && (to === today || !CivilDate.isAfter(day, to)))
  )

/** Reads whose records are rows of days, so that every row of their answers must be one. */
const ofRows: ReadonlySet<string> = new Set(["TRANSACTIONS", "INVESTMENTS_TRANSACTIONS"])

interface Told {
  readonly step: string
  readonly answers: ReadonlyArray<Surgery.Answered>
  readonly windows: ReadonlyArray<Products.Window>
}

/** What each kind of read was told in a sync; of a file, all of it. */
const toldIn = (answers: ReadonlyArray<Bends.Answer>, replayed: Replayed): ReadonlyArray<Told> => {
  const { sync } = replayed.part.sync
  const reads = Reads.reads(replayed).filter(({ step }) => ofRows.has(step))
  const own = answers.filter(({ step, ...each }) => each.sync === sync && (ofRows.has(step) || step === "file"))
  return [...Map.groupBy(own, ({ step }) => step)].map(([step, all]) => ({
    step: step === "file" ? "the file" : step,
    answers: all.map(({ answer }) => answer),
    windows: reads
      .filter((read) => step === "file" || read.step === step)
      .map(({ of }) => (of as Products.Reads["TRANSACTIONS" | "INVESTMENTS_TRANSACTIONS"]).window) // what these are given
  }))
}

const unread: Check = {
  id: "C-24",
  family: "fetch",
  title: "leaves no row of an answer unread",
  mend: "read every list that the answers have; a row that cannot be read is SiteChanged, and none is passed over",
  exempt: ({ products }) => (Object.keys(products).length === 1 ? "it collects accounts alone" : null),
  run: (subject) =>
    Effect.gen(function* () {
      const { zone } = subject.connector.manifest.institution
      const found = new Set<string>()
      let compared = 0
      for (const cassette of good(subject)) {
        const answers = Bends.answers(subject, cassette)
        for (const replayed of yield* subject.replayed(cassette)) {
          const reads = Reads.reads(replayed)
          const said = reads.flatMap(({ records }) => records.flatMap((record) => Unread.said(record, zone)))
          for (const { answers: told, step, windows } of toldIn(answers, replayed)) {
            let left = 0
            for (const list of told.flatMap((answer) => Surgery.lists(answer, { zone }) ?? [])) {
              const rows = list.rows.filter((row) => Surgery.isMovement(row) && isAsked(row, windows))
              compared += rows.length
              left += Unread.count(rows, said)
            }
            if (left > 0) found.add(`${step} leaves ${left} rows of its answers unread`)
          }
          for (const { step, warnings } of reads) {
            for (const { code } of warnings.filter(({ providerMessage }) => providerMessage === null))
              found.add(`${step} says itself that it left something out (${code})`)
          }
        }
      }
      return compared === 0 && found.size === 0
        ? unaudited("a recording whose answers have lists with days and amounts")
        : verdict([...found])
    })
}

const balances: Check = {
  id: "C-25",
  family: "fetch",
  title: "yields rows that explain the balances beside them",
  mend: "look at the sign of the amounts, at rows that are missing, and at which column is the balance",
  exempt: ({ products }) => (products.TRANSACTIONS === undefined ? "it collects no transactions" : null),
  run: (subject) =>
    Effect.gen(function* () {
      const found = new Set<string>()
      let isLooked = false
      for (const cassette of good(subject)) {
        for (const read of (yield* subject.replayed(cassette)).flatMap(Reads.statements).filter(Reads.isWell)) {
          const { _tag } = BalanceOracle.judge({ rows: read.rows.map(BalanceOracle.rowOf) })
          if (_tag !== "NoEvidence") isLooked = true
          if (_tag === "DivergesSince")
            found.add(`${Reads.nameOf(read)} yields balances that do not follow from its rows`)
        }
      }
      return isLooked
        ? verdict([...found])
        : unaudited("a recording of an institution that shows balances beside its rows")
    })
}

const isListing = (step: string): boolean => step === "ACCOUNTS" || step === "CREDIT_CARDS"

const emptiness: Check = {
  id: "C-26",
  family: "fetch",
  title: "takes no list that lost its rows for an institution that has none",
  mend: "let a list of accounts without any fail unless the page says so, and give Paging the institution's total",
  exempt: ({ transport }) => (transport === "file" ? "a file says all that it has" : null),
  run: (subject) =>
    Effect.gen(function* () {
      const cassette = Bends.chosen(subject)
      if (cassette === null) return unaudited(Bends.noRecording)
      const [straight] = yield* subject.replayed(cassette)
      const isOnly = subject.connector.manifest.products.CREDIT_CARDS === undefined
      const bare = yield* Bends.replayed(subject, cassette, ({ answer, step, sync }) =>
        sync === 1 && isListing(step) ? Surgery.withoutRows(answer, () => true, { which: Surgery.any }) : null
      )
      const still = yield* Bends.replayed(subject, cassette, ({ answer, step, sync }) =>
        sync === 1 && step === "TRANSACTIONS" && Surgery.counts(answer).some(([, value]) => value > 0)
          ? Surgery.withoutRows(answer)
          : null
      )
      const found: Array<string> = []
      const [without] = bare ?? []
      const listings = without === undefined ? [] : Reads.reads(without).filter(({ step }) => isListing(step))
      const isTaken = listings.length > 0 && listings.every(Reads.isWell)
      if (isOnly && isTaken && without !== undefined && Reads.accounts(without).length === 0)
        found.push("ACCOUNTS takes a list without any for a person without accounts")
      // Who lists cards too may have a person with cards alone: then a list that is taken empty proves nothing, and one that is not does.
      const isLooked = isOnly ? bare !== null : listings.length > 0 && !isTaken
      const [silent] = still ?? []
      if (silent !== undefined && straight !== undefined) found.push(...Reads.lostSilently(straight, silent))
      return !isLooked && still === null
        ? unaudited("a recording whose answers have lists of accounts, or lists that say how long they are")
        : verdict([...new Set(found)])
    })
}

export const checks: ReadonlyArray<Check> = [unread, balances, emptiness]
