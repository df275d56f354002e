// The widget as people meet it: a real server, the sandbox bank, and the unmodified SDKs of npm on a page of another origin. One world for all,
// since starting it costs as much as many scenarios.
import { afterAll, assert, beforeAll, describe, it } from "vitest"

import * as Lanes from "../src/Lanes.ts"
import * as Looking from "../src/Looking.ts"
import * as Scenario from "../src/Scenario.ts"
import * as All from "../src/scenarios/All.ts"
import * as Logins from "../src/scenarios/Logins.ts"
import * as SecondFactors from "../src/scenarios/SecondFactors.ts"
import * as Troubles from "../src/scenarios/Troubles.ts"
import * as Windows from "../src/scenarios/Windows.ts"
import * as World from "../src/World.ts"

const patience = 120_000
const lanes = Lanes.make(3)
const looking = Looking.make()
let world: World.World

beforeAll(async () => {
  world = await World.open()
}, patience)

afterAll(() => world?.close(), patience)

const playedThrough = (sdk: "vanilla" | "react", theme: "light" | "dark") => (scenario: Scenario.Scenario) => () =>
  lanes(() => Scenario.play(world, scenario, { sdk, theme, onScreen: looking.onScreen }))

describe.concurrent("the widget through pluggy-connect-sdk", () => {
  const through = playedThrough("vanilla", "light")
  for (const scenario of [...All.together, ...All.byThemselves]) it(scenario.name, through(scenario), patience)
})

describe.concurrent("the widget through react-pluggy-connect", () => {
  const through = playedThrough("react", "dark")
  for (const scenario of [Logins.succeeds, Windows.inBackground, SecondFactors.code, Windows.closed])
    it(scenario.name, through(scenario), patience)
})

describe("the widget", () => {
  it(Troubles.serverGone.name, playedThrough("vanilla", "light")(Troubles.serverGone), patience)

  it("shows every screen so that everybody can see, read and reach what is on it, in both themes and at both widths", () => {
    assert.sameMembers([...looking.seen()], [...Looking.screens])
    assert.deepEqual([...looking.faults()], [])
  })
})
