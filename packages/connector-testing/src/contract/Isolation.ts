// What visits share, and what they may not: an institution's patience is shared, sessions and a browser that broke down are not.
import type { Manifest } from "@tomada/core"
import { MemoryStore } from "@tomada/store"
import { Effect, Layer } from "effect"

import * as Cassette from "../Cassette.ts"
import * as Crash from "../faults/Crash.ts"
import * as Trial from "../faults/Trial.ts"
import * as Twins from "../faults/Twins.ts"
import { type Check, unaudited, verdict, withHosts } from "./Check.ts"
import { trialOf } from "./Faults.ts"
import { good } from "./Subject.ts"

const lacksVisit = "a recording of a visit that goes well"

const crash: Check = {
  id: "C-43",
  family: "faults",
  title: "survives a page that crashes: the visit ends with an error, and the next one goes well",
  mend: "do everything in the browser through Browser.use, which tells a crash",
  exempt: ({ transport }) => (transport.startsWith("browser") ? null : "it uses no browser"),
  run: (subject) =>
    Effect.gen(function* () {
      const [cassette] = good(subject)
      const { browsers } = subject.staged
      if (cassette === undefined) return unaudited(lacksVisit)
      if (browsers === undefined) return unaudited("a browser")
      const found = yield* Crash.tried({ ...trialOf(subject, cassette), browsers })
      return found === null ? unaudited("a recording of a page whose script asks the institution") : verdict(found)
    })
}

const apart: Check = {
  id: "C-44",
  family: "faults",
  title: "keeps the sessions of two Items apart that are visited at once",
  mend: "keep no state in the connector's modules: the jar, the page and the session are the visit's own",
  exempt: withHosts,
  run: (subject) =>
    Effect.gen(function* () {
      const [cassette] = good(subject)
      if (cassette === undefined) return unaudited(lacksVisit)
      const { found, lacks } = yield* Twins.tried(trialOf(subject, cassette))
      return lacks && found.length === 0 ? unaudited("a login that is given a cookie or a token") : verdict(found)
    })
}

const budgetsOf = ({ budgets = [] }: Manifest.Manifest) => budgets

const budgets: Check = {
  id: "C-46",
  family: "faults",
  title: "asks no more often than its budgets allow, in one visit, in the next, and after a restart",
  mend: "ask through the kit's Http and Browser alone, which count",
  exempt: (manifest) => (budgetsOf(manifest).length === 0 ? "its institution sets it no budget" : null),
  run: (subject) =>
    Effect.gen(function* () {
      const [cassette] = good(subject)
      const first = cassette === undefined ? undefined : Cassette.parts(cassette)[0]
      if (cassette === undefined || first === undefined) return unaudited(lacksVisit)
      const asked = first.exchanges.length
      if (asked < 2) return unaudited("a recording with more requests than one")
      const { manifest } = subject.connector
      const max = Math.max(1, Math.floor(asked / 2))
      const narrow = budgetsOf(manifest).map((budget) => ({ ...budget, per: "month" as const, max }))
      const connector = { ...subject.connector, manifest: { ...manifest, budgets: narrow } }
      const kept = yield* Layer.build(Layer.fresh(subject.staged.stores ?? MemoryStore.layer))
      const options = { ...trialOf(subject, cassette), connector, stores: Layer.succeedContext(kept) }
      const made = ({ player }: Trial.Tried) => player.made.length
      const [visit, next] = yield* Trial.run(options, (trial) => Effect.all([trial.sync(1), trial.sync(1)]))
      const restarted = yield* Trial.run(options, (trial) => trial.sync(1))
      const limited = visit.calls.some(({ end }) => end._tag === "Failed" && end.error._tag === "RateLimited")
      const isShared = narrow.some(({ scope }) => scope === "connector")
      return verdict([
        ...(made(visit) > max ? [`a visit makes ${made(visit)} requests where ${max} are allowed`] : []),
        ...(limited ? [] : ["no read says that the budget is used up"]),
        ...(made(next) > 0 ? [`the next visit makes ${made(next)} requests more in the same window`] : []),
        ...(isShared && made(restarted) > 0
          ? [`after a restart ${made(restarted)} requests are made more in the same window`]
          : [])
      ])
    }).pipe(Effect.scoped)
}

export const checks: ReadonlyArray<Check> = [crash, apart, budgets]
