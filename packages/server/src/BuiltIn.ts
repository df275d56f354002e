// A layer that is built where only some services are, so that what it keeps of its surroundings for every request is small.
import { Context, Effect, Layer } from "effect"

/** The layer, built with those services of its surroundings whose key passes. Whoever calls it knows that these are all that it needs. */
export const only = <A, E, R>(layer: Layer.Layer<A, E, R>, passes: (key: string) => boolean): Layer.Layer<A, E, R> =>
  Layer.fromBuild((memoMap, scope) =>
    Effect.updateContext(Layer.buildWithMemoMap(layer, memoMap, scope), (all: Context.Context<R>) =>
      Context.makeUnsafe<R>(new Map(Array.from(all.mapUnsafe).filter(([key]) => passes(key))))
    )
  )
