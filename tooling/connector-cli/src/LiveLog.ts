// What a live visit does, as it does it: a line a request with its method, path, status and duration. Values of queries and bodies are
// never told. Beyond `most` requests the visit is stopped, which nobody at the institution sees.
import type { Browsers, Exchange } from "@tomada/connector-kit"
import { Browsers as Port } from "@tomada/connector-kit"
import { Clock, Effect, Exit, Schema } from "effect"

import * as Words from "./Words.ts"

export class TooManyRequests extends Schema.TaggedError<TooManyRequests>()("TooManyRequests", { most: Schema.Int }) {
  override get message() {
    return `the visit wanted more than ${this.most} requests and was stopped`
  }
}

export class LiveLog {
  /** Requests that were sent. */
  made = 0
  readonly most: number
  readonly #say: (line: string) => void

  constructor(say: (line: string) => void, most = Number.MAX_SAFE_INTEGER) {
    this.#say = say
    this.most = most
  }

  readonly tap: Exchange.Tap = (sent, exchange) =>
    Effect.gen({ self: this }, function* () {
      if (this.made >= this.most) return yield* Effect.die(new TooManyRequests({ most: this.most }))
      this.made += 1
      const began = yield* Clock.currentTimeMillis
      const exit = yield* Effect.exit(exchange)
      const took = (yield* Clock.currentTimeMillis) - began
      const end = Exit.isSuccess(exit) ? String(exit.value.status) : "no answer"
      this.#say(`${Words.live(sent.method, sent.url)} -> ${end}, ${took} ms`)
      return yield* exit
    })

  /** The pages of browsers do as much. */
  readonly watching = (browsers: Browsers.Browsers["Service"]): Browsers.Browsers["Service"] =>
    Port.Browsers.of({
      open: (request) =>
        Effect.tap(browsers.open(request), ({ context }) =>
          Effect.sync(() => {
            context.on("request", () => {
              this.made += 1
              // A context that is closed already needs no second close.
              if (this.made > this.most) context.close().catch(() => undefined)
            })
            context.on("requestfailed", (sent) => {
              this.#say(`${Words.live(sent.method(), sent.url())} -> no answer (browser)`)
            })
            context.on("response", (answer) => {
              const sent = answer.request()
              const took = Math.max(0, Math.round(sent.timing().responseStart))
              this.#say(`${Words.live(sent.method(), sent.url())} -> ${answer.status()}, ${took} ms (browser)`)
            })
          })
        )
    })
}
