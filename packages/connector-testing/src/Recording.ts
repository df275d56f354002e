// What a visit said and heard, as it was: it holds secrets and lives in memory alone, until it has been redacted.
import type { Exchange } from "@tomada/connector-kit"
import type { Challenge } from "@tomada/core"
import { DateTime, Effect, type Redacted } from "effect"

import { Step } from "./Observed.ts"

export interface RawExchange {
  readonly tap: "http" | "browser"
  readonly step: string
  readonly at: DateTime.Utc
  readonly sent: Exchange.Sent
  readonly answered: Exchange.Answered
}

export interface RawQuestion {
  readonly at: DateTime.Utc
  readonly challenge: Challenge.Challenge
  readonly answer: Redacted.Redacted<string> | null
}

/** One sync, with what came of it. */
export interface RawSync {
  readonly trigger: "first" | "update"
  readonly began: DateTime.Utc
  readonly expects: {
    readonly status: string
    readonly error: string | null
    readonly records: Readonly<Record<string, number>>
  }
  readonly exchanges: ReadonlyArray<RawExchange>
  readonly questions: ReadonlyArray<RawQuestion>
}

/** What is under way. */
export class Recording {
  exchanges: Array<RawExchange> = []
  questions: Array<RawQuestion> = []

  /** Takes what was recorded since the last time. */
  take(): { readonly exchanges: ReadonlyArray<RawExchange>; readonly questions: ReadonlyArray<RawQuestion> } {
    const { exchanges, questions } = this
    this.exchanges = []
    this.questions = []
    return { exchanges, questions }
  }

  /** Keeps what goes by; an exchange that failed leaves nothing. */
  readonly tap: Exchange.Tap = (sent, exchange) =>
    Effect.gen({ self: this }, function* () {
      const step = yield* Step
      const at = yield* DateTime.now
      const answered = yield* exchange
      this.exchanges.push({ tap: "http", step, at, sent, answered })
      return answered
    })
}
