// What a host of connectors needs of browsers: one isolated context for one visit, gone when the scope closes. The kit
// knows Playwright's types alone; who starts a browser, shares it and keeps it from the network is the engine's pool.
import { Context, type Effect, type Option, Schema, type Scope } from "effect"
import type { BrowserContext, Page } from "playwright-core"

import type { EgressList } from "./EgressList.ts"

export interface ContextRequest extends EgressList {
  /** IANA name, as of the institution's manifest. */
  readonly zone: string
  /** BCP 47, such as `pt-BR`. */
  readonly locale: string
  /** What `BrowserContext.storageState` answered once, as JSON; a fresh context is made when it cannot be read. */
  readonly state?: string | undefined
}

/** A host that was asked for and is not on the list. */
export interface Refused {
  readonly host: string
  readonly why: "not-a-url" | "scheme" | "host" | "port" | "credentials" | "address"
  readonly times: number
}

/** What happened in a context beside the connector's own steps, so far. */
export interface Observed {
  readonly dialogs: number
  readonly popups: number
  readonly downloads: number
  readonly refused: ReadonlyArray<Refused>
}

/** One visit's context with its page. Dialogs are dismissed, downloads refused, popups kept to a few. */
export interface VisitContext {
  readonly context: BrowserContext
  readonly page: Page
  readonly observed: () => Observed
  /**
   * What the page shows at this moment, as a PNG that says nothing of it: every text, field and picture is a grey box. None when
   * the page is gone or does not answer within two seconds; never more than 200 kB.
   */
  readonly screenshot: Effect.Effect<Option.Option<Uint8Array>>
}

/** There is no browser to use; `why` says what to do about it, in a sentence for the operator. */
export class BrowserUnavailable extends Schema.TaggedError<BrowserUnavailable>()("BrowserUnavailable", {
  kind: Schema.Literals(["absent", "as-root", "sandbox", "traced", "not-started"]),
  why: Schema.String
}) {
  override get message() {
    return this.why
  }
}

export class Browsers extends Context.Service<
  Browsers,
  {
    /** Waits for a free place. Closing the scope closes the context; nothing of it is seen by another. */
    open(request: ContextRequest): Effect.Effect<VisitContext, BrowserUnavailable, Scope.Scope>
  }
>()("@tomada/connector-kit/Browsers") {}
