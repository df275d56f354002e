import { assert, describe, it } from "@effect/vitest"

import { circumstances, type Proof, withProof } from "../src/Proofs.ts"

const at = { commit: "abc1234", date: "2026-03-20", machine: "2 cores of Some CPU, Node 24.0.0, linux" }

const proof = (name: string, figure: string): Proof => ({
  name,
  title: `Proof of ${name}`,
  command: `pnpm ${name}`,
  notes: [`What ${name} measures.`],
  table: { head: ["What", "median"], rows: [[`cost of ${name}`, figure]] }
})

describe("the page of proofs", () => {
  const both = withProof(withProof("", proof("sync", "1"), at), proof("merge", "2"), at)

  it("says for each proof its command, commit, day and machine", () => {
    assert.include(both, "# Proofs\n")
    assert.include(both, `\`pnpm sync\` at ${at.commit}, ${at.date}: ${at.machine}.`)
    assert.include(both, "What merge measures.")
  })

  it("does not change when the same figures are written again", () => {
    assert.strictEqual(withProof(both, proof("sync", "1"), at), both)
    assert.strictEqual(withProof(both, proof("merge", "2"), at), both)
  })

  it("holds the last figures of a proof alone, in their place, and leaves the others as they are", () => {
    const fresh = withProof(both, proof("sync", "42"), at)
    assert.include(fresh, "| cost of sync |     42 |")
    assert.notInclude(fresh, "| cost of sync |      1 |")
    assert.strictEqual(fresh.slice(fresh.indexOf("<!-- proof merge")), both.slice(both.indexOf("<!-- proof merge")))
    assert.isBelow(fresh.indexOf("Proof of sync"), fresh.indexOf("Proof of merge"))
  })

  it("keeps what a person wrote around the sections", () => {
    const written = `${both}\nSeen by nobody else.\n`
    assert.include(withProof(written, proof("sync", "3"), at), "Seen by nobody else.")
  })

  it("takes a name for the start of another as little as figures for a pattern", () => {
    const page = withProof(withProof("", proof("sync-all", "$&"), at), proof("sync", "$1"), at)
    assert.include(page, "| cost of sync-all |     $& |")
    assert.include(page, "| cost of sync |     $1 |")
  })

  it("draws a column as wide as its widest cell, figures to the right", () => {
    const table = { head: ["a|b", "n"], rows: [["longer", "1.5"]] }
    const page = withProof("", { ...proof("sync", ""), table }, at)
    assert.include(page, "| a\\|b   |   n |\n| ------ | --: |\n| longer | 1.5 |\n")
  })
})

describe("the circumstances", () => {
  it("name the day, the processor and Node", () => {
    const now = circumstances()
    assert.match(now.date, /^\d{4}-\d\d-\d\d$/)
    assert.match(now.machine, /^\d+ cores of .+, Node \d+\.\d+\.\d+, \w+$/)
    assert.match(now.commit, /^([\da-f]{7,}( with changes)?|unknown)$/)
  })
})
