// Delivers webhooks in the background: numbers new events, claims what is due, sends it, keeps what came of it. Sends run beside each
// other, a few for each receiver, so that a slow one holds up its own deliveries only; outcomes are kept by the batch. What is under way
// when the process dies is due again when its lease ends: an event may arrive twice, it is never lost.
import { Delivery, type DeliverySigner } from "@tomada/core"
import { WebhookStore } from "@tomada/store"
import { Context, DateTime, Duration, Effect, type Fiber, Latch, Layer, Queue } from "effect"

import type { Dialer } from "./Dialer.ts"
import type { EgressGuard } from "./EgressGuard.ts"
import { Ids } from "./Ids.ts"
import * as Measures from "./Measures.ts"
import * as WebhookSecrets from "./WebhookSecrets.ts"
import * as WebhookSending from "./WebhookSending.ts"

/**
 * - `timeout`: what an answer may take; default the schedule's.
 * - `atOnce`: sends under way in this process; half of them at most to receivers that failed last.
 * - `each`, `eachFailing`: of these to one receiver.
 * - `margin`: how long a claim outlasts the deadline of a send; what a killed process held is due again then. Default 20 s.
 * - `poll`: how often an idle process looks; `nudge` makes it look at once.
 * - `grace`: the time that sends under way have when the process stops.
 */
export interface Options {
  readonly schedule?: Delivery.Schedule["name"] | Delivery.Schedule
  readonly timeout?: Duration.Input
  readonly redirects?: number
  readonly atOnce?: number
  readonly each?: number
  readonly eachFailing?: number
  readonly margin?: Duration.Input
  readonly poll?: Duration.Input
  readonly grace?: Duration.Input
}

/** Events that are numbered in one go. */
const batch = 500
/** Outcomes of a moment are kept together. */
const lull = Duration.millis(5)
const enough = 64

interface Sent {
  readonly claimed: WebhookStore.Claimed
  readonly outcome: WebhookStore.Outcome
}

export class WebhookDeliveries extends Context.Service<
  WebhookDeliveries,
  {
    /** There is something new: looks at once instead of at the next poll. */
    readonly nudge: Effect.Effect<void>
    /** Numbers, claims and sends what is due now, and keeps what came of it; answers how many. For those who do not run the loop. */
    readonly round: Effect.Effect<number>
  }
>()("@tomada/engine/WebhookDeliveries") {
  /** Without the loop. */
  static readonly layerIdle = (options: Options = {}): Layer.Layer<WebhookDeliveries, never, Needs> =>
    Layer.effect(
      this,
      Effect.map(make(options), ({ round }) => this.of({ nudge: Effect.void, round }))
    )

  /** With the loop, for as long as the scope lasts. */
  static readonly layer = (options: Options = {}): Layer.Layer<WebhookDeliveries, never, Needs> =>
    Layer.effect(
      this,
      Effect.gen(function* () {
        const made = yield* make(options)
        const { nudge } = yield* loop(made, options)
        return WebhookDeliveries.of({ nudge, round: made.round })
      })
    )
}

type Needs =
  | WebhookStore.WebhookStore
  | Effect.Services<typeof WebhookSecrets.keeper>
  | EgressGuard
  | Dialer
  | DeliverySigner.DeliverySigner
  | Ids

type Made = Effect.Success<ReturnType<typeof make>>

