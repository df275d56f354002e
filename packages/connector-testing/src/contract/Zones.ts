// The same recording in processes of other time zones. The zone is set in this process around each replay and set back; where setting it has
// no effect, as in a worker thread, nothing was looked at and that is said.
import { Upsert } from "@tomada/core"
import { Effect } from "effect"

import type { Replayed } from "../Replay.ts"
import * as Bends from "./Bends.ts"
import * as Reads from "./Reads.ts"
import type { Subject } from "./Subject.ts"

const zones = ["UTC", "America/Sao_Paulo", "Pacific/Kiritimati"]

const here = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

const within = <A>(zone: string, effect: Effect.Effect<A>): Effect.Effect<A | null> =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      const before = process.env["TZ"]
      process.env["TZ"] = zone
      return before
    }),
    () => Effect.suspend(() => (here() === zone ? effect : Effect.succeed(null))),
    (before) =>
      Effect.sync(() => {
        if (before === undefined) delete process.env["TZ"]
        else process.env["TZ"] = before
      })
  )

const identity: ReadonlySet<string> = new Set(["institutionId", "pendingId", "providerId", "key"])

const part = (record: unknown, isIdentity: boolean): string =>
  Upsert.canonical(
    Object.fromEntries(Object.entries(Object(record)).filter(([name]) => identity.has(name) === isIdentity))
  )

/** What each read yields, without what names it or only what does. */
const yields = (replayed: ReadonlyArray<Replayed>, isIdentity: boolean): ReadonlyArray<readonly [string, string]> =>
  replayed.flatMap((sync) =>
    Reads.reads(sync).map(
      ({ records, step }) => [step, records.map((record) => part(record, isIdentity)).join("\n")] as const
    )
  )

/** `differs`: reads that yield something else in that zone than in the first; `renamed`: those whose records are named otherwise. */
export interface InZone {
  readonly zone: string
  readonly differs: ReadonlyArray<string>
  readonly renamed: ReadonlyArray<string>
}

const held = new WeakMap<Subject, ReadonlyArray<InZone> | null>()

const differing = (
  one: ReadonlyArray<readonly [string, string]>,
  other: ReadonlyArray<readonly [string, string]>
): ReadonlyArray<string> => [
  ...new Set(
    Array.from({ length: Math.max(one.length, other.length) }, (_, index) =>
      one[index]?.[1] === other[index]?.[1] ? [] : [one[index]?.[0] ?? other[index]?.[0] ?? "a read"]
    ).flat()
  )
]

/** Replays in all zones, the first of which is compared with; null where none could be looked at. Done once for a subject. */
export const replays = (subject: Subject): Effect.Effect<ReadonlyArray<InZone> | null> =>
  Effect.gen(function* () {
    const known = held.get(subject)
    if (known !== undefined) return known
    const cassette = Bends.chosen(subject)
    const seen: Array<{ readonly zone: string; readonly replayed: ReadonlyArray<Replayed> }> = []
    // A browser takes its zone from the manifest, so that only what stands outside it can differ.
    const asked = subject.connector.manifest.transport === "browser" ? [zones[0], zones[2]] : zones
    for (const zone of asked) {
      if (cassette === null || zone === undefined) continue
      const replayed = yield* within(zone, subject.bent(cassette, {}))
      if (replayed !== null) seen.push({ zone, replayed })
    }
    const [first, ...others] = seen
    const found =
      first === undefined || others.length === 0
        ? null
        : others.map(({ replayed, zone }) => ({
            zone,
            differs: differing(yields(first.replayed, false), yields(replayed, false)),
            renamed: differing(yields(first.replayed, true), yields(replayed, true))
          }))
    held.set(subject, found)
    return found
  })
