// A page that crashes in the middle of a visit, as Chromium's do when they run out of memory.
import type { Browsers } from "@tomada/connector-kit"
import { Effect } from "effect"

import * as Cassette from "../Cassette.ts"
import { at, Silence } from "./Fault.ts"
import * as Trial from "./Trial.ts"

type Pool = Browsers.Browsers["Service"]

/** The first sync with a crash at its middle exchange of the browser, and once more without. */
export const tried = (options: Trial.Options & { readonly browsers: Pool }): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    let crash: Effect.Effect<void> = Effect.void
    const browsers: Pool = {
      open: (request) =>
        Effect.tap(options.browsers.open(request), ({ context, page }) =>
          Effect.sync(() => {
            crash = Effect.promise(async () => {
              const session = await context.newCDPSession(page)
              // The page that is asked to crash gives no answer.
              session.send("Page.crash").catch(() => undefined)
            })
          })
        )
    }
    const [first] = Cassette.parts(options.cassette)
    const places = (first?.exchanges ?? []).flatMap(({ tap }, position) => (tap === "browser" ? [position] : []))
    const position = places[Math.floor(places.length / 2)]
    if (position === undefined) return ["no exchange of its recording is a browser's"]
    const bend = at(position, () => Effect.andThen(crash, Effect.flatten(Silence)))
    const [broken, next] = yield* Trial.run({ ...options, browsers }, (trial) =>
      Effect.all([trial.sync(1, { bend }), trial.sync(1)])
    )
    const expected = first?.sync.expects.status
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
