// Webhooks that are believed and webhooks that are not. They are signed by the library of Standard Webhooks; what Tomada signs is
// verified in the server's tests.
import { createHmac } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Webhook } from "standardwebhooks"

import { type ReceivedWebhook, verifyWebhook, type WebhookDoubt, WebhookVerificationError } from "../src/index.ts"
import { rejection } from "./Stub.ts"

const secretOf = (letter: string) => `whsec_${btoa(letter.repeat(32))}`
const [secret, other] = [secretOf("a"), secretOf("b")]
const seconds = 1_790_000_000
const now = () => seconds * 1000
const event = {
  event: "item/updated",
  eventId: "e-1",
  id: "i",
  itemId: "i",
  clientUserId: "ána \ud83d\ude00",
  triggeredBy: "SYNC"
}
const payload = JSON.stringify(event)

const sign = (key: string, id = "e-1", at = seconds, body = payload) =>
  new Webhook(key).sign(id, new Date(at * 1000), body)
const headersOf = (signature: string, at: number | string = seconds) => ({
  "webhook-id": "e-1",
  "webhook-timestamp": String(at),
  "webhook-signature": signature
})
const good: ReceivedWebhook = { payload, headers: headersOf(sign(secret)), secret, now }

describe("a webhook", () => {
  it("that its secret signed is its event, whatever holds its headers and its body", async () => {
    assert.deepStrictEqual<unknown>(await verifyWebhook(good), event)
    const headers = headersOf(sign(secret))
    const shouting = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]))
    for (const held of [new Headers(headers), new Map(Object.entries(headers)), shouting] as ReadonlyArray<
      ReceivedWebhook["headers"]
    >)
      assert.strictEqual((await verifyWebhook({ ...good, headers: held })).eventId, "e-1")
    assert.strictEqual((await verifyWebhook({ ...good, payload: new TextEncoder().encode(payload) })).eventId, "e-1")
    assert.strictEqual(
      (await verifyWebhook({ ...good, payload: Buffer.from(`_${payload}`).subarray(1) })).eventId,
      "e-1"
    )
  })

  it("narrows to what its event carries", async () => {
    const told = await verifyWebhook(good)
    assert.strictEqual(told.event === "item/updated" ? told.triggeredBy : undefined, "SYNC")
  })

  it("is believed by either secret while they are changed, on both sides", async () => {
    const both = headersOf(`${sign(other)} v1a,AAAA v1,%% ${sign(secret)}`)
    assert.deepStrictEqual<unknown>(await verifyWebhook({ ...good, headers: both }), event)
    const received = { ...good, headers: headersOf(sign(other)), secret: [secret, other] }
    assert.deepStrictEqual<unknown>(await verifyWebhook(received), event)
  })

  const doubts: ReadonlyArray<readonly [what: string, changed: Partial<ReceivedWebhook>, why: WebhookDoubt]> = [
    ["of another secret", { secret: other }, "signature"],
    ["of no secret", { secret: [] }, "signature"],
    ["with another body", { payload: `${payload} ` }, "signature"],
    ["with another id", { headers: { ...headersOf(sign(secret)), "webhook-id": "e-2" } }, "signature"],
    ["with another time", { headers: headersOf(sign(secret), seconds - 1) }, "signature"],
    ["whose signature is cut", { headers: headersOf(sign(secret).slice(0, -5)) }, "signature"],
    ["whose signature is of another version", { headers: headersOf(sign(secret).replace("v1,", "v2,")) }, "headers"],
    ["without a signature", { headers: { ...headersOf(""), "webhook-signature": undefined } }, "headers"],
    ["without an id", { headers: { ...headersOf(sign(secret)), "webhook-id": "" } }, "headers"],
    ["without headers", { headers: {} }, "headers"],
    ["that is too old", { now: () => now() + 301_000 }, "timestamp"],
    ["from the future", { now: () => now() - 301_000 }, "timestamp"],
    ["older than is wanted", { now: () => now() + 11_000, tolerance: 10 }, "timestamp"],
    ["whose time is no number", { headers: headersOf(sign(secret), "NaN") }, "timestamp"],
    ["whose time is no whole number", { headers: headersOf(sign(secret), `${seconds}.5`) }, "timestamp"],
    ["with a tolerance that is no number", { tolerance: Number.NaN }, "timestamp"],
    ["that is no JSON", { payload: "{", headers: headersOf(sign(secret, "e-1", seconds, "{")) }, "body"]
  ]
  for (const [what, changed, why] of doubts) {
    it(`${what} is not believed`, async () => {
      const error = await rejection(verifyWebhook({ ...good, ...changed }))
      assert.instanceOf(error, WebhookVerificationError)
      assert.strictEqual(error.why, why)
      assert.notInclude(error.message, secret.slice(6))
    })
  }

  it("is believed at the very edge of the tolerance", async () => {
    for (const ahead of [300_000, -300_000])
      assert.deepStrictEqual<unknown>(await verifyWebhook({ ...good, now: () => now() + ahead }), event)
  })

  it("cannot be checked with a secret that is none, and the error does not repeat it", async () => {
    for (const none of ["", "whsec_", "whsec_%%%canary", `whsec_${btoa("short")}`]) {
      const error = await rejection(verifyWebhook({ ...good, secret: none }))
      assert.instanceOf(error, TypeError)
      assert.notInclude(error.message, "canary")
    }
  })

  it("is signed over bytes: a body that is no UTF-8 is checked as it came", async () => {
    const bytes = Uint8Array.of(34, 255, 34)
    const digest = createHmac("sha256", "a".repeat(32)).update(`e-1.${seconds}.`).update(bytes).digest("base64")
    const told: unknown = await verifyWebhook({ ...good, payload: bytes, headers: headersOf(`v1,${digest}`) })
    assert.strictEqual(told, "\ufffd")
  })

  it("with very many signatures costs no more than a few", async () => {
    const many = headersOf([...Array.from({ length: 1_000 }, () => sign(other)), sign(secret)].join(" "))
    assert.deepInclude(await rejection(verifyWebhook({ ...good, headers: many })), { why: "signature" })
  })
})
