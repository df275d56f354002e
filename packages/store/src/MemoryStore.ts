// Every port in memory, for tests that need no database: the same conformance suite, nothing durable, one state behind
// all ports. Each method is one synchronous step, so nothing else can happen in the middle of it.
import { Context, Effect, Layer } from "effect"

import { AccountStore } from "./AccountStore.ts"
import { ApplicationStore } from "./ApplicationStore.ts"
import { ExecutionStore } from "./ExecutionStore.ts"
import { IdentityStore } from "./IdentityStore.ts"
import * as MemoryExecutions from "./internal/MemoryExecutions.ts"
import * as MemoryItems from "./internal/MemoryItems.ts"
import * as MemoryProducts from "./internal/MemoryProducts.ts"
import * as MemoryState from "./internal/MemoryState.ts"
import { ItemStore } from "./ItemStore.ts"
import { TransactionStore } from "./TransactionStore.ts"

/** All ports over one state that begins empty; a fresh build is a fresh state. */
export const layer: Layer.Layer<
  ApplicationStore | ItemStore | ExecutionStore | AccountStore | TransactionStore | IdentityStore
> = Layer.effectContext(
  Effect.sync(() => {
    const state = MemoryState.make()
    return Context.make(ApplicationStore, MemoryItems.applications(state)).pipe(
      Context.add(ItemStore, MemoryItems.items(state)),
      Context.add(ExecutionStore, MemoryExecutions.make(state)),
      Context.add(AccountStore, MemoryProducts.accounts(state)),
      Context.add(TransactionStore, MemoryProducts.transactions(state)),
      Context.add(IdentityStore, MemoryProducts.identities(state))
    )
  })
)
