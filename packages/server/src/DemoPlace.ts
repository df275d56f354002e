// Whether there is a demo, and where. It plays an application for whoever sits at this computer, with keys that it never shows them, so it is
// there only where nobody else can ask for it: bound to loopback, published nowhere, and alone on its database, since another
// process would deliver the demo's webhooks, to an address that only this one may call.
import { Context, Effect, Layer, Option } from "effect"
import type { HttpServer } from "effect/http"

import { Entropy } from "./Entropy.ts"
import * as Loopback from "./Loopback.ts"
import * as Published from "./Published.ts"
import { Settings } from "./Settings.ts"

export const path = "/demo"
export const inboxes = "/demo/webhooks"

export interface Place {
  /** Where the server listens, as the server itself calls it. */
  readonly address: string
  readonly port: string
  /** Where the demo is told of its Items; whoever knows it may tell it something, so it is new with each start and never shown. */
  readonly inbox: string
}

/** None where there is no demo. */
export class DemoPlace extends Context.Service<DemoPlace, Option.Option<Place>>()("@tomada/server/DemoPlace") {
  static readonly layer: Layer.Layer<DemoPlace, never, Settings | HttpServer.HttpServer> = Layer.effect(
    this,
    Effect.gen(function* () {
      const settings = yield* Settings
      const { demo, runnerAddress, sandbox } = settings
      if (!demo || !sandbox || !Loopback.only(settings) || Option.isSome(runnerAddress)) return Option.none()
      const address = yield* Published.listening
      const word = yield* (yield* Entropy).base64Url(24)
      return Option.some({ address, port: new URL(address).port || "80", inbox: `${address}${inboxes}/${word}` })
    })
  )
}
