// Readers that ask again since what they saw last, while transactions commit in another order than they began in, on a real database.
import { assert, layer } from "@effect/vitest"
import { type Account, CivilDate, ItemLife } from "@tomada/core"
import { DateTime, Effect, Fiber, Option } from "effect"
import { SqlClient } from "effect/sql"

import { ExecutionStore } from "../src/ExecutionStore.ts"
import { ItemStore } from "../src/ItemStore.ts"
import { type TransactionCursor, TransactionStore } from "../src/TransactionStore.ts"
import { type Event, type NewEvent, WebhookStore } from "../src/WebhookStore.ts"
import * as Outbox from "./Outbox.ts"
import * as TestDatabase from "./TestDatabase.ts"
import * as World from "./World.ts"

const { at } = World

/** The same numbers below one in every run. */
const dice = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
  return seed / 2 ** 31
}

/** What a transaction does between its writes and its commit: a few turns with the database. */
const linger = Effect.fnUntraced(function* (turns: number) {
  const sql = yield* SqlClient.SqlClient
  for (let turn = 0; turn < turns; turn++) yield* Effect.orDie(sql`select 1`)
})

/** Numbers events in several places at once, a few or many at a time, until `done` and nothing is left to number. */
const sequencing = (done: () => boolean) =>
  Effect.forEach(
    [3, 30, 300],
    Effect.fnUntraced(function* (limit) {
      const store = yield* WebhookStore
      for (;;) {
        const over = done()
        const numbered = yield* store.sequence(at(0), limit)
        if (numbered === 0) {
          if (over) return
          yield* linger(1)
        }
      }
    }),
    { concurrency: "unbounded", discard: true }
  )

/** Hands over what is new, in order and in small slices, until `done` and there is nothing more. */
const following = Effect.fnUntraced(function* <R>(
  applicationId: Parameters<WebhookStore["Service"]["events"]>[0],
  done: () => boolean,
  hear: (events: ReadonlyArray<Event>) => Effect.Effect<void, never, R>
) {
  const store = yield* WebhookStore
  let since = 0
  for (;;) {
    const over = done()
    const events = yield* store.events(applicationId, since, 3)
    since = events.at(-1)?.sequence ?? since
    yield* hear(events)
    if (over && events.length === 0) return
  }
})

