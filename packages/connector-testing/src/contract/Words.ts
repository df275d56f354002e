// Words of an institution that stand for something: the same few in many rows. Any day it has another one, which must lose no row and end
// no visit in a defect. The kit has no way yet to report that a word is new; what is looked at is that nothing is lost.
import { Effect } from "effect"

import type { Replayed } from "../Replay.ts"
import * as Bends from "./Bends.ts"
import { always, type Check, unaudited, verdict } from "./Check.ts"
import * as Reads from "./Reads.ts"
import type { Subject } from "./Subject.ts"
import * as Surgery from "./Surgery.ts"

const isWord = (text: string): boolean => /^[A-Za-z][A-Za-z_-]{1,24}$/.test(text)

const mostWords = 8

interface Field {
  readonly step: string
  readonly name: string
}

const looked = (step: string): boolean => step === "TRANSACTIONS" || step === "ACCOUNTS" || step === "file"

const which: Surgery.Which = (list) =>
  Surgery.movements(list) || (list.rows.length > 0 && !list.name.startsWith("table"))

/** The fields of rows that hold one of a few words. */
const fields = (answers: ReadonlyArray<Bends.Answer>): ReadonlyArray<Field> => {
  const values = new Map<string, Array<string>>()
  for (const { answer, step, sync } of answers) {
    if (sync !== 1 || !looked(step)) continue
    for (const [name, value] of (Surgery.rows(answer, { which }) ?? []).flatMap((row) => row.values)) {
      const key = JSON.stringify([step, name])
      values.set(key, [...(values.get(key) ?? []), value])
    }
  }
  return [...values].flatMap(([key, all]) => {
    const distinct = new Set(all)
    const [step = "", name = ""] = JSON.parse(key) as ReadonlyArray<string> // as it was written above
    const isOne = all.length > 2 && all.every(isWord) && distinct.size <= mostWords && distinct.size * 1.5 <= all.length
    return isOne ? [{ step, name }] : []
  })
}

/** A word of the same shape that nobody knows. */
const unknownLike = (word: string): string =>
  /^[A-Z]{3}$/.test(word) ? "QQQ" : /^[^a-z]+$/.test(word) ? "NEVER_SEEN" : "never-seen"

const lost = (straight: Replayed, bent: Replayed): ReadonlyArray<string> => {
  const whole = Reads.statements(straight)
  const rows = Reads.statements(bent).flatMap((read, index) => {
    if (Reads.isDefect(read)) return [`${Reads.nameOf(read)} ends in a defect`]
    const before = whole.find(
      ({ account, window }) => account.key === read.account.key && window.from === read.window.from
    )
    const isShort = read.rows.length < (before ?? whole[index] ?? read).rows.length
    return isShort && Reads.proven(read, "POSTED").length > 0
      ? [`${Reads.nameOf(read)} loses a row and claims its day`]
      : []
  })
  const listings = Reads.reads(bent).filter(({ step }) => step === "ACCOUNTS")
  const isShort = Reads.accounts(bent).length < Reads.accounts(straight).length
  return [
    ...rows,
    ...(listings.some(Reads.isDefect) ? ["ACCOUNTS ends in a defect"] : []),
    ...(isShort && listings.every(Reads.isWell) ? ["ACCOUNTS loses an account"] : [])
  ]
}

const mostFields = ({ connector }: Subject): number => (connector.manifest.transport === "browser" ? 1 : 6)

const words: Check = {
  id: "C-27",
  family: "fetch",
  title: "keeps a row with a word that it does not know, or says that the site has changed",
  mend: "give unknown words a value of their own, or fail with SiteChanged; never filter such rows out",
  exempt: always,
  run: (subject) =>
    Effect.gen(function* () {
      const cassette = Bends.chosen(subject)
      const [straight] = cassette === null ? [] : yield* subject.replayed(cassette)
      const found: Array<string> = []
      let isBent = false
      for (const { name, step } of cassette === null
        ? []
        : fields(Bends.answers(subject, cassette)).slice(0, mostFields(subject))) {
        if (cassette === null || straight === undefined) continue
        const replayed = yield* Bends.replayed(subject, cassette, (each) => {
          if (each.sync !== 1 || each.step !== step) return null
          const [known] = (Surgery.rows(each.answer, { which }) ?? []).flatMap(({ values }) =>
            values.filter(([own]) => own === name)
          )
          return known === undefined
            ? null
            : Surgery.withValue(each.answer, name, unknownLike(known[1]), () => true, { which })
        })
        const [bent] = replayed ?? []
        if (bent === undefined) continue
        isBent = true
        found.push(...lost(straight, bent).map((line) => `${line} where ${name} is a word that it does not know`))
      }
      return isBent
        ? verdict([...new Set(found)])
        : unaudited("a recording in whose rows a field holds one of a few words")
    })
}

export const checks: ReadonlyArray<Check> = [words]
