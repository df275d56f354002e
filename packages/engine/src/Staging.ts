// What a run has collected and not merged yet. Small collections stay in memory; whenever more than `PageRows` records wait,
// they are sealed and written as one page, so that a long history bounds neither the memory of a visit nor how many of them a
// process can hold, and the merge depends on no live session. Pages are never gone on from: a run that takes another one's
// execution over discards what that one staged, because rows prove nothing without the end of their stream.
import { CredentialVault, type Item } from "@tomada/core"
import { type ExecutionStore, StagedPageStore } from "@tomada/store"
import { Context, Effect, Redacted } from "effect"

import * as StagedText from "./internal/StagedText.ts"
import * as Sealing from "./Sealing.ts"

/** How many records wait in memory before they are written. */
export const PageRows = Context.Reference<number>("@tomada/engine/Staging/PageRows", { defaultValue: () => 1_000 })

/** Records that were laid aside. */
export interface Lot<A> {
  readonly count: number
  readonly records: Effect.Effect<ReadonlyArray<A>>
}

export interface Staging {
  keep<A extends object>(records: ReadonlyArray<A>): Effect.Effect<Lot<A>, ExecutionStore.Superseded>
  /** Removes what was written, with its keys; to be run once the execution has ended. */
  readonly discard: Effect.Effect<void>
}

type Records = ReadonlyArray<object>

type Owner = Pick<Item.Item, "applicationId" | "id">

const contextOf = (owner: Owner, executionId: Item.ExecutionId, name: string) =>
  Sealing.context(owner, "page", `${executionId}/${name}`)

/** Removes every page of the execution, with its key. */
export const discard = Effect.fn("Staging.discard")(function* (owner: Owner, executionId: Item.ExecutionId) {
  const pages = yield* StagedPageStore.StagedPageStore
  const vault = yield* CredentialVault.CredentialVault
  const names = yield* pages.discard(executionId)
  yield* Effect.forEach(names, (name) => vault.destroy(contextOf(owner, executionId, name)), { discard: true })
})

/** Pages of executions that ended otherwise: by a cancel, or with a process that died between the end and the removal. */
export const sweep = Effect.fn("Staging.sweep")(function* (limit: number) {
  const left = yield* (yield* StagedPageStore.StagedPageStore).left(limit)
  const owners = new Map(left.map((page) => [page.executionId, { applicationId: page.applicationId, id: page.itemId }]))
  yield* Effect.forEach(owners, ([executionId, owner]) => discard(owner, executionId), { discard: true })
  return left.length
})

export const make = Effect.fnUntraced(function* (claim: ExecutionStore.Claim, owner: Owner) {
  const pages = yield* StagedPageStore.StagedPageStore
  const vault = yield* CredentialVault.CredentialVault
  const pageRows = yield* PageRows
  const services = yield* Effect.context<StagedPageStore.StagedPageStore | CredentialVault.CredentialVault>()
  const { executionId, fence } = claim

  let lots = 0
  let written = 0
  const waiting = new Map<number, Records>()
  const placeOf = new Map<number, string>()
  let open: { readonly name: string; readonly lots: ReadonlyMap<number, Records> } | undefined

  const write = Effect.fnUntraced(function* () {
    const name = `${fence}/${written++}`
    const text = Redacted.make(StagedText.encode([...waiting]))
    const blob = yield* vault.seal(contextOf(owner, executionId, name), text)
    yield* pages.put(claim, { name, blob })
    for (const lot of waiting.keys()) placeOf.set(lot, name)
    waiting.clear()
  }, Effect.uninterruptible)

  const read = Effect.fnUntraced(function* (name: string) {
    if (open?.name === name) return open.lots
    const blob = yield* Effect.flatMap(pages.get(executionId, name), (page) => Effect.fromOption(page))
    const text = yield* vault.open(contextOf(owner, executionId, name), blob)
    const found = new Map(StagedText.decode(Redacted.value(text)) as ReadonlyArray<[number, Records]>) // written above
    open = { name, lots: found }
    return found
  }, Effect.orDie)

  const recordsOf = (lot: number): Effect.Effect<Records> =>
    Effect.suspend(() => {
      const place = placeOf.get(lot)
      return place === undefined
        ? Effect.succeed(waiting.get(lot) ?? [])
        : Effect.map(read(place), (found) => found.get(lot) ?? [])
    })

  const staging: Staging = {
    keep: Effect.fnUntraced(function* <A extends object>(records: ReadonlyArray<A>) {
      const lot = lots++
      waiting.set(lot, records)
      let rows = 0
      for (const some of waiting.values()) rows += some.length
      if (rows > pageRows) yield* write()
      const kept: Lot<A> = {
        count: records.length,
        records: recordsOf(lot) as Effect.Effect<ReadonlyArray<A>> // what was laid aside under this number
      }
      return kept
    }),
    discard: Effect.suspend(() =>
      written === 0 ? Effect.void : Effect.provideContext(discard(owner, executionId), services)
    )
  }
  return staging
})
