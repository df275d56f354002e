// Whether what a connector reads twice is known again: the same rows and accounts whenever, wherever and in whatever order they are read.
import { Connector } from "@tomada/connector-kit"
import { Accounts, Account, type Transaction as Row, Transaction, Transactions } from "@tomada/core"
import { DateTime, Effect, Result } from "effect"

import * as Cassette from "../Cassette.ts"
import type { Replayed } from "../Replay.ts"
import * as Bends from "./Bends.ts"
import { always, type Check, unaudited, verdict } from "./Check.ts"
import { merging } from "./MergeScenarios.ts"
import * as Reads from "./Reads.ts"
import type { Subject } from "./Subject.ts"
import * as Surgery from "./Surgery.ts"
import * as Zones from "./Zones.ts"

const ofRows = ({ products }: Subject["connector"]["manifest"]): string | null =>
  products.TRANSACTIONS === undefined ? "it collects no transactions" : null

const distinct = (found: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(found)]

const nowhere = "a recording named ok of a visit that finds rows"

const now = DateTime.makeUnsafe("2026-01-01T12:00:00Z")

const uuids = () => {
  let count = 0
  return () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, "0")}`
}

const accountId = Account.AccountId.make("00000000-0000-4000-9000-000000000000")

/** The recording as of a moment later: who names rows by the clock names them otherwise then. */
const later = ({ header, lines }: Cassette.Cassette): Cassette.Cassette => ({
  header,
  lines: lines.map((line) =>
    Cassette.isSync(line) ? { ...line, clock: DateTime.addDuration(line.clock, "7 seconds") } : line
  )
})

/** What reading the same rows again changes in those that are held. */
const changes = (subject: Subject, first: Reads.Statement, again: Reads.Statement): number => {
  const newUuid = uuids()
  const newId = () => Transaction.TransactionId.make(newUuid())
  const policy = Connector.policy(subject.connector.manifest, "TRANSACTIONS")
  const merged = (held: ReadonlyArray<Row.Transaction>, { coverage, rows }: Reads.Statement, executionId: string) =>
    Result.getOrThrow(
      Transactions.merge({
        accountId,
        held,
        collected: { records: rows, coverage, complete: true },
        policy,
        executionId,
        now,
        newId,
        wider: true
      })
    )
  const { created } = merged([], first, "first")
  const { created: more, removed, revived, updated } = merged(created, again, "again")
  return more.length + removed.length + revived.length + updated.length
}

const accountChanges = (first: Replayed, again: Replayed): number => {
  const newUuid = uuids()
  const options = { itemId: "item", now, newId: () => Account.AccountId.make(newUuid()) }
  const held = Accounts.resolve([], Reads.accounts(first), options).map(({ account }) => account)
  return Accounts.resolve(held, Reads.accounts(again), options).filter(({ change }) => change !== "unchanged").length
}

const idempotent: Check = {
  id: "C-30",
  family: "identity",
  title: "changes nothing that is held when it reads the same again",
  mend: "yield nothing that differs from visit to visit: no clock, no random, no counter, no id of the session",
  exempt: always,
  run: (subject) =>
    Effect.gen(function* () {
      const cassette = Bends.chosen(subject)
      const [first] = cassette === null ? [] : yield* subject.replayed(cassette)
      if (cassette === null || first === undefined) return unaudited(nowhere)
      const once = Bends.shortened(subject, cassette, 1)
      const [moved] = yield* subject.bent(later(once), {})
      const [again] =
        moved === undefined || moved.player.unexpected.length > 0 ? yield* subject.bent(once, {}) : [moved]
      if (again === undefined || Reads.accounts(first).length === 0) return unaudited(nowhere)
      const others = Reads.statements(again)
      const changed = accountChanges(first, again)
      const rows = Reads.statements(first).flatMap((read, index) => {
        const other = others[index]
        const count = other === undefined ? read.rows.length : changes(subject, read, other)
        return count > 0 ? [`${Reads.nameOf(read)} changes ${count} rows when it is read again`] : []
      })
      return verdict([...(changed > 0 ? [`${changed} accounts are others when they are listed again`] : []), ...rows])
    })
}

const idsOf = (rows: ReadonlyArray<Row.CollectedTransaction>): ReadonlyArray<string> =>
  rows.flatMap(({ institutionId }) => (institutionId == null ? [] : [institutionId]))

const isUnique = (subject: Subject): boolean =>
  Connector.policy(subject.connector.manifest, "TRANSACTIONS").institutionIds === "unique"

/** Ids that two rows of an account have which are not the same row. */
const shared = (read: Reads.Statement): number => {
  const named = read.rows.filter(({ institutionId }) => institutionId != null)
  const groups = Map.groupBy(named, ({ institutionId }) => institutionId)
  return [...groups.values()].filter((rows) => new Set(rows.map(Reads.withoutIds)).size > 1).length
}

/** The first answer of each read with rows, with the first row in it twice. */
const twinned = (subject: Subject, cassette: Cassette.Cassette, first: Replayed) => {
  const done = new Set<unknown>()
  const ids = new Set(Reads.statements(first).flatMap(({ rows }) => idsOf(rows)))
  const pages = new Set(Reads.statements(first).flatMap(({ made }) => made.map(({ recorded }) => recorded).slice(-1)))
  return Bends.replayed(subject, cassette, ({ answer, recorded, step, sync }) => {
    const isMeant = step === "file" || (sync === 1 && step === "TRANSACTIONS" && pages.has(recorded))
    const list = isMeant && !done.has(recorded) ? Surgery.lists(answer)?.[0] : undefined
    const last = (list?.rows.length ?? 0) - 1
    if (last < 0) return null
    done.add(recorded)
    return Surgery.withRowRepeated(answer, last, [...ids])
  })
}

/** Twins that the institution shows and that are one: a line for each read that has fewer names or rows than it was shown. */
const merged = (subject: Subject, first: Replayed, bent: Replayed): ReadonlyArray<string> | null => {
  const before = Reads.statements(first)
  const after = Reads.statements(bent)
  const pairs = after.flatMap((read, index) => {
    const own = before[index]
    return own !== undefined && own.account.key === read.account.key && Reads.isWell(read) ? [{ own, read }] : []
  })
  const grown = pairs.filter(({ own, read }) => read.rows.length > own.rows.length)
  if (grown.length === 0 && pairs.every(({ own, read }) => own.rows.length === read.rows.length)) {
    return pairs.some(({ own }) => own.rows.length > 0) ? ["TRANSACTIONS takes two equal rows for one"] : null
  }
  return grown.flatMap(({ own, read }) => {
    const isNamedOnce =
      isUnique(subject) && idsOf(own.rows).length > 0 && new Set(idsOf(read.rows)).size <= new Set(idsOf(own.rows)).size
    return isNamedOnce ? [`${Reads.nameOf(read)} gives two equal rows one id`] : []
  })
}

/** Whether the institution itself shows equal rows, and each is there: totals that a connector adds up forbid to show one twice. */
const hasTwins = ({ rows }: Reads.Statement): boolean =>
  [...Map.groupBy(rows, Reads.withoutIds).values()].some(
    (equal) => equal.length > 1 && [0, equal.length].includes(new Set(idsOf(equal)).size)
  )

/** Rows of a day in the other order; those that the institution's order forbids say nothing. */
const shuffled = (
  subject: Subject,
  cassette: Cassette.Cassette,
  order: (rows: ReadonlyArray<Surgery.Row>) => ReadonlyArray<Surgery.Row>
) =>
  Bends.replayed(subject, cassette, ({ answer, step, sync }) => {
    if (step !== "file" && (sync !== 1 || step !== "TRANSACTIONS")) return null
    const rows = Surgery.rows(answer)
    const moved = rows === null ? null : Surgery.reordered(answer, order)
    const isSame = rows !== null && order(rows).every((row, index) => row === rows[index])
    return isSame ? null : moved
  })

const renamed = (first: Replayed, bent: Replayed): ReadonlyArray<string> =>
  Reads.statements(bent).flatMap((read, index) => {
    const own = Reads.statements(first)[index]
    if (own === undefined || own.account.key !== read.account.key || !Reads.isWell(read)) return []
    if (own.rows.length !== read.rows.length) return []
    return Reads.missing(own.rows, read.rows, nameOf).length > 0
      ? [`${Reads.nameOf(read)} names rows otherwise when they come in another order`]
      : []
  })

/** A row with its id, but for what a running balance makes of another order. */
const nameOf = (row: Row.CollectedTransaction): string =>
  `${row.institutionId ?? ""} ${row.pendingId ?? ""} ${Reads.withoutIds(row)}`

const own: Check = {
  id: "C-31",
  family: "identity",
  title: "gives every row and account a name of its own, whatever the order in which they come",
  mend: "pass the institution's id on as it is; where it has none leave institutionId out, and never make one of the content",
  exempt: ofRows,
  run: (subject) =>
    Effect.gen(function* () {
      const cassette = Bends.chosen(subject)
      const [first] = cassette === null ? [] : yield* subject.replayed(cassette)
      if (cassette === null || first === undefined || Reads.statements(first).every(({ rows }) => rows.length === 0)) {
        return unaudited(nowhere)
      }
      const keys = Reads.reads(first).flatMap(({ records, step }) =>
        step === "ACCOUNTS" || step === "CREDIT_CARDS" ? [records] : []
      )
      const found: Array<string> = []
      for (const records of keys) {
        const all = records.map((record) => String(Reflect.get(Object(record), "key")))
        if (new Set(all).size < all.length) found.push("ACCOUNTS gives two accounts one key")
      }
      if (isUnique(subject)) {
        for (const read of Reads.statements(first)) {
          const count = shared(read)
          if (count > 0) found.push(`${Reads.nameOf(read)} has ${count} ids that are of several rows`)
        }
      }
      const [twins] = (yield* twinned(subject, cassette, first)) ?? []
      const bent = twins === undefined ? null : merged(subject, first, twins)
      const doubled = bent ?? (Reads.statements(first).some(hasTwins) ? [] : null)
      found.push(...(doubled ?? []))
      const orders = [(rows: ReadonlyArray<Surgery.Row>) => rows.toReversed(), Surgery.withinDays]
      for (const order of subject.connector.manifest.transport === "browser" ? orders.slice(1) : orders) {
        const [bent] = (yield* shuffled(subject, cassette, order)) ?? []
        if (bent !== undefined) found.push(...renamed(first, bent))
      }
      return doubled === null && found.length === 0
        ? unaudited("a recording whose answers have rows that can be shown twice")
        : verdict(distinct(found))
    })
}

/** Rows that both syncs read and that have another id in the second. */
const drifting = (first: Replayed, update: Replayed): ReadonlyArray<string> =>
  Reads.statements(update).flatMap((read) => {
    const before = Reads.statements(first).filter(({ account }) => account.key === read.account.key)
    const held = before.flatMap(({ rows }) => rows)
    const both = read.rows.filter((row) => held.some((other) => Reads.withoutIds(other) === Reads.withoutIds(row)))
    const known = new Set(held.map(nameOf))
    const count = both.filter((row) => !known.has(nameOf(row))).length
    return count > 0 ? [`${Reads.nameOf(read)} has other ids for ${count} rows in a shorter window`] : []
  })

/** The institution names the accounts otherwise, as it may after another consent: what is printed on them stays, and so must the keys. */
const reconsented = Effect.fnUntraced(function* (subject: Subject, cassette: Cassette.Cassette, first: Replayed) {
  const accounts = Reads.accounts(first)
  const isPrinted = (text: string) =>
    accounts.some(({ bankData, number }) =>
      [number, bankData?.transferNumber ?? ""].some((each) => each.includes(text))
    )
  const handles = accounts.map(({ handle }) => handle)
  const isHandle = (text: string) =>
    text.length > 1 && !isPrinted(text) && handles.some((handle) => handle === text || handle.endsWith(`/${text}`))
  const replayed = yield* Bends.replayed(subject, cassette, ({ answer, step, sync }) => {
    if (sync !== 1 || (step !== "ACCOUNTS" && step !== "CREDIT_CARDS")) return null
    let isChanged = false
    const bent = Surgery.edited(
      answer,
      ({ rows }, notation) =>
        rows.map(({ source, values }) =>
          values.reduce((text, [name, value]) => {
            if (!isHandle(value)) return text
            isChanged = true
            return notation.withValue(text, name, `${value}9`)
          }, source)
        ),
      { which: Surgery.any }
    )
    return isChanged ? bent : null
  })
  const [bent] = replayed ?? []
  if (bent === undefined || Reads.accounts(bent).length !== accounts.length) return null
  const keys = new Set(accounts.map(({ key }) => key))
  const others = Reads.accounts(bent).filter(({ key }) => !keys.has(key)).length
  return others > 0 ? [`${others} accounts have another key when the institution's own id of them changes`] : []
})

