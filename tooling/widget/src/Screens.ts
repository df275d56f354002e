// `pnpm screens:widget`: a picture of every screen of the widget in both themes, at the width of a small phone and on a desktop, into `.screens/`
// with a page to look through. What can be found without eyes is told and is exit code 1; the rest is for somebody to look at.
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import * as Built from "./Built.ts"
import * as Looking from "./Looking.ts"
import type { Opened, Screen } from "./Opened.ts"
import { play, type Scenario } from "./Scenario.ts"
import * as Items from "./scenarios/Items.ts"
import * as Logins from "./scenarios/Logins.ts"
import * as SecondFactors from "./scenarios/SecondFactors.ts"
import * as Troubles from "./scenarios/Troubles.ts"
import * as World from "./World.ts"

const folder = fileURLToPath(new URL("../../../.screens/", import.meta.url))

/** Together they come by every screen, and by some of them in more than one way. */
const scenarios: ReadonlyArray<Scenario> = [
  Logins.succeeds,
  Logins.wrongForm,
  Logins.partOfIt,
  Logins.statementFile,
  Logins.locked,
  SecondFactors.select,
  SecondFactors.image,
  SecondFactors.qr,
  SecondFactors.approve,
  SecondFactors.banksOwnLogin,
  SecondFactors.tooLate,
  Items.duplicate,
  Items.chosen,
  Troubles.tokenExpired,
  Troubles.slowServer,
  Troubles.notAllowedOldBrowser,
  Troubles.serverGone
]

/** The height of a small phone; on a desktop the frame of the SDK has its own. */
const heights: Readonly<Record<number, number>> = { 320: 568, 1280: 800 }

const pictures: Array<string> = []

const shoot = async (scenario: Scenario, screen: Screen, opened: Opened): Promise<void> => {
  for (const theme of Looking.themes) {
    await Looking.wear(opened, theme)
    for (const width of Looking.widths) {
      await opened.page.setViewportSize({ width, height: heights[width] ?? 720 })
      const name = `${screen}-${scenario.name.replaceAll(/\W+/g, "-")}-${theme}-${width}.png`
      await opened.page.screenshot({ path: join(folder, name), animations: "disabled" })
      if (!pictures.includes(name)) pictures.push(name)
    }
  }
  await Looking.wear(opened, opened.theme)
}

const album = (): string => {
  const figures = pictures.map((name) => `<figure><img src="${name}" alt=""><figcaption>${name}</figcaption></figure>`)
  const style =
    "body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:16px}img{max-width:640px;border:1px solid #999}"
  return `<!doctype html><meta charset="utf-8"><title>The widget's screens</title><style>${style}</style>${figures.join("\n")}\n`
}

await Built.build()
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const world = await World.open()
const looking = Looking.make()
try {
  for (const scenario of scenarios) {
    console.error(scenario.name)
    const onScreen = async (screen: Screen, opened: Opened): Promise<void> => {
      await shoot(scenario, screen, opened)
      await looking.onScreen(screen, opened)
    }
    await play(world, scenario, { sdk: "vanilla", theme: "light", onScreen })
  }
  writeFileSync(join(folder, "index.html"), album())
  const missing = Looking.screens.filter((screen) => !looking.seen().includes(screen))
  for (const fault of [...missing.map((screen) => `${screen} was never shown`), ...looking.faults()])
    console.error(fault)
  console.log(`${pictures.length} pictures in .screens/; open .screens/index.html`)
  if (missing.length + looking.faults().length > 0) process.exitCode = 1
} finally {
  await world.close()
}
