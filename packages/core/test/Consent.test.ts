// What a consent allows, and how it ends and is renewed.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Effect, Result } from "effect"

import * as Consent from "../src/Consent.ts"
import { ItemId } from "../src/Item.ts"
import { noon } from "./Ledger.ts"

const id = (last: string) => Consent.ConsentId.make(`00000000-0000-4000-8000-00000000000${last}`)

const consent: Consent.Consent = {
  id: id("1"),
  itemId: ItemId.make("00000000-0000-4000-8000-0000000000aa"),
  products: ["ACCOUNTS", "TRANSACTIONS"],
  hosts: ["bank.example", "api.bank.example:8443"],
  textVersion: "1",
  source: "widget",
  givenAt: noon("2026-01-01"),
  expiresAt: noon("2027-01-01"),
  revokedAt: null
}
const now = noon("2026-03-01")

describe("A consent", () => {
  it.effect("covers its products and hosts, by their whole names", () =>
    Effect.sync(() => {
      assert.isTrue(Consent.allowsHost(consent, "BANK.example", now))
      assert.isTrue(Consent.allowsHost(consent, "api.bank.example:8443", now))
      for (const host of ["api.bank.example", "evil.bank.example", "bank.example.evil", "bank.example:8443", ""]) {
        assert.isFalse(Consent.allowsHost(consent, host, now), host)
      }
      assert.deepStrictEqual(
        Consent.beyond(consent, { products: ["ACCOUNTS", "LOANS"], hosts: ["bank.example", "new.example"] }, now),
        { products: ["LOANS"], hosts: ["new.example"] }
      )
    })
  )

  it.effect("covers nothing from the instant of its end or withdrawal", () =>
    Effect.sync(() => {
      const wanted = { products: consent.products, hosts: consent.hosts }
      assert.deepStrictEqual(Consent.beyond(consent, wanted, now), { products: [], hosts: [] })
      assert.deepStrictEqual(Consent.beyond(consent, wanted, noon("2027-01-01")), wanted)
      assert.deepStrictEqual(Consent.beyond(Consent.revoke(consent, now), wanted, now), wanted)
    })
  )

  it.effect("is withdrawn once", () =>
    Effect.sync(() => {
      const revoked = Consent.revoke(consent, now)
      assert.strictEqual(Consent.standing(revoked, now), "revoked")
      assert.strictEqual(Consent.revoke(revoked, noon("2026-04-01")), revoked)
      assert.strictEqual(revoked.revokedAt, now)
    })
  )
})

describe("A renewal", () => {
  const renewal = { id: id("2"), source: "widget", textVersion: "2", expiresAt: noon("2027-03-01") } as const

  it.effect("is a consent of its own for the same products and hosts, unless it names others", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(Result.getOrThrow(Consent.renew(consent, renewal, now)), {
        ...consent,
        ...renewal,
        givenAt: now,
        revokedAt: null
      })
      const fewer = Result.getOrThrow(Consent.renew(consent, { ...renewal, products: ["ACCOUNTS"] }, now))
      assert.deepStrictEqual([fewer.products, fewer.hosts], [["ACCOUNTS"], consent.hosts])
    })
  )

  it.effect("after a withdrawal is the person's to give, not an application's", () =>
    Effect.sync(() => {
      const revoked = Consent.revoke(consent, now)
      const vouched = { ...renewal, source: "application" } as const
      assert.deepStrictEqual(
        Consent.renew(revoked, vouched, now),
        Result.fail(new Consent.RenewalRefused({ why: "withdrawn" }))
      )
      const refused = Result.getOrThrow(Result.flip(Consent.renew(revoked, vouched, now)))
      assert.deepStrictEqual(Object.entries(refused), [
        ["_tag", "RenewalRefused"],
        ["why", "withdrawn"]
      ])
      const again = Result.getOrThrow(Consent.renew(revoked, renewal, now))
      assert.strictEqual(Consent.standing(again, now), "given")
      assert.isTrue(Result.isSuccess(Consent.renew(consent, vouched, noon("2027-02-01"))))
    })
  )

  it.effect("that ends before it begins is refused", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(
        Consent.renew(consent, { ...renewal, expiresAt: now }, now),
        Result.fail(new Consent.RenewalRefused({ why: "ends-at-once" }))
      )
      assert.isTrue(Result.isSuccess(Consent.renew(consent, { ...renewal, expiresAt: null }, now)))
    })
  )
})

describe("The end of a consent", () => {
  it.effect("is announced thirty days before, once, and no more when it has come", () =>
    Effect.sync(() => {
      const due = (at: string, announcedAt: string | null = null) =>
        Consent.isAnnouncementDue(consent, announcedAt === null ? null : noon(announcedAt), noon(at))
      assert.deepStrictEqual(Consent.announceFrom(consent), noon("2026-12-02"))
      assert.deepStrictEqual(
        [due("2026-12-01"), due("2026-12-02"), due("2026-12-31"), due("2027-01-01")],
        [false, true, true, false]
      )
      assert.isFalse(due("2026-12-10", "2026-12-02"))
      assert.isTrue(due("2026-12-10", "2026-11-30"))
    })
  )

  it.effect("is announced at half of its time when that is short, or as late as one likes", () =>
    Effect.sync(() => {
      const short = { ...consent, expiresAt: noon("2026-01-11") }
      assert.deepStrictEqual(Consent.announceFrom(short), noon("2026-01-06"))
      assert.deepStrictEqual(Consent.announceFrom(consent, Duration.days(1)), noon("2026-12-31"))
    })
  )

  it.effect("is not announced where there is none, or where the person ended it", () =>
    Effect.sync(() => {
      const late = DateTime.subtract(noon("2027-01-01"), { hours: 1 })
      assert.isFalse(Consent.isAnnouncementDue({ ...consent, expiresAt: null }, null, late))
      assert.isFalse(Consent.isAnnouncementDue(Consent.revoke(consent, now), null, late))
      assert.isNull(Consent.announceFrom({ ...consent, expiresAt: null }))
      assert.isNull(Consent.announceFrom(Consent.revoke(consent, now)))
    })
  )
})
