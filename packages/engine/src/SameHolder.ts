// Gathers what says whether new credentials open what the Item always had; the rule is core's `SameOwner`.
import { SameOwner, type Item } from "@tomada/core"
import { type ExecutionStore, IdentityStore } from "@tomada/store"
import { Effect, Option } from "effect"

import type { Collection } from "./Collection.ts"

/** Fails where what was collected is another person's. The identity is read only where other credentials were given. */
export const check = Effect.fnUntraced(function* (
  item: Item.Item,
  { newCredentials, passed }: Pick<ExecutionStore.Claimed, "newCredentials" | "passed">,
  { accounts, held, identity }: Pick<Collection, "accounts" | "held" | "identity">
) {
  if (!newCredentials || passed) return
  const holder = Option.getOrNull(yield* (yield* IdentityStore.IdentityStore).ofItem(item.id))
  const samePerson = SameOwner.samePerson(holder, identity?.records ?? [])
  yield* Effect.fromResult(
    SameOwner.mayMerge({
      held: held.length,
      collected: accounts.length,
      recognised: SameOwner.recognised(held, accounts, samePerson),
      newCredentials,
      samePerson,
      passed
    })
  )
})
