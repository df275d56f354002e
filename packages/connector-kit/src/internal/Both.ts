// Two hosts as one: a visit goes to whichever knows its connector. No id and no name may be known to both, so that what comes from
// outside never takes the place of what is of this repository.
import { Effect } from "effect"

import type { Host } from "../Visit.ts"
import { ConnectorsRefused } from "./process/Outside.ts"

export const both = (inside: Host, outside: Host): Effect.Effect<Host, ConnectorsRefused> =>
  Effect.suspend(() => {
    const ids = new Set<number>(inside.manifests.map(({ id }) => id))
    const slugs = new Set(inside.manifests.map(({ slug }) => slug))
    const twice = outside.manifests.find(({ id, slug }) => ids.has(id) || slugs.has(slug))
    if (twice !== undefined) {
      const why = `another connector has the id ${twice.id} or the name ${twice.slug}`
      return Effect.fail(new ConnectorsRefused({ module: twice.slug, why }))
    }
    const of = (id: number) => (ids.has(id) ? inside : outside)
    return Effect.succeed({
      manifests: [...inside.manifests, ...outside.manifests],
      manifest: (id) => of(id).manifest(id),
      extras: (id) => of(id).extras(id),
      check: (id, parameters) => of(id).check(id, parameters),
      open: (request) => of(request.connectorId).open(request)
    })
  })
