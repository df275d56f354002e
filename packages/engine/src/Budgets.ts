// The budgets of institutions, as manifests state them, beside what the house has counted. A connector that states none costs no statement.
import { Errors } from "@tomada/connector-kit"
import { Budget, type Item, type Manifest } from "@tomada/core"
import { BudgetStore } from "@tomada/store"
import { DateTime, Duration, Effect, Layer } from "effect"

/** How often windows that have ended are forgotten. */
export const pruneEvery = Duration.hours(1)

/** The windows at `now` of the budgets that the connector's Items share, or of an Item's own. */
export const shares = (
  { budgets = [], id, institution }: Pick<Manifest.Manifest, "budgets" | "id" | "institution">,
  itemId: Item.ItemId | null,
  scope: Budget.Budget["scope"],
  now: DateTime.Utc
): ReadonlyArray<BudgetStore.Share> =>
  budgets
    .filter((budget) => budget.scope === scope)
    .map((budget) => {
      const { from, until } = Budget.window(budget, institution.zone, now)
      const owner = scope === "item" ? itemId : null
      return { connectorId: id, itemId: owner, budget: budget.name, max: budget.max, from, resetsAt: until }
    })

/** Whether Items of the connector have budgets of their own. */
export const areOwn = ({ budgets = [] }: Pick<Manifest.Manifest, "budgets">): boolean =>
  budgets.some(({ scope }) => scope === "item")

/** `spend` of a visit's request, where the connector states budgets. */
export const spending = Effect.fnUntraced(function* (manifest: Manifest.Manifest, itemId: Item.ItemId) {
  const store = yield* BudgetStore.BudgetStore
  if (manifest.budgets === undefined || manifest.budgets.length === 0) return {}
  const spend = Effect.flatMap(DateTime.now, (now) =>
    store.take([...shares(manifest, null, "connector", now), ...shares(manifest, itemId, "item", now)], 1)
  ).pipe(Effect.mapError(({ budget, resetsAt }) => new Errors.RateLimited({ budget, resetsAt })))
  return { spend }
})

/** Those of the connectors that have used up a budget which their Items share. */
export const exhausted = Effect.fn("Budgets.exhausted")(function* (
  manifests: ReadonlyArray<Manifest.Manifest>,
  now: DateTime.Utc
) {
  const shared = manifests.flatMap((manifest) => shares(manifest, null, "connector", now))
  if (shared.length === 0) return new Set<Manifest.ConnectorId>()
  const spent = yield* (yield* BudgetStore.BudgetStore).spent(shared)
  return new Set(spent.map(({ connectorId }) => connectorId))
})

const prune = Effect.gen(function* () {
  yield* (yield* BudgetStore.BudgetStore).prune(yield* DateTime.now)
})

/** Forgets windows that have ended, for as long as the process runs. */
export const layerPrune = Layer.effectDiscard(
  prune.pipe(
    Effect.catchCause((cause) => Effect.logError("windows of budgets could not be forgotten", cause)),
    Effect.andThen(Effect.sleep(pruneEvery)),
    Effect.forever,
    Effect.forkScoped
  )
)
