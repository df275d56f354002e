// The guard is tested at its decision and at a dialer that only writes down: no packet leaves.
import { assert, describe, it } from "@effect/vitest"
import { WebhookStore } from "@tomada/store"
import { Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"

import { type DialAnswer, Dialer, type DialRequest } from "../src/Dialer.ts"
import * as EgressAllowList from "../src/EgressAllowList.ts"
import * as EgressGuard from "../src/EgressGuard.ts"
import { EgressResolver } from "../src/EgressResolver.ts"
import { WebhookDeliveries } from "../src/WebhookDeliveries.ts"
import { Webhooks } from "../src/Webhooks.ts"
import * as Targets from "./EgressTargets.ts"
import * as WebhookWorld from "./WebhookWorld.ts"

const well: DialAnswer = { status: 200, retryAfter: null, location: null, text: "" }
const first = "https://first.example.com/hook"
const names = { "first.example.com": ["93.184.216.34"], "example.com": ["93.184.216.34"] }

/** Every spelling as it is, and each special address behind TLS: as the address itself, as its name's, and beside a public one. */
const hostile = (address: string): ReadonlyArray<readonly [string, ReadonlyArray<string>]> => [
  [`https://${Targets.literal(address)}/`, []],
  ["https://bad.example.com/", [address]],
  ["https://bad.example.com/", ["1.1.1.1", address]],
  ["https://bad.example.com/", [address, "2606:4700:4700::1111"]]
]
const targets = [
  ...Targets.special.flatMap(hostile),
  ...Targets.spellings.map((url) => [url, ["127.0.0.1"]] as const),
  ...Targets.spellings.map((url) => [url.replace("http:", "https:"), ["10.0.0.1"]] as const)
]

const hostOf = (url: string): string => URL.parse(url)?.hostname.replace(/\.$/, "") ?? "nothing"

const dialled: Array<{ readonly destination: EgressGuard.Destination; readonly request: DialRequest }> = []
let addressesOf: Readonly<Record<string, ReadonlyArray<string>>> = {}
let answerOfFirst = well

/** One world for many targets: each says what its name's addresses are and what the first receiver answers. */
const world = WebhookWorld.layer({ deliveries: { redirects: 3 }, guard: { remembered: 0 } }).pipe(
  Layer.provideMerge(
    Layer.merge(
      Layer.succeed(EgressResolver, { addresses: (host) => Effect.sync(() => addressesOf[host] ?? []) }),
      Dialer.layerRecording(dialled, ({ url: at }) => (at.href === first ? answerOfFirst : well))
    )
  )
)

const toward = (url: string, addresses: ReadonlyArray<string>, answer: DialAnswer = well) =>
  Effect.sync(() => {
    dialled.length = 0
    addressesOf = { ...names, ...(addresses.length === 0 ? {} : { [hostOf(url)]: addresses }) }
    answerOfFirst = answer
  })

const create = (url: string) =>
  Effect.gen(function* () {
    return yield* (yield* Webhooks).create(yield* WebhookWorld.application, { url, event: "all" })
  })

/** Delivers an event to an address that was subscribed already; answers what is kept of the attempt. */
const deliver = (url: string) =>
  Effect.gen(function* () {
    const mine = yield* WebhookWorld.application
    yield* WebhookWorld.subscribed(mine, url)
    yield* WebhookWorld.tell(mine)
    yield* (yield* WebhookDeliveries).round
    const store = yield* WebhookStore.WebhookStore
    const [delivery] = yield* store.deliveries(mine, { limit: 1 })
    assert(delivery !== undefined)
    const [attempt] = yield* store.attempts(mine, delivery.id)
    return attempt
  })

describe("the guard of webhooks", () => {
  it("knows as many targets as it claims to", () => {
    assert.strictEqual(Targets.special.length, 59)
    assert.strictEqual(Targets.spellings.length, 31)
    assert.strictEqual(Targets.open.length, 14)
    assert.isAtLeast(targets.length * 3, 250)
  })

  it.effect("refuses every hostile target when it is subscribed", () =>
    Effect.forEach(targets, ([url, addresses]) =>
      Effect.gen(function* () {
        yield* toward(url, addresses)
        const error = yield* Effect.flip(create(url))
        assert.strictEqual(error._tag, "EgressRefused", `${url} at ${addresses.join()}`)
      })
    ).pipe(Effect.provide(world))
  )

  it.effect("refuses every hostile target when something is delivered there, and dials nothing", () =>
    Effect.forEach(targets, ([url, addresses]) =>
      Effect.gen(function* () {
        yield* toward(url, addresses)
        const attempt = yield* deliver(url)
        assert.strictEqual(attempt?.error, "refused", `${url} at ${addresses.join()}`)
        assert.deepStrictEqual(dialled, [])
      })
    ).pipe(Effect.provide(world))
  )

  it.effect("refuses every hostile target when a receiver redirects there, and dials the receiver alone", () =>
    Effect.forEach(targets, ([url, addresses]) =>
      Effect.gen(function* () {
        yield* toward(url, addresses, { ...well, status: 307, location: url })
        const attempt = yield* deliver(first)
        assert.strictEqual(attempt?.error, "refused", `${url} at ${addresses.join()}`)
        assert.deepStrictEqual(
          dialled.map(({ destination }) => destination.url.href),
          [first]
        )
      })
    ).pipe(Effect.provide(world))
  )

  it.effect("accepts names with public addresses everywhere, and dials what it judged", () =>
    Effect.forEach(Targets.open, (address, n) => {
      const url = `https://open-${n}.example.com/hook?a=1`
      const redirect = { ...well, status: 308, location: url }
      const arrived = () => dialled.map(({ destination }) => destination.addresses).at(-1)
      return Effect.gen(function* () {
        yield* toward(url, [address], redirect)
        yield* create(url)
        for (const receiver of [url, first]) {
          const attempt = yield* deliver(receiver)
          assert.strictEqual(attempt?.status, 200)
          assert.deepStrictEqual(arrived(), [address])
        }
      })
    }).pipe(Effect.provide(world))
  )

  it.effect("does not ask a name again once it was judged, so a name that changes its mind leads nowhere else", () => {
    const answers = [["1.1.1.1"], ["127.0.0.1"], ["10.0.0.1"]]
    const asked: Array<string> = []
    const rebinding = Layer.succeed(EgressResolver, {
      addresses: (host: string) =>
        Effect.sync(() => {
          asked.push(host)
          return answers[asked.length - 1] ?? ["127.0.0.1"]
        })
    })
    return Effect.gen(function* () {
      const guard = yield* EgressGuard.EgressGuard
      const url = "https://rebinding.example.com/"
      const before = yield* guard.admit(url)
      assert.deepStrictEqual(before.addresses, ["1.1.1.1"])
      assert.deepStrictEqual((yield* guard.admit(url)).addresses, ["1.1.1.1"])
      assert.strictEqual(asked.length, 1)
      yield* TestClock.adjust("11 seconds")
      assert.strictEqual((yield* Effect.flip(guard.admit(url))).why, "not-public")
      assert.strictEqual(asked.length, 2)
    }).pipe(Effect.provide(EgressGuard.EgressGuard.layer().pipe(Layer.provide(rebinding))))
  })

  it.effect("takes no IPv6 range for public that nobody has been given", () =>
    Effect.forEach(["1::1", "::2:3", "4000::1", "8000::1", "e000::1", "fe00::1", "5f01::1"], (address) =>
      Effect.gen(function* () {
        const url = "https://unknown.example.com/"
        yield* toward(url, [address])
        const error = yield* Effect.flip((yield* EgressGuard.EgressGuard).admit(url))
        assert.strictEqual(error.why, "not-public", address)
      })
    ).pipe(Effect.provide(world))
  )

  it.effect("says why, as far as a person may know", () =>
    Effect.gen(function* () {
      const guard = yield* EgressGuard.EgressGuard
      const why = (url: string) => Effect.map(Effect.flip(guard.admit(url)), (error) => error.why)
      for (const [url, expected] of [
        ["no address", "invalid"],
        ["ftp://example.com", "invalid"],
        ["https://u:p@example.com/", "credentials"],
        ["https://localhost/", "localhost"],
        ["http://example.com/", "insecure"],
        ["https://example.com:8443/", "port"],
        ["https://[2606:4700:4700::1111]/", "literal"],
        ["https://printer.local/", "reserved"],
        ["https://intranet/", "reserved"],
        ["https://nowhere.example.com/", "unresolved"],
        ["https://private.example.com/", "not-public"],
        ["https://strange.example.com/", "not-public"]
      ] as const) {
        assert.strictEqual(yield* why(url), expected, url)
      }
    }).pipe(
      Effect.provide(
        EgressGuard.EgressGuard.layer().pipe(
          Layer.provide(
            EgressResolver.layerStatic({
              ...names,
              "private.example.com": ["10.0.0.1"],
              "strange.example.com": ["fe80::1%eth0"]
            })
          )
        )
      )
    )
  )
})

const allowing = (list: string) =>
  EgressGuard.EgressGuard.layer({ allow: Result.getOrThrow(EgressAllowList.parse(list)) }).pipe(
    Layer.provide(
      EgressResolver.layerStatic({
        ...names,
        "homeassistant.local": ["192.168.1.5"],
        "nas.example.com": ["192.168.1.9"],
        "split.example.com": ["192.168.1.9", "10.0.0.1"],
        "cloud.local": ["169.254.169.254"],
        localhost: ["127.0.0.1", "::1"]
      })
    )
  )

describe("what an operator allows", () => {
  const outcome = (list: string, url: string) =>
    Effect.gen(function* () {
      const result = yield* Effect.result((yield* EgressGuard.EgressGuard).admit(url))
      return Result.isSuccess(result) ? "admitted" : result.failure.why
    }).pipe(Effect.provide(allowing(list), { local: true }))

  it.effect("is reached without TLS and on any port, or on the port that was named", () =>
    Effect.gen(function* () {
      for (const [list, url, expected] of [
        ["homeassistant.local", "http://homeassistant.local:8123/hook", "admitted"],
        ["homeassistant.local:8123", "http://HOMEASSISTANT.local.:8123/hook", "admitted"],
        ["homeassistant.local:8123", "http://homeassistant.local:22/", "reserved"],
        ["192.168.1.0/24", "http://homeassistant.local:8123/hook", "admitted"],
        ["192.168.1.0/24", "http://192.168.1.77/", "admitted"],
        ["192.168.1.0/24:80", "http://192.168.1.77:81/", "literal"],
        ["192.168.1.0/24", "http://192.168.2.77/", "literal"],
        ["192.168.1.0/24", "http://nas.example.com:5000/", "admitted"],
        ["192.168.1.0/24", "http://split.example.com/", "insecure"],
        ["192.168.1.0/24", "https://split.example.com/", "not-public"],
        ["192.168.1.0/24", "http://example.com/", "insecure"],
        ["192.168.1.0/24", "https://example.com/", "admitted"],
        ["192.168.1.0/24", "https://u@nas.example.com/", "credentials"],
        ["localhost, 10.0.0.0/8", "http://localhost:3000/", "admitted"],
        ["127.0.0.1", "http://127.1:3000/", "admitted"],
        ["[::1]:3000", "http://[::1]:3000/", "admitted"],
        ["::1/128", "http://[0:0::1]:3000/", "admitted"],
        ["", "http://127.0.0.1/", "literal"]
      ] as const) {
        assert.strictEqual(yield* outcome(list, url), expected, `${list} for ${url}`)
      }
    })
  )

  it.effect("never opens the addresses where clouds answer for secrets, nor what is no single machine", () =>
    Effect.forEach(
      [
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
        "224.0.0.1",
        "255.255.255.255",
        "0.0.0.0",
        "::",
        "::ffff:169.254.169.254"
      ],
      (address) =>
        Effect.gen(function* () {
          const url = `http://${Targets.literal(address)}/latest/meta-data`
          for (const list of ["0.0.0.0/0,::/0", Targets.literal(address)]) {
            assert.strictEqual(yield* outcome(list, url), "literal", `${list} for ${url}`)
          }
          assert.strictEqual(yield* outcome("cloud.local,0.0.0.0/0", "http://cloud.local/"), "not-public")
        })
    )
  )

  it("is a list of hosts, addresses and networks, and nothing else", () => {
    for (const list of ["", " a.local , b.local:80 ", "10.0.0.0/8", "[fd12::/16]:8080", "fd12::1", "[fd12::1]"]) {
      assert.isTrue(Result.isSuccess(EgressAllowList.parse(list)), list)
    }
    for (const list of [
      "*",
      "a b",
      "10.0.0.0/33",
      "10.0.0.0.1",
      "http://a",
      "a:0",
      "a:70000",
      "[a]",
      "fd12::/129",
      "1.2.3"
    ]) {
      assert.isTrue(Result.isFailure(EgressAllowList.parse(list)), list)
    }
  })
})