const make = Effect.fnUntraced(function* ({
  atOnce = 512,
  each = 32,
  eachFailing = 2,
  margin = "20 seconds",
  redirects = 0,
  schedule: name = "standard",
  timeout
}: Options) {
  const store = yield* WebhookStore.WebhookStore
  const secrets = yield* WebhookSecrets.keeper
  const holder = yield* (yield* Ids).next
  const schedule: Delivery.Schedule = {
    ...(typeof name === "string" ? Delivery.schedules[name] : name),
    ...(timeout !== undefined && { timeout: Duration.fromInputUnsafe(timeout) })
  }
  const send = yield* WebhookSending.make({ schedule, redirects })
  /** Longer than any send, so that a lease that ends means a process that died. */
  const lease = Duration.sum(schedule.timeout, Duration.fromInputUnsafe(margin))

  const number = Effect.flatMap(DateTime.now, (now) => store.sequence(now, batch))
  const take = Effect.fnUntraced(function* (limit: number, failing: number) {
    const now = yield* DateTime.now
    const leaseEndsAt = DateTime.addDuration(now, lease)
    const claimed = yield* store.claim({ now, leaseEndsAt, holder, limit, failing, each, eachFailing })
    yield* secrets.prepare(claimed)
    return claimed
  })
  const sent = Effect.fnUntraced(function* (claimed: WebhookStore.Claimed) {
    return { claimed, outcome: yield* send(claimed, secrets.of(claimed)) }
  })
  const keep = Effect.fnUntraced(function* (all: ReadonlyArray<Sent>) {
    yield* store.record(all.map(({ outcome }) => outcome))
    const disabled = new Map(
      all.flatMap(({ claimed: { subscriptionId }, outcome: { verdict } }) =>
        subscriptionId !== null && verdict._tag === "GivenUp" && verdict.disable !== null
          ? [[subscriptionId, verdict.disable]]
          : []
      )
    )
    for (const [id, because] of disabled) {
      yield* Effect.annotateLogs(Effect.logWarning("a webhook is disabled"), { because })
      yield* store.disable(id, because, yield* DateTime.now)
    }
    yield* Effect.forEach(all, ({ outcome }) => Measures.sent(outcome.verdict), { discard: true })
  })
  const round = Effect.gen(function* () {
    yield* number
    const claimed = yield* take(atOnce, Math.ceil(atOnce / 2))
    if (claimed.length === 0) return 0
    yield* keep(yield* Effect.forEach(claimed, sent, { concurrency: "unbounded" }))
    return claimed.length
  })
  return { number, take, sent, keep, round, atOnce }
})

/** A database that is gone for a moment must not end the loop. */
const again = <A>(what: string, effect: Effect.Effect<A>): Effect.Effect<A> =>
  Effect.catchCause(effect, (cause) =>
    Effect.logError(`${what} failed`, cause).pipe(
      Effect.andThen(Effect.sleep("1 second")),
      Effect.andThen(Effect.suspend(() => again(what, effect)))
    )
  )

const loop = Effect.fnUntraced(function* (
  { atOnce, keep, number, sent, take }: Made,
  { grace = "5 seconds", poll = "500 millis" }: Options
) {
  const done = yield* Queue.unbounded<Sent>()
  const news = Latch.makeUnsafe()
  const sending = new Set<Fiber.Fiber<void>>()
  let busy = 0
  let busyFailing = 0

  const start = Effect.fnUntraced(function* (claimed: WebhookStore.Claimed) {
    busy += 1
    if (claimed.failing) busyFailing += 1
    const fiber = yield* Effect.forkDetach(
      Effect.flatMap(sent(claimed), (one) => Queue.offer(done, one)).pipe(Effect.asVoid)
    )
    sending.add(fiber)
    fiber.addObserver(() => sending.delete(fiber))
  })

  const sender = Effect.gen(function* () {
    yield* news.close
    const numbered = yield* number
    const room = atOnce - busy
    const claimed = room > 0 ? yield* take(room, Math.max(0, Math.ceil(atOnce / 2) - busyFailing)) : []
    yield* Effect.forEach(claimed, start, { discard: true })
    return numbered === batch || claimed.length > 0
  }).pipe(Effect.uninterruptible)

  const keeper = Effect.gen(function* () {
    const first = yield* Queue.take(done)
    if ((yield* Queue.size(done)) < enough) yield* Effect.sleep(lull)
    const all = [first, ...(yield* Queue.clear(done))]
    yield* Effect.uninterruptible(again("keeping the outcomes of webhooks", keep(all)))
    busy -= all.length
    busyFailing -= all.filter(({ claimed }) => claimed.failing).length
    yield* news.open
  })

  yield* Effect.forkScoped(Effect.forever(keeper))
  yield* Effect.addFinalizer(() =>
    Effect.sleep("10 millis").pipe(
      Effect.repeat({ while: () => busy > 0 }),
      Effect.timeoutOption(grace),
      Effect.andThen(Effect.sync(() => sending.forEach((fiber) => fiber.interruptUnsafe())))
    )
  )
  yield* again("delivering webhooks", sender).pipe(
    Effect.flatMap((found) => (found ? Effect.void : Effect.timeoutOption(news.await, poll))),
    Effect.forever,
    Effect.forkScoped
  )
  return { nudge: Effect.asVoid(news.open) }
})
