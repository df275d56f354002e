// A host of connectors that is watched: what each visit was asked for, and what came of it. Whatever a visit does bears the name of
// its step, so that a request can be traced to the read that made it.
import { ConnectorHost, type Pages, type Products } from "@tomada/connector-kit"
import type { ConnectorError } from "@tomada/core"
import { Cause, Context, Effect, Exit, Layer, Option, Stream } from "effect"

/** What a visit is doing: `login`, `resume`, the name of a read such as `TRANSACTIONS`, `balance`, `statement`, `revoke`. */
export const Step = Context.Reference<string>("@tomada/connector-testing/Step", {
  defaultValue: () => "outside a visit"
})

/** How something ended: well, with this error, or with a defect, which is the author's mistake. */
export type End =
  | { readonly _tag: "Well" }
  | { readonly _tag: "Failed"; readonly error: ConnectorError.ConnectorError }
  | { readonly _tag: "Died"; readonly defect: unknown }
  | { readonly _tag: "Interrupted" }

/** One call of a visit. `of`: what a read was given; `pages`: what it yielded until it ended. */
export interface Call {
  readonly visit: number
  readonly step: string
  readonly of: unknown
  readonly pages: Array<Pages.Page<unknown>>
  end: End
}

const well: End = { _tag: "Well" }

const endOf = (exit: Exit.Exit<unknown, ConnectorError.ConnectorError>): End => {
  if (Exit.isSuccess(exit)) return well
  const error = Cause.findErrorOption(exit.cause)
  if (Option.isSome(error)) return { _tag: "Failed", error: error.value }
  return Cause.hasInterruptsOnly(exit.cause)
    ? { _tag: "Interrupted" }
    : { _tag: "Died", defect: Cause.squash(exit.cause) }
}

/** Told while a visit goes on, which waits for each of them. */
export interface Hooks {
  readonly begins?: (call: Call) => Effect.Effect<void>
  /** `call.pages` does not hold the page yet. */
  readonly page?: (call: Call, page: Pages.Page<unknown>) => Effect.Effect<void>
  readonly ends?: (call: Call) => Effect.Effect<void>
}

/** The calls of all visits, in the order in which they began. */
export class Observation {
  readonly hooks: Hooks
  readonly calls: Array<Call> = []

  constructor(hooks: Hooks = {}) {
    this.hooks = hooks
  }

  /** How many visits were opened. */
  visits = 0

  /** What a visit is doing at this moment. */
  current = "outside a visit"
}

const none = () => Effect.void

const watched = (inner: ConnectorHost.Visit, visit: number, observation: Observation): ConnectorHost.Visit => {
  const { begins = none, ends = none, page: seenPage = none } = observation.hooks
  const begin = (step: string, of: unknown) =>
    Effect.suspend(() => {
      const call: Call = { visit, step, of, pages: [], end: { _tag: "Interrupted" } }
      observation.calls.push(call)
      observation.current = step
      return Effect.as(begins(call), call)
    })
  const finish = (call: Call, exit: Exit.Exit<unknown, ConnectorError.ConnectorError>) =>
    Effect.suspend(() => {
      call.end = endOf(exit)
      return ends(call)
    })
  const seen = <A, E extends ConnectorError.ConnectorError>(step: string, of: unknown, effect: Effect.Effect<A, E>) =>
    Effect.flatMap(begin(step, of), (call) =>
      Effect.onExit(Effect.provideService(effect, Step, step), (exit) => finish(call, exit))
    )
  return {
    login: seen("login", null, inner.login),
    resume: seen("resume", null, inner.resume),
    collect: <P extends Products.Readable>(product: P, of: Products.Reads[P]) =>
      Stream.unwrap(
        Effect.map(begin(product, of), (call) =>
          inner.collect(product, of).pipe(
            Stream.tap((page) =>
              Effect.map(seenPage(call, page), () => {
                call.pages.push(page)
              })
            ),
            Stream.onExit((exit) => finish(call, exit)),
            Stream.provideService(Step, product)
          )
        )
      ),
    balance: (account) => seen("balance", account, inner.balance(account)),
    statement: (handle) => seen("statement", handle, inner.statement(handle)),
    revoke: seen("revoke", null, inner.revoke),
    screenshot: inner.screenshot,
    saved: inner.saved
  }
}

/** The host, watched. */
export const layer = (
  observation: Observation
): Layer.Layer<ConnectorHost.ConnectorHost, never, ConnectorHost.ConnectorHost> =>
  Layer.effect(
    ConnectorHost.ConnectorHost,
    Effect.map(ConnectorHost.ConnectorHost, (inner) =>
      ConnectorHost.ConnectorHost.of({
        manifests: inner.manifests,
        manifest: (id) => inner.manifest(id),
        extras: (id) => inner.extras(id),
        check: (id, parameters) => inner.check(id, parameters),
        open: (request) =>
          Effect.map(inner.open(request), (visit) => watched(visit, (observation.visits += 1), observation))
      })
    )
  )
