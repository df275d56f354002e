// Connectors of the model bank's site in a real browser: the good one, and one that works on the page past the kit's door.
import { Browsers } from "@tomada/connector-kit"
import { Context, Effect, Layer } from "effect"

import * as Chromium from "../../src/Chromium.ts"
import * as Subject from "../../src/contract/Subject.ts"
import * as BrowserModel from "../model/BrowserModel.ts"
import type { Saboteur } from "./Saboteur.ts"

const subjectOf = (how: BrowserModel.Enter) =>
  Effect.gen(function* () {
    const browsers = Context.get(yield* Layer.build(Chromium.layer), Browsers.Browsers)
    return yield* Subject.make(BrowserModel.connectorWith(how), [BrowserModel.cassette], { browsers })
  })

export const good = subjectOf(BrowserModel.enter)

export const saboteurs: ReadonlyArray<Saboteur> = [
  {
    breaks: "C-43",
    how: "works on the page past the door, which alone tells a crash",
    subject: subjectOf(BrowserModel.enterPastTheDoor),
    inBrowser: true
  }
]
