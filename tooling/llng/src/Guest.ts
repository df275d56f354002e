// The connector at this bank, in the whole engine as in production: what its visits left with a person, and how often they went to the portal
// with something to sign in by.
import type { Exchange } from "@tomada/connector-kit"
import { connectors } from "@tomada/connector-lemonldap-hledger"
import { Stage } from "@tomada/connector-testing"
import type { Account, Challenge, Execution, Item, Transaction } from "@tomada/core"
import { Effect, Exit, Redacted, References, Scope } from "effect"

import { hosts } from "./Site.ts"
import type { World } from "./World.ts"

export type Form = Readonly<Record<string, string>>

export interface Held {
  readonly account: Account.Account
  readonly rows: ReadonlyArray<Transaction.Transaction>
}

export interface Visited {
  readonly item: Item.Item
  /** What the person was asked. */
  readonly asked: ReadonlyArray<Challenge.Challenge["_tag"]>
  /** How many forms went to the portal. */
  readonly forms: number
  readonly held: ReadonlyArray<Held>
}

export interface Guest {
  readonly connect: (form: Form) => Promise<Visited>
  readonly update: (item: Item.Item, trigger?: Execution.Trigger) => Promise<Visited>
  readonly close: () => Promise<void>
}

/** `answer`: what the person says to a question, null nothing. */
export const open = async (
  { connectTo }: World,
  answer: (challenge: Challenge.Challenge) => Promise<string | null> = () => Promise.resolve(null)
): Promise<Guest> => {
  const [connector] = connectors
  if (connector === undefined) throw new Error("the package has no connector")
  const scope = Scope.makeUnsafe()
  const run = <A>(effect: Effect.Effect<A, never, Scope.Scope>): Promise<A> =>
    Effect.runPromise(
      effect.pipe(Effect.provideService(Scope.Scope, scope), Effect.provideService(References.MinimumLogLevel, "None"))
    )
  let forms = 0
  const tap: Exchange.Tap = ({ method, url }, exchange) => {
    if (method === "POST" && new URL(url).host === hosts.portal) forms += 1
    return exchange
  }
  const stage = await run(
    Stage.open({
      connector,
      connectTo,
      tap,
      answers: (challenge) =>
        Effect.map(
          Effect.promise(() => answer(challenge)),
          (said) => (said === null ? null : Redacted.make(said))
        ),
      pause: Stage.inRealTime
    })
  )
  const visited = async (visit: Effect.Effect<Stage.Ended>): Promise<Visited> => {
    const before = forms
    const { asked, item } = await run(visit)
    const held = await run(
      Effect.flatMap(stage.accounts(item.id), (accounts) =>
        Effect.forEach(accounts, (account) => Effect.map(stage.transactions(account.id), (rows) => ({ account, rows })))
      )
    )
    return { item, asked: asked.map(({ _tag }) => _tag), forms: forms - before, held }
  }
  return {
    connect: (form) => visited(stage.create(Redacted.make(form))),
    update: ({ id }, trigger = "CLIENT") => visited(stage.update(id, { trigger })),
    close: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
