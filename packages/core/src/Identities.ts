// What a collection of identities changes in the one that is held of an Item. A complete collection replaces it whole; one that
// failed, or showed nothing, leaves it as it is.
import type { DateTime } from "effect"

import * as Content from "./Content.ts"
import type { Collected } from "./Coverage.ts"
import type { CollectedIdentity, Identity, IdentityId } from "./Identity.ts"
import * as Upsert from "./Upsert.ts"

/** One complete or failed collection, and what is held; `newId` gives fresh UUIDs, `now` stamps what changes. */
export interface IdentitiesRequest {
  readonly itemId: string
  readonly held: Identity | null
  readonly collected: Pick<Collected<CollectedIdentity>, "records" | "complete">
  readonly now: DateTime.Utc
  readonly newId: () => IdentityId
}

/** The identity after the collection; an unchanged one is the held value itself. */
export interface ResolvedIdentity {
  readonly identity: Identity
  readonly change: "created" | "updated" | "unchanged"
}

/**
 * The identity after the collection, null when none is known. Several records are one person's in parts: the fullest counts,
 * its gaps are filled from the others.
 */
export const merge = ({ collected, held, itemId, newId, now }: IdentitiesRequest): ResolvedIdentity | null => {
  const [first, ...others] = collected.complete ? collected.records : []
  if (first === undefined) return held === null ? null : { identity: held, change: "unchanged" }
  const said = Upsert.united([first, ...others])
  if (held === null) {
    return { identity: { ...said, id: newId(), itemId, createdAt: now, updatedAt: now }, change: "created" }
  }
  const { createdAt, id, updatedAt } = held
  const next: Identity = { ...said, id, itemId, createdAt, updatedAt }
  return Content.isSame(held, next)
    ? { identity: held, change: "unchanged" }
    : { identity: { ...next, updatedAt: now }, change: "updated" }
}