layer(TestDatabase.stores, { excludeTestServices: true })("a reader", (it) => {
  it.effect(
    "that asks for events since the last it saw misses none, whatever commits when and whoever numbers them",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const store = yield* Outbox.drained
        const mine = yield* World.application
        const other = yield* World.application
        const kept: Array<string> = []
        const write = Effect.fnUntraced(function* (writer: number) {
          const roll = dice(writer)
          for (let round = 0; round < 30; round++) {
            const own = Array.from({ length: 1 + Math.floor(roll() * 3) }, () => Outbox.event(mine))
            const events = roll() < 0.3 ? [...own, Outbox.event(other)] : own
            const falls = roll() < 0.2
            const turns = roll() < 0.3 ? 40 : 2
            const transaction = Effect.gen(function* () {
              yield* store.append(events)
              yield* linger(turns)
              if (falls) return yield* Effect.fail("fell" as const)
            })
            const fell = yield* Effect.catch(Effect.as(sql.withTransaction(transaction), false), (error) =>
              error === "fell" ? Effect.succeed(true) : Effect.die(error)
            )
            if (!fell) kept.push(...own.map(({ id }) => id))
          }
        })

        let written = false
        let numbered = false
        const seen: Array<ReadonlyArray<Event>> = [[], []]
        const readers = yield* Effect.forEach(seen.keys(), (reader) =>
          Effect.forkChild(
            following(
              mine,
              () => numbered,
              (events) => Effect.sync(() => void (seen[reader] = [...(seen[reader] ?? []), ...events]))
            )
          )
        )
        const sequencers = yield* Effect.forkChild(sequencing(() => written))
        yield* Effect.forEach([1, 2, 3, 4, 5, 6], write, { concurrency: "unbounded" })
        written = true
        yield* Fiber.join(sequencers)
        numbered = true
        yield* Effect.forEach(readers, Fiber.join)

        assert.isAbove(kept.length, 200)
        for (const events of seen) {
          assert.deepStrictEqual(events.map(({ id }) => id).toSorted(), kept.toSorted())
          const numbers = events.map(({ sequence }) => sequence)
          assert.deepStrictEqual(
            numbers,
            numbers.toSorted((a, b) => a - b)
          )
        }
        const rows = yield* sql<{ id: number }>`
          select id::float8 as id from webhook_events where application_id = ${mine} order by sequence`
        const overtaken = rows.filter(({ id }, index) => id < (rows[index - 1]?.id ?? 0))
        assert.isAbove(overtaken.length, 10, "commits came in another order than they began in")
      })
  )

  it.effect(
    "that asks for rows created since the last event it heard misses none, whatever the clocks of the processes say",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const executions = yield* ExecutionStore
        const items = yield* ItemStore
        const transactions = yield* TransactionStore
        yield* Outbox.drained
        const applicationId = yield* World.application
        const written = new Map<Account.AccountId, Set<string>>()
        let minutes = 100

        /** A run at a process whose clock is up to half an hour off; its transaction lingers before it commits. */
        const run = Effect.fnUntraced(function* (
          {
            claim,
            accountId
          }: { readonly claim: Parameters<typeof executions.record>[0]; readonly accountId: Account.AccountId },
          roll: () => number,
          accounts: ReadonlyArray<Account.Account> = []
        ) {
          const skew = Math.floor(roll() * 60) - 30
          const clock = () => at(minutes++ + skew)
          yield* executions.record(claim, World.loginStarted, clock())
          const merging = yield* executions.record(claim, World.mergeStarted, clock())
          const now = ItemLife.instant(merging, clock())
          const rows = Array.from({ length: 1 + Math.floor(roll() * 3) }, () =>
            World.transaction(accountId, {
              date: CivilDate.addDays(CivilDate.make("2026-08-15"), -Math.floor(roll() * 30)),
              createdAt: now
            })
          )
          const body = { accountId, transactionsCreatedAtFrom: DateTime.formatIso(now) }
          const told: NewEvent = Outbox.event(applicationId, {
            event: "transactions/created",
            body: JSON.stringify(body)
          })
          const merged = { ...World.nothing, accounts, newTransactions: rows, events: () => [told] }
          yield* sql.withTransaction(
            Effect.andThen(executions.commit(claim, merged, now), linger(Math.floor(roll() * 12)))
          )
          for (const { id } of rows) written.get(accountId)?.add(id)
        })

        const live = Effect.fnUntraced(function* (seed: number) {
          const roll = dice(seed)
          const made = World.newItem(applicationId)
          yield* items.create(made)
          const account = World.account(made.item.id)
          const accountId = account.id
          written.set(accountId, new Set())
          const { claim } = yield* executions.claim(made.execution.id, at(1))
          yield* run({ claim, accountId }, roll, [account])
          for (let round = 0; round < 25; round++) {
            const started = at(minutes + Math.floor(roll() * 60) - 30)
            yield* run({ claim: yield* World.visitAgain(made.item, started), accountId }, roll)
          }
        })

        const rowsSince = Effect.fnUntraced(function* (accountId: Account.AccountId, createdAtFrom: DateTime.Utc) {
          const ids: Array<string> = []
          let place = Option.none<TransactionCursor>()
          do {
            const { next, rows } = yield* transactions.after({ accountId, createdAtFrom }, place, 3)
            ids.push(...rows.map(({ id }) => id))
            place = next
          } while (Option.isSome(place))
          return ids
        })

        let ended = false
        let numbered = false
        const marks = new Map<Account.AccountId, DateTime.Utc>()
        const seen = new Map<Account.AccountId, Set<string>>()
        /** Reads from the mark of before, so that what it reads had been told by then; then takes the mark of the last event. */
        const hear = Effect.fnUntraced(function* (events: ReadonlyArray<Event>) {
          const told = events.map(({ body }) => JSON.parse(body) as Record<string, string>) // as written above
          const last = new Map(
            told.map((one) => [one["accountId"] as Account.AccountId, one["transactionsCreatedAtFrom"]])
          ) // ours
          for (const [accountId, from] of last) {
            const mark = marks.get(accountId) ?? at(0)
            const known = seen.get(accountId) ?? new Set()
            for (const id of yield* rowsSince(accountId, mark)) known.add(id)
            seen.set(accountId, known)
            marks.set(accountId, DateTime.makeUnsafe(from ?? ""))
          }
        })
        const reader = yield* Effect.forkChild(following(applicationId, () => numbered, hear))
        const sequencers = yield* Effect.forkChild(sequencing(() => ended))
        yield* Effect.forEach([1, 2, 3, 4, 5], live, { concurrency: "unbounded" })
        ended = true
        yield* Fiber.join(sequencers)
        numbered = true
        yield* Fiber.join(reader)

        assert.strictEqual(written.size, 5)
        for (const [accountId, ids] of written) {
          assert.isAbove(ids.size, 26)
          assert.deepStrictEqual([...(seen.get(accountId) ?? [])].toSorted(), [...ids].toSorted())
        }
      })
  )
})
