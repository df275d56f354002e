// `pnpm prove:widget [--only NAME] [--sdk vanilla] [--no-write]`: every scenario through both SDKs in both themes, each screen looked at by axe-core and
// measured on the way. Exit 1: one failed. Writes its section of docs/proofs.md.
import { parseArgs } from "node:util"

import * as Proofs from "@tomada/bench/Proofs"
import * as Proving from "@tomada/bench/Proving"

import { buildPage } from "../../page.ts"
import * as Lanes from "./Lanes.ts"
import * as Looking from "./Looking.ts"
import { sdks } from "./ParentSite.ts"
import { play, type Scenario } from "./Scenario.ts"
import * as All from "./scenarios/All.ts"
import * as World from "./World.ts"

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    sdk: { type: "string" },
    "no-write": { type: "boolean", default: false }
  }
})

const named = ({ name }: Scenario): boolean => values.only === undefined || name.includes(values.only)
const side = [...All.together, ...All.more, ...All.byThemselves].filter(named)
const alone = All.alone.filter(named)
if (side.length + alone.length === 0) throw new Error(`there is no scenario with ${values.only} in its name`)

interface Round {
  readonly sdk: (typeof sdks)[number]
  readonly theme: (typeof Looking.themes)[number]
  readonly played: number
  readonly failed: ReadonlyArray<string>
  readonly screens: number
  readonly faults: ReadonlyArray<string>
  readonly seconds: number
}

const round = async (world: World.World, sdk: Round["sdk"], theme: Round["theme"]): Promise<Round> => {
  const began = performance.now()
  const looking = Looking.make(theme)
  const lanes = Lanes.make(3)
  const failed: Array<string> = []
  const one = (scenario: Scenario): Promise<void> =>
    lanes(() => play(world, scenario, { sdk, theme, onScreen: looking.onScreen })).catch((error: unknown) => {
      failed.push(scenario.name)
      console.error(`${sdk}, ${theme}, ${scenario.name}: ${error instanceof Error ? error.stack : String(error)}`)
    })
  await Promise.all(side.map(one))
  for (const scenario of alone) await one(scenario)
  const faults = looking.faults()
  for (const fault of faults) console.error(`${sdk}: ${fault}`)
  const seconds = (performance.now() - began) / 1000
  return { sdk, theme, played: side.length + alone.length, failed, screens: looking.seen().length, faults, seconds }
}

const packages = { vanilla: "pluggy-connect-sdk", react: "react-pluggy-connect" } as const

const proofOf = (rounds: ReadonlyArray<Round>, version: string): Proofs.Proof => ({
  name: "widget",
  title: "The widget through the SDKs of others",
  command: "pnpm prove:widget",
  table: {
    head: ["Package and theme", "scenarios", "as they must", "screens looked at", "faults seen", "seconds"],
    rows: rounds.map(({ failed, faults, played, screens, sdk, seconds, theme }) => [
      `\`${packages[sdk]}\`, ${theme}`,
      String(played),
      String(played - failed.length),
      String(screens),
      String(faults.length),
      seconds.toFixed(0)
    ])
  },
  notes: [
    `A person's way through the widget in Chromium ${version}, the application's page on another origin and both packages as npm has them: ` +
      `${[...side, ...alone].map(({ name }) => name).join("; ")}.`,
    "Asserted are what the person sees, every callback with its payload and the order of the events, that no request left for elsewhere, and that no policy was violated " +
      "and no script failed. A fault is a violation that axe-core finds, or text that is cut, covered or wider than the window at 320 or 1280 pixels."
  ]
})

const prove = async (world: World.World): Promise<boolean> => {
  const rounds: Array<Round> = []
  for (const sdk of sdks) {
    if (values.sdk !== undefined && values.sdk !== sdk) continue
    for (const theme of Looking.themes) {
      const done = await round(world, sdk, theme)
      rounds.push(done)
      console.log(
        `${packages[sdk]}, ${theme}: ${done.played - done.failed.length} of ${done.played} scenarios, ${done.faults.length} faults on ${done.screens} screens, ${done.seconds.toFixed(0)} s`
      )
    }
  }
  const well = rounds.every(({ failed, faults }) => failed.length + faults.length === 0)
  const isWhole = values.only === undefined && values.sdk === undefined
  if (well && isWhole && !values["no-write"]) Proofs.write(proofOf(rounds, world.browser.version()))
  return well
}

await buildPage()
await Proving.run("prove:widget", () => World.open(), prove)