const lasting: Check = {
  id: "C-32",
  family: "identity",
  title: "names rows and accounts alike in every window, in every time zone and after another login",
  mend: "make keys of what is printed on an account, and pass the institution's ids of rows on as they are",
  exempt: always,
  run: (subject) =>
    Effect.gen(function* () {
      const cassette = Bends.chosen(subject)
      const [first, ...updates] = cassette === null ? [] : yield* subject.replayed(cassette)
      if (cassette === null || first === undefined || updates.length === 0) {
        return unaudited("a recording named ok of a first sync and an update")
      }
      const zones = yield* Zones.replays(subject)
      const again = yield* reconsented(subject, cassette, first)
      const keys = new Set(Reads.accounts(first).map(({ key }) => key))
      const others = updates.flatMap(Reads.accounts).filter(({ key }) => !keys.has(key)).length
      return verdict(
        distinct([
          ...(isUnique(subject) ? updates.flatMap((update) => drifting(first, update)) : []),
          ...(zones ?? []).flatMap(({ renamed: names, zone }) =>
            names.map((step) => `${step} is named otherwise in ${zone}`)
          ),
          ...(others > 0 ? [`${others} accounts have another key in the update`] : []),
          ...(again ?? [])
        ])
      )
    })
}

const failing = (status: number): Surgery.Answered => ({ status, headers: {}, bytes: new Uint8Array() })

