// What the families of products share: what a run is given to collect, what it says of each product, and the few values that a
// merge needs.
import type { Pages, Products } from "@tomada/connector-kit"
import type { ConnectorError, Execution, Item, Manifest, Product, Upsert } from "@tomada/core"
import type { ExecutionStore } from "@tomada/store"
import type { DateTime, Effect } from "effect"

import type { Gathered } from "../Gather.ts"
import type { Reader } from "../Reader.ts"
import type { Staging } from "../Staging.ts"

export interface Task {
  readonly item: Item.Item
  readonly manifest: Manifest.Manifest
  /** What the connector offers beside its products. */
  readonly extras: ReadonlyArray<Products.Extra>
  readonly reader: Reader
  readonly staging: Staging
  /** Says which step begins. */
  readonly step: (step: Execution.CollectStep) => Effect.Effect<void, ExecutionStore.Superseded>
}

/** How one product went; `collected`: how many records it showed. */
export interface ProductResult {
  readonly product: Product.Product
  readonly error: ConnectorError.ConnectorError | null
  readonly warnings: ReadonlyArray<Pages.Warning>
  readonly collected: number
}

type Part = Pick<Gathered<unknown>, "error" | "warnings"> & { readonly count: number }

/** The result of a product that was read in parts; each part fails alone, the first failure is told. */
export const resultOf = (product: Product.Product, parts: ReadonlyArray<Part>): ProductResult => ({
  product,
  error: parts.find(({ error }) => error !== null)?.error ?? null,
  warnings: parts.flatMap(({ warnings }) => warnings),
  collected: parts.reduce((sum, { count }) => sum + count, 0)
})

export const part = ({ error, records, warnings }: Gathered<unknown>): Part => ({
  error,
  warnings,
  count: records.length
})

/** What the merges of one end share: `now` stands on every row that they change. */
export interface Merging {
  readonly item: Item.Item
  readonly executionId: string
  readonly now: DateTime.Utc
  readonly newId: () => string
}

/** A supply of fresh ids of one kind. */
export const idsOf = <Id extends string>(newId: () => string): (() => Id) => newId as () => Id // a fresh UUID is one

/** How many rows a merge changed in what is shown. */
export interface Counts {
  readonly created: number
  readonly updated: number
  readonly removed: number
}

type Lists = Pick<Upsert.Changes<unknown>, "created" | "updated" | "removed" | "revived">

/** A row that came back counts as updated. */
export const countsOf = (changes: ReadonlyArray<Lists>): Counts => ({
  created: changes.reduce((sum, { created }) => sum + created.length, 0),
  updated: changes.reduce((sum, { revived, updated }) => sum + updated.length + revived.length, 0),
  removed: changes.reduce((sum, { removed }) => sum + removed.length, 0)
})

/** The rows to be kept. */
export const rowsOf = <H>(changes: ReadonlyArray<Upsert.Changes<H>>): ReadonlyArray<H> =>
  changes.flatMap(({ created, removed, revived, touched, updated }) => [
    ...created,
    ...updated,
    ...removed,
    ...revived,
    ...touched
  ])
