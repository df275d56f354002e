import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Schema } from "effect"

import * as Delivery from "../src/Delivery.ts"
import * as DeliverySample from "../src/DeliverySample.ts"
import { ApplicationId } from "../src/Item.ts"
import { WebhookEvent } from "../src/WebhookEvent.ts"

const at = DateTime.makeUnsafe("2026-09-01T12:00:00Z")
const ago = (duration: Duration.Input) => DateTime.subtractDuration(at, duration)

const answered = (status: number, retryAfter: string | null = null): Delivery.Reply => ({
  _tag: "Answered",
  status,
  retryAfter
})

const verdict = (reply: Delivery.Reply, fields: Partial<Delivery.Attempted> = {}, schedule = Delivery.standard) =>
  Delivery.verdict(schedule, { event: "item/updated", attempts: 1, failingSince: null, reply, at, dice: 0, ...fields })

/** Seconds until the next attempt, or what else comes. */
const next = (reply: Delivery.Reply, fields: Partial<Delivery.Attempted> = {}, schedule = Delivery.standard) => {
  const decided = verdict(reply, fields, schedule)
  return decided._tag === "Retry" ? Duration.toSeconds(DateTime.distance(at, decided.at)) : decided._tag
}

const hours = 3_600
const waitsOf = (schedule: Delivery.Schedule, event: string, dice = 0): ReadonlyArray<number | string> => {
  const waits: Array<number | string> = []
  for (let attempts = 1; attempts < 20; attempts++) {
    const wait = next(answered(500), { attempts, dice, event }, schedule)
    waits.push(wait)
    if (wait === "GivenUp") break
  }
  return waits
}

describe("the schedule of deliveries", () => {
  it("has ten attempts over 75 h 35 min 5 s by Standard Webhooks", () => {
    const waits = waitsOf(Delivery.standard, "item/updated")
    assert.deepStrictEqual(waits, [5, 300, 1_800, ...[2, 5, 10, 14, 20, 24].map((n) => n * hours), "GivenUp"])
    const total = waits.reduce<number>((sum, wait) => sum + (typeof wait === "number" ? wait : 0), 0)
    assert.strictEqual(total, 75 * hours + 35 * 60 + 5)
  })

  it("has nine attempts in three rounds as Pluggy does it", () => {
    assert.deepStrictEqual(waitsOf(Delivery.pluggy, "item/updated"), [1, 1, hours, 1, 1, 2 * hours, 1, 1, "GivenUp"])
  })

  it("tells of a login three times and never hours later", () => {
    assert.deepStrictEqual(waitsOf(Delivery.standard, "item/login_succeeded"), [5, 300, "GivenUp"])
    assert.deepStrictEqual(waitsOf(Delivery.pluggy, "item/login_succeeded"), [1, 1, "GivenUp"])
  })

  it("is lengthened by the dice, a tenth at most, and never shortened", () => {
    assert.strictEqual(next(answered(500), { dice: 1 }), 5.5)
    assert.strictEqual(next(answered(500), { dice: 0.5 }), 5.25)
    for (const dice of [-1, 2]) {
      const wait = next(answered(500), { dice })
      assert.isTrue(typeof wait === "number" && wait >= 5 && wait <= 5.5)
    }
  })
})