const careful: Check = {
  id: "C-34",
  family: "identity",
  title: "takes nothing away when a read fails",
  mend: "let errors of a read through; a list that was not read to its end claims nothing",
  exempt: ({ products, transport }) =>
    products.TRANSACTIONS === undefined
      ? "it collects no transactions"
      : transport === "file"
        ? "a file is read whole or not at all"
        : null,
  run: (subject) =>
    Effect.gen(function* () {
      const cassette = Bends.chosen(subject)
      const straight = cassette === null ? [] : yield* subject.replayed(cassette)
      const [before, update] = straight
      if (
        cassette === null ||
        before === undefined ||
        update === undefined ||
        before.held.every(({ rows }) => rows.length === 0)
      ) {
        return unaudited("a recording named ok of a first sync that finds rows and an update")
      }
      const [read] = Reads.statements(update)
      const last = read?.made.at(-1)?.recorded
      const bent = yield* Bends.replayed(
        subject,
        cassette,
        ({ recorded }) => (recorded !== null && recorded === last ? failing(500) : null),
        2
      )
      const after = bent?.[1]
      if (after === undefined) return unaudited("a recording named ok whose update reads rows")
      const live = new Map(after.held.flatMap(({ rows }) => rows).map((row) => [row.id, row]))
      const same = new Map(update.held.flatMap(({ rows }) => rows).map((row) => [row.id, row]))
      const whole = (bent?.[0]?.held ?? []).flatMap(({ rows }) => rows)
      const taken = before.held.flatMap(({ rows }) => rows).filter(({ id }) => !same.has(id)).length
      const gone = whole.filter(({ id }) => !live.has(id)).length - taken
      const absent = [...live.values()].filter(({ absences }) => absences > 0).length
      const expected = [...same.values()].filter(({ absences }) => absences > 0).length
      const isSilent = after.calls.every(({ end }) => end._tag === "Well") && after.item.error === null
      return verdict([
        ...(gone > 0 ? [`${gone} rows are gone after a read that failed`] : []),
        ...(absent > expected ? [`${absent - expected} rows count as absent after a read that failed`] : []),
        ...(isSilent && gone + absent > 0 ? ["the failure is told to nobody"] : [])
      ])
    })
}

export const checks: ReadonlyArray<Check> = [idempotent, own, lasting, merging, careful]
