// Histories by the thousand with every property, and the table of ours beside the simple rules. From the environment: SEED (the
// first history; alone it is the only one), HISTORIES, WORLDS (of ninety days for the table; 0 for none) and FIGURES (a file
// that receives both as JSON).
import { writeFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Bank from "./Bank.ts"
import * as Judge from "./Judge.ts"
import * as Properties from "./Properties.ts"
import { others } from "./rules/All.ts"
import * as Trial from "./Trial.ts"

const {
  FIGURES: path,
  SEED: seed,
  HISTORIES: wanted = seed === undefined ? "100000" : "1",
  WORLDS: worlds = seed === undefined ? "40" : "0"
} = process.env
const first = Number(seed ?? 0)
const histories = Number(wanted)

interface Line {
  readonly rule: string
  readonly holdDays: number
  readonly regime: Bank.Regime
  readonly score: Judge.Score
}

const trials: Readonly<Record<string, (bank: Bank.Bank) => Judge.Score>> = {
  Tomada: Trial.ours,
  ...Object.fromEntries(
    Object.entries(others).map(([name, rule]) => [name, (bank: Bank.Bank) => Trial.theirs(bank, rule)])
  )
}

const figures = { first, histories: 0, seconds: 0, worlds: Number(worlds), lines: Array<Line>() }
const keep = () => {
  if (path !== undefined) writeFileSync(path, JSON.stringify(figures))
}

describe("Proof of the merge", () => {
  it.effect.skipIf(histories === 0)(`every property holds in ${histories} histories from number ${first}`, () =>
    Effect.sync(() => {
      const began = performance.now()
      const broken: Array<string> = []
      for (let number = first; number < first + histories && broken.length < 5; number++) {
        try {
          Properties.hold(number)
          figures.histories++
        } catch (error) {
          broken.push(String(error))
        }
        if ((number + 1 - first) % 5000 === 0) console.log(`${number + 1 - first} histories`)
      }
      figures.seconds = (performance.now() - began) / 1000
      keep()
      assert.strictEqual(broken.join("\n\n"), "")
    })
  )

  it.effect.skipIf(worlds === "0")(`stays within the bounds in ${worlds} worlds, beside the simple rules`, () =>
    Effect.sync(() => {
      for (const [rule, trial] of Object.entries(trials)) {
        for (const holdDays of rule === "Tomada" ? [6, 10] : [6]) {
          for (const regime of Bank.regimes) {
            const scores = Array.from({ length: figures.worlds }, (_, index) =>
              trial(Bank.make(index + 1, { regime, holdDays, days: 90 }))
            )
            figures.lines.push({ rule, holdDays, regime, score: Judge.perThousand(Judge.sum(scores)) })
          }
        }
      }
      keep()
      for (const { regime, rule, score } of figures.lines) {
        if (rule !== "Tomada") continue
        assert.isAtMost(score.doubled, 1, regime)
        assert.isAtMost(score.lost, 1, regime)
        assert.isAtMost(score.broken, 4, regime)
        if (regime !== "stable") continue
        assert.deepStrictEqual(
          [score.doubled, score.lost - score.unread, score.broken, score.exchanged],
          [0, 0, 0, 0],
          regime
        )
      }
    })
  )
})