describe("an answer", () => {
  it("is well with any 2xx, whatever went before", () => {
    for (const status of [200, 201, 204, 299]) {
      assert.deepStrictEqual(verdict(answered(status), { attempts: 10, failingSince: ago("9 days") }), {
        _tag: "Delivered"
      })
    }
  })

  it("is not well with a redirect, an error or none at all: it is tried again", () => {
    for (const status of [199, 300, 301, 302, 307, 308, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504]) {
      assert.strictEqual(next(answered(status)), 5, String(status))
    }
    for (const why of [
      "refused",
      "unresolved",
      "connection",
      "timeout",
      "redirects",
      "malformed",
      "unsealed"
    ] as const) {
      assert.strictEqual(next({ _tag: "Unanswered", why }), 5)
    }
  })

  it("of 410 ends the delivery and disables the receiver", () => {
    for (const schedule of Object.values(Delivery.schedules)) {
      assert.deepStrictEqual(verdict(answered(410), {}, schedule), { _tag: "GivenUp", disable: "gone" })
    }
  })

  it("of 401 is final by Pluggy's schedule alone, and disables nobody", () => {
    assert.deepStrictEqual(verdict(answered(401), {}, Delivery.pluggy), { _tag: "GivenUp", disable: null })
    assert.strictEqual(next(answered(401)), 5)
  })

  it("may ask at 429 and 503 for a longer wait, a day at most, never for a shorter one", () => {
    for (const status of [429, 503]) {
      assert.strictEqual(next(answered(status, "120")), 120)
      assert.strictEqual(next(answered(status, " 120 ")), 120)
      assert.strictEqual(next(answered(status, "1")), 5)
      assert.strictEqual(next(answered(status, "0")), 5)
      assert.strictEqual(next(answered(status, "999999999")), 24 * hours)
      assert.strictEqual(next(answered(status, "Tue, 01 Sep 2026 12:10:00 GMT")), 600)
      assert.strictEqual(next(answered(status, "Tue, 01 Sep 2026 11:00:00 GMT")), 5)
      assert.strictEqual(next(answered(status, "Sat, 01 Sep 2035 11:00:00 GMT")), 24 * hours)
    }
    for (const nonsense of ["", "soon", "-5", "1e9", "12.5", "1 hour", "2026-09-01", "0x10", "9".repeat(40)]) {
      assert.strictEqual(next(answered(429, nonsense)), 5, nonsense)
    }
    assert.strictEqual(next(answered(500, "120")), 5)
    assert.strictEqual(next(answered(429, "120"), { attempts: 10 }), "GivenUp")
  })

  it("that was bad for five days disables the receiver, at whatever attempt", () => {
    assert.strictEqual(next(answered(500), { failingSince: ago("119 hours") }), 5)
    assert.deepStrictEqual(verdict(answered(500), { failingSince: ago("5 days") }), {
      _tag: "GivenUp",
      disable: "failing"
    })
    assert.deepStrictEqual(verdict(answered(500), { attempts: 10, failingSince: ago("76 hours") }), {
      _tag: "GivenUp",
      disable: null
    })
  })
})

describe("a subscription", () => {
  it("hears its event, all of an Item's, or everything", () => {
    assert.isTrue(Delivery.hears("item/updated", "item/updated"))
    assert.isFalse(Delivery.hears("item/updated", "item/created"))
    assert.isTrue(Delivery.hears("all", "transactions/deleted"))
    assert.isTrue(Delivery.hears("item/all", "item/error"))
    assert.isFalse(Delivery.hears("item/all", "transactions/created"))
    assert.isFalse(Delivery.hears("transactions/created", "all"))
  })

  it("hears what the wire does not have only where it is named", () => {
    for (const event of Delivery.beyondWire) {
      assert.isTrue(Delivery.hears(event, event))
      assert.isFalse(Delivery.hears("all", event))
      assert.isFalse(Delivery.hears("item/all", event))
    }
  })

  it("is tested with an event of its kind that is of the wire's form", () => {
    const decode = Schema.decodeUnknownSync(WebhookEvent)
    const applicationId = ApplicationId.make("0b0e7e8e-6f3f-4d4e-8a57-3f3b3c3d3e3f")
    const eventId = "7d9a5c3e-0d6e-4a43-9a3c-4f4d9f7f0001"
    const names = WebhookEvent.members.map((member) => member.fields.event.literal)
    assert.strictEqual(names.length, 12)
    for (const name of names) {
      const sample = DeliverySample.of(name, { applicationId, eventId, now: at })
      assert.strictEqual(sample.event, name)
      assert.deepStrictEqual(decode(sample), sample)
      assert.strictEqual(sample.eventId, eventId)
    }
    for (const filter of ["all", "item/all", "payment_intent/created"]) {
      assert.strictEqual(DeliverySample.of(filter, { applicationId, eventId, now: at }).event, "item/updated")
    }
  })
})
