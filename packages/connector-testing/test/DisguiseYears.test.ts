// Into which years a recording may move.
import { assert, describe, it } from "@effect/vitest"
import { DisguiseYears } from "@tomada/connector-testing"
import { DateTime } from "effect"

const evening = DateTime.makeUnsafe("2026-11-24T02:44:00Z")

describe("the years by which a recording moves", () => {
  it("are no years in which the institution had summer time and has none now", () => {
    assert.deepStrictEqual(DisguiseYears.kept("America/Sao_Paulo", evening), [-4, 28])
  })

  it("are any where there never was summer time", () => {
    assert.deepStrictEqual(DisguiseYears.kept("UTC", evening), [-4, -8, -12, 28])
  })

  it("are those in which summer time begins and ends on the same days, where there is one", () => {
    for (const zone of ["America/New_York", "Europe/Lisbon"]) {
      assert.deepStrictEqual(DisguiseYears.kept(zone, evening), [28])
    }
  })

  it("keep an instant on its day", () => {
    const dayOf = (at: DateTime.Utc) => {
      const { day, hour } = DateTime.toParts(DateTime.setZoneNamedUnsafe(at, "America/Sao_Paulo"))
      return { day, hour }
    }
    for (const years of DisguiseYears.kept("America/Sao_Paulo", evening)) {
      const moved = DateTime.makeUnsafe(`${2026 + years}-11-24T02:44:00Z`)
      assert.deepStrictEqual(dayOf(moved), dayOf(evening))
    }
    assert.notDeepEqual(dayOf(DateTime.makeUnsafe("2018-11-24T02:44:00Z")), dayOf(evening))
  })
})
