// A scenario is a plain function over a stage: it opens widgets in one way, does what a person does, and asserts what the person and the
// application are told. Whatever it is, nothing may leave the three sites and no page may complain.
import assert from "node:assert/strict"

import { type Opened, type Opening, open } from "./Opened.ts"
import type { World } from "./World.ts"

export interface Stage {
  readonly world: World
  /** The SDK of this run; some scenarios are of the page by itself whatever it is. */
  readonly sdk: Opening["sdk"]
  readonly open: (more?: Partial<Opening>) => Promise<Opened>
}

export interface Scenario {
  readonly name: string
  readonly play: (stage: Stage) => Promise<void>
  /** What pages complain of where that is what is shown. */
  readonly complains?: RegExp
}

const originsOf = ({ bank, server, site }: World): ReadonlyArray<string> => [
  server.address,
  bank.url,
  "https://shop.example.test",
  ...["127.0.0.1", "app.example.test"].map((host) => `http://${host}:${site.port}`)
]

const isWithin = (origins: ReadonlyArray<string>, address: string): boolean => {
  const { origin, protocol } = new URL(address)
  return ["data:", "about:", "blob:", "chrome-error:"].includes(protocol) || origins.includes(origin)
}

/** Plays it once. */
export const play = async (
  world: World,
  scenario: Scenario,
  opening: Pick<Opening, "sdk" | "theme" | "onScreen" | "viewport">
): Promise<void> => {
  const all: Array<Opened> = []
  const stage: Stage = {
    world,
    sdk: opening.sdk,
    open: async (more) => {
      const opened = await open(world, { ...opening, ...more })
      all.push(opened)
      return opened
    }
  }
  try {
    await scenario.play(stage)
    for (const { watched } of all) {
      const abroad = watched.addresses.filter((address) => !isWithin(originsOf(world), address))
      assert.deepEqual(abroad, [], "requests left for elsewhere")
      const complaints = watched.complaints.filter((complaint) => scenario.complains?.test(complaint) !== true)
      assert.deepEqual(complaints, [], "the pages complained")
    }
  } finally {
    await Promise.allSettled(all.map(({ page }) => page.context().close()))
  }
}
