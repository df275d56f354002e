// A page that crashes in the middle of a visit, as Chromium's do when they run out of memory. Chromium crashes no page on demand that is
// under way to another document, so a moment is looked for at which it does; a visit in which nothing crashed shows nothing.
import type { Browsers } from "@tomada/connector-kit"
import { Effect } from "effect"
import type { BrowserContext, Page } from "playwright-core"

import * as Cassette from "../Cassette.ts"
import { answered, type Bend } from "../Player.ts"
import { isHtml, once, Silence } from "./Fault.ts"
import * as Trial from "./Trial.ts"

type Pool = Browsers.Browsers["Service"]

/** Whether it crashed. */
const crash = async (context: BrowserContext, page: Page): Promise<boolean> => {
  const session = await context.newCDPSession(page)
  const crashed = new Promise<boolean>((resolve) => page.once("crash", () => resolve(true)))
  const refused = session.send("Page.crash").then(
    () => crashed,
    () => false
  )
  return Promise.race([crashed, refused])
}

/** The nearest to the middle first, those that bring a document last. */
const places = (exchanges: ReadonlyArray<Cassette.Exchanged>): ReadonlyArray<number> => {
  const all = exchanges.flatMap((exchange, position) => (exchange.tap === "browser" ? [{ exchange, position }] : []))
  const middle = exchanges.length / 2
  return all
    .map(({ exchange, position }) => ({
      position,
      far: Math.abs(position - middle) + (isHtml(exchange) ? exchanges.length : 0)
    }))
    .toSorted((one, other) => one.far - other.far)
    .map(({ position }) => position)
}

/** How many moments are tried. */
const mostTried = 4

/** The first sync with a crash at that exchange, and once more without; null where nothing crashed. */
const at = (options: Trial.Options & { readonly browsers: Pool }, position: number) =>
  Effect.gen(function* () {
    let opened: Effect.Effect<boolean> = Effect.succeed(false)
    let hasCrashed = false
    const browsers: Pool = {
      open: (request) =>
        Effect.tap(options.browsers.open(request), ({ context, page }) =>
          Effect.sync(() => {
            page.once("crash", () => {
              hasCrashed = true
            })
            opened = Effect.promise(() => crash(context, page))
          })
        )
    }
    const bend: Bend = once(position, (recorded) =>
      Effect.flatMap(
        Effect.suspend(() => opened),
        (isGone) => (isGone ? Effect.flatten(Silence) : Effect.succeed(answered(recorded)))
      )
    )
    const [broken, next] = yield* Trial.run({ ...options, browsers }, (trial) =>
      Effect.all([trial.sync(1, { bend }), trial.sync(1)])
    )
    if (!hasCrashed) return null
    const expected = Cassette.parts(options.cassette)[0]?.sync.expects.status
    return [
      ...(broken.item === null ? ["the visit does not end when its page crashes"] : []),
      ...(broken.item?.executionStatus === "SUCCESS"
        ? ["the visit is called a success although its page crashed"]
        : []),
      ...broken.calls.flatMap(({ end, step }) =>
        end._tag === "Died" ? [`${step} ends in a defect when its page crashes`] : []
      ),
      ...(next.item?.executionStatus === expected ? [] : ["the visit after a crash goes otherwise than one after none"])
    ]
  })

/** What is wrong with how the connector takes it; null where no moment was found at which a page crashes. */
export const tried = (
  options: Trial.Options & { readonly browsers: Pool }
): Effect.Effect<ReadonlyArray<string> | null> =>
  Effect.gen(function* () {
    const [first] = Cassette.parts(options.cassette)
    for (const position of places(first?.exchanges ?? []).slice(0, mostTried)) {
      const found = yield* at(options, position)
      if (found !== null) return found
    }
    return null
  })
