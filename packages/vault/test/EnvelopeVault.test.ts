import { inspect } from "node:util"

import { assert, describe, it, layer } from "@effect/vitest"
import { CredentialVault, Purpose, type SealBroken, type SealContext } from "@tomada/core/CredentialVault"
import { Cause, Effect, Layer, Redacted, Schema } from "effect"
import { Aead } from "effect/crypto"
import { Hex } from "effect/encoding"

import * as EnvelopeVault from "../src/EnvelopeVault.ts"
import * as Aes256Gcm from "../src/internal/Aes256Gcm.ts"
import { canonicalBytes, concat, ofContext } from "../src/internal/CanonicalBytes.ts"
import * as KeySet from "../src/internal/KeySet.ts"
import * as SealedBlob from "../src/internal/SealedBlob.ts"
import { KeyProvider, RotatedElsewhere } from "../src/KeyProvider.ts"
import { Keyring } from "../src/Keyring.ts"
import * as Vault from "../src/Vault.ts"
import { context, item, otherApplication, otherItem } from "./Folder.ts"

const secret = Redacted.make("correct horse battery staple")
const seal = (under: SealContext, value = secret) => CredentialVault.use((vault) => vault.seal(under, value))
const open = (under: SealContext, sealed: Uint8Array) => CredentialVault.use((vault) => vault.open(under, sealed))
const refused = (under: SealContext, sealed: Uint8Array) =>
  open(under, sealed).pipe(
    Effect.flip,
    Effect.map((error: SealBroken) => error.why)
  )

const changedElsewhere = new RotatedElsewhere({ source: "test", advice: "it ends with the test." })
const keyProvider = (fill: number) =>
  Layer.effect(
    KeyProvider,
    Effect.suspend(() => {
      const bytes = Redacted.make(new Uint8Array(32).fill(fill))
      return KeySet.constant({
        source: "test",
        held: [{ id: KeySet.keyId(bytes), version: 1, bytes }],
        elsewhere: changedElsewhere
      })
    })
  ).pipe(Layer.provide(Aes256Gcm.layer))

/** The vault of a key over whatever keyring is at hand. */
const vaultOf = (fill: number) =>
  EnvelopeVault.layer.pipe(Layer.provide(keyProvider(fill)), Layer.provide(Aes256Gcm.layer))

const hex = (text: string) => Effect.fromResult(Hex.decode(text))

const moved: ReadonlyArray<{ readonly what: string; readonly to: SealContext }> = [
  { what: "application", to: { ...context, applicationId: otherApplication } },
  { what: "Item", to: { ...context, itemId: otherItem } },
  { what: "purpose", to: { ...context, purpose: "trust" } },
  { what: "name", to: { ...context, name: "2" } }
]
const secretBytes = Redacted.make(Buffer.alloc(32, 0xda))

describe("the cipher", () => {
  // McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, the test cases of AES-256.
  const key16 = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
  const plain16 =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" +
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
  const vectors = [
    {
      name: "13",
      key: "00".repeat(32),
      nonce: "00".repeat(12),
      plain: "",
      aad: "",
      sealed: "530f8afbc74536b9a963b4f1c4cb738b"
    },
    {
      name: "14",
      key: "00".repeat(32),
      nonce: "00".repeat(12),
      plain: "00".repeat(16),
      aad: "",
      sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
    },
    {
      name: "16",
      key: key16,
      nonce: "cafebabefacedbaddecaf888",
      plain: plain16,
      aad: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      sealed:
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa" +
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" +
        "76fc6ece0f4e1768cddf8853bb2d551b"
    }
  ]

  it.effect.each(vectors)("gives the published result of GCM test case $name, and opens it", (vector) =>
    Effect.gen(function* () {
      const aead = yield* Aead.Aead
      const key = yield* Aead.key(Aead.aes256Gcm, yield* hex(vector.key))
      const options = { nonce: yield* hex(vector.nonce), aad: yield* hex(vector.aad) }
      const sealed = yield* aead.encrypt(key, yield* hex(vector.plain), options)
      assert.strictEqual(Hex.encode(sealed), vector.sealed)
      assert.strictEqual(Hex.encode(yield* aead.decrypt(key, sealed, options)), vector.plain)
    }).pipe(Effect.provide(Aes256Gcm.layer))
  )

  it.effect("writes what Web Crypto opens, and opens what Web Crypto writes", () =>
    Effect.gen(function* () {
      const ours = yield* Aead.Aead
      const theirs = yield* Effect.provide(Aead.Aead, Aead.layerWebCrypto.pipe(Layer.provide(Aes256Gcm.layer)))
      const key = yield* Aead.key(Aead.aes256Gcm, new Uint8Array(32).fill(7))
      const options = { nonce: new Uint8Array(12).fill(9), aad: new Uint8Array([1, 2, 3]) }
      const plaintext = new TextEncoder().encode("one cipher, two implementations")
      assert.deepStrictEqual(
        new Uint8Array(yield* ours.encrypt(key, plaintext, options)),
        yield* theirs.encrypt(key, plaintext, options)
      )
    }).pipe(Effect.provide(Aes256Gcm.layer))
  )
})

describe("the canonical encoding of a context", () => {
  it.effect.prop(
    "never gives two lists of texts the same bytes",
    [Schema.Array(Schema.String), Schema.Array(Schema.String)],
    ([a, b]) =>
      Effect.sync(() => {
        const same = Hex.encode(canonicalBytes(a)) === Hex.encode(canonicalBytes(b))
        assert.strictEqual(same, JSON.stringify(a) === JSON.stringify(b))
      })
  )
  it("keeps the borders of its parts", () => {
    const bytes = (purpose: Purpose, name: string) => Hex.encode(ofContext({ ...context, purpose, name }))
    assert.notStrictEqual(bytes("page", "1"), bytes("page", "1 "))
    assert.notStrictEqual(Hex.encode(canonicalBytes(["a", "bc"])), Hex.encode(canonicalBytes(["ab", "c"])))
    assert.notStrictEqual(Hex.encode(canonicalBytes(["a\0\0\0\0b"])), Hex.encode(canonicalBytes(["a", "b"])))
    assert.notStrictEqual(Hex.encode(canonicalBytes(["a", ""])), Hex.encode(canonicalBytes(["a"])))
    assert.notStrictEqual(Hex.encode(canonicalBytes(["\ud800"])), Hex.encode(canonicalBytes(["\ud802"])))
    assert.notStrictEqual(Hex.encode(canonicalBytes(["\ud800"])), Hex.encode(canonicalBytes(["\ufffd"])))
  })
})

layer(Vault.layerMemory)("a sealed value", (it) => {
  it.effect.each(Purpose.literals.map((purpose) => ({ purpose })))(
    "opens under its own context: $purpose",
    ({ purpose }) =>
      Effect.gen(function* () {
        for (const text of ["", "a", "contraseña ünd 密码 🔑", "\uFEFFbom", "x".repeat(70_000)]) {
          const under = { ...context, purpose, name: `length ${text.length}` }
          const sealed = yield* seal(under, Redacted.make(text))
          assert.strictEqual(Redacted.value(yield* open(under, sealed)), text)
        }
      })
  )

  it.effect("is another one each time, under another data key", () =>
    Effect.gen(function* () {
      const [a, b] = [yield* seal(context), yield* seal(context)]
      assert.notDeepEqual(a, b)
      assert.notDeepEqual(a.subarray(7, 23), b.subarray(7, 23))
    })
  )

  it.effect.each(moved)("moved to another $what is refused as tampered", ({ to }) =>
    Effect.gen(function* () {
      const sealed = yield* seal(context)
      assert.strictEqual(yield* refused(to, sealed), "tampered")
    })
  )

  it.effect("with the header of another value of the same context is refused", () =>
    Effect.gen(function* () {
      const [a, b] = [yield* seal(context), yield* seal(context)]
      for (const border of [7, 23, 39, 71, 83, a.length - 16]) {
        const mixed = new Uint8Array([...a.subarray(0, border), ...b.subarray(border)])
        if (border === 7) assert.strictEqual(Redacted.value(yield* open(context, mixed)), Redacted.value(secret))
        else assert.strictEqual(yield* refused(context, mixed), "tampered")
      }
    })
  )

  it.effect("with any single bit changed is refused", () =>
    Effect.gen(function* () {
      const sealed = yield* seal(context)
      for (let position = 0; position < sealed.length; position++) {
        for (let bit = 0; bit < 8; bit++) {
          const changed = sealed.map((byte, at) => (at === position ? byte ^ (1 << bit) : byte))
          const why = yield* refused(context, changed)
          assert.strictEqual(why, position < 7 ? "unknown-format" : "tampered")
        }
      }
    })
  )

  it.effect("cut short or lengthened anywhere is refused", () =>
    Effect.gen(function* () {
      const sealed = yield* seal(context)
      for (let length = 0; length < sealed.length; length++) {
        assert.include(["unknown-format", "tampered"], yield* refused(context, sealed.subarray(0, length)))
      }
      assert.strictEqual(yield* refused(context, new Uint8Array([...sealed, 0])), "tampered")
      assert.strictEqual(yield* refused(context, new Uint8Array([0, ...sealed])), "unknown-format")
    })
  )

  it.effect.prop(
    "with random bytes put in a random place is refused",
    [Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))), Schema.Int],
    ([noise, place]) =>
      Effect.gen(function* () {
        const sealed = yield* seal(context)
        const changed = new Uint8Array(sealed)
        const at = Math.abs(place) % changed.length
        changed.set(noise.slice(0, changed.length - at), at)
        if (Hex.encode(changed) === Hex.encode(sealed)) return
        assert.include(["unknown-format", "tampered"], yield* refused(context, changed))
      })
  )

  it.effect("opens never again after its key is destroyed, and others of the Item still do", () =>
    Effect.gen(function* () {
      const other = { ...context, name: "kept" }
      const [gone, again, stays] = [yield* seal(context), yield* seal(context), yield* seal(other)]
      yield* CredentialVault.use((vault) => vault.destroy(context))
      assert.strictEqual(yield* refused(context, gone), "key-destroyed")
      assert.strictEqual(yield* refused(context, again), "key-destroyed")
      assert.strictEqual(Redacted.value(yield* open(other, stays)), Redacted.value(secret))
    })
  )

  it.effect("opens never again after its Item is destroyed, and other Items' still do", () =>
    Effect.gen(function* () {
      const elsewhere = { ...context, itemId: otherItem }
      const sealed = yield* Effect.forEach(Purpose.literals, (purpose) => seal({ ...context, purpose }))
      const stays = yield* seal(elsewhere)
      yield* CredentialVault.use((vault) => vault.destroyItem(item))
      for (const [index, purpose] of Purpose.literals.entries()) {
        assert.strictEqual(yield* refused({ ...context, purpose }, sealed[index] ?? new Uint8Array()), "key-destroyed")
      }
      assert.strictEqual(Redacted.value(yield* open(elsewhere, stays)), Redacted.value(secret))
    })
  )

  it.effect("still opens when a later one under its context was sealed but never stored", () =>
    Effect.gen(function* () {
      const under = { ...context, purpose: "trust" as const, name: "device" }
      const stored = yield* seal(under)
      yield* seal(under)
      yield* seal(under)
      assert.strictEqual(Redacted.value(yield* open(under, stored)), Redacted.value(secret))
    })
  )
})

describe("the key that wraps data keys", () => {
  it.effect("when it is not at hand, leaves a sealed value closed and says so", () =>
    Effect.gen(function* () {
      const sealed = yield* seal(context).pipe(Effect.provide(vaultOf(1)))
      const why = yield* refused(context, sealed).pipe(Effect.provide(vaultOf(2)))
      assert.strictEqual(why, "key-missing")
    }).pipe(Effect.provide(Keyring.layerMemory))
  )

  it.effect("refuses a wrapped data key that belongs to another value or says another version", () =>
    Effect.gen(function* () {
      const keyring = yield* Keyring
      const [a, b] = [yield* seal(context), yield* seal({ ...context, name: "2" })]
      const referenceOf = (sealed: Uint8Array) => Hex.encode(sealed.subarray(7, 23))
      const entryA = yield* Effect.flatMap(keyring.get(context, referenceOf(a)), Effect.fromOption)
      const entryB = yield* Effect.flatMap(keyring.get({ ...context, name: "2" }, referenceOf(b)), Effect.fromOption)
      yield* keyring.replace({ ...entryA, wrapped: entryB.wrapped })
      assert.strictEqual(yield* refused(context, a), "tampered")
      yield* keyring.replace({ ...entryA, wrapped: { ...entryA.wrapped, key: { ...entryA.wrapped.key, version: 2 } } })
      assert.strictEqual(yield* refused(context, a), "key-missing")
      yield* keyring.replace(entryA)
      assert.strictEqual(Redacted.value(yield* open(context, a)), Redacted.value(secret))
    }).pipe(Effect.provide(vaultOf(1).pipe(Layer.provideMerge(Keyring.layerMemory))))
  )
})

describe("who can write both the database and the keyring, but has not the key", () => {
  /** What `EnvelopeVault` does, with every part in the test's hands. */
  const forge = Effect.fnUntraced(function* (parts: {
    readonly headerFor: SealContext
    readonly payloadFor: SealContext
    readonly commitment: (dataKey: Uint8Array) => Uint8Array
  }) {
    const aead = yield* Aead.Aead
    const keys = yield* KeyProvider
    const dataKey = new Uint8Array(32).fill(0x5a)
    const reference = new Uint8Array(16).fill(0x11)
    const nonce = new Uint8Array(12).fill(0x22)
    const header = SealedBlob.header({ reference, context: parts.headerFor, commitment: parts.commitment(dataKey) })
    const name = Hex.encode(reference)
    const wrapped = yield* keys.wrap(Redacted.make(dataKey), EnvelopeVault.bindingOf(context, name))
    yield* (yield* Keyring).put({ reference: name, context, wrapped }, { keep: 1, flush: false })
    const ciphertext = yield* aead.encrypt(
      yield* Aead.key(Aead.aes256Gcm, dataKey),
      new TextEncoder().encode("forged"),
      { nonce, aad: concat(header, ofContext(parts.payloadFor)) }
    )
    return concat(header, nonce, ciphertext)
  })
  const commitment = (dataKey: Uint8Array) =>
    Aes256Gcm.sha256(concat(new TextEncoder().encode("tomada/commitment/1"), dataKey))
  const whole = vaultOf(1).pipe(
    Layer.provideMerge(Layer.mergeAll(Keyring.layerMemory, keyProvider(1), Aes256Gcm.layer))
  )

  it.effect("cannot pass a value off as another's by correcting what the header says", () =>
    Effect.gen(function* () {
      const honest = yield* forge({ headerFor: context, payloadFor: context, commitment })
      assert.strictEqual(Redacted.value(yield* open(context, honest)), "forged")
      for (const { to } of moved) {
        const sealed = yield* forge({ headerFor: context, payloadFor: to, commitment })
        assert.strictEqual(yield* refused(context, sealed), "tampered")
      }
    }).pipe(Effect.provide(whole))
  )

  it.effect("cannot make one value open under two data keys", () =>
    Effect.gen(function* () {
      const other = () => commitment(new Uint8Array(32).fill(0x5b))
      const sealed = yield* forge({ headerFor: context, payloadFor: context, commitment: other })
      assert.strictEqual(yield* refused(context, sealed), "tampered")
    }).pipe(Effect.provide(whole))
  )

  it.effect("cannot move a wrapped key to another value, or to another version of its key", () =>
    Effect.gen(function* () {
      const bytes = Redacted.make(new Uint8Array(32).fill(1))
      const id = KeySet.keyId(bytes)
      const keys = yield* KeySet.constant({
        source: "test",
        held: [
          { id, version: 1, bytes },
          { id, version: 2, bytes }
        ],
        elsewhere: changedElsewhere
      })
      const binding = EnvelopeVault.bindingOf(context, "0".repeat(32))
      const wrapped = yield* keys.wrap(secretBytes, binding)
      assert.deepStrictEqual(Redacted.value(yield* keys.unwrap(wrapped, binding)), Redacted.value(secretBytes))
      const elsewhere = [
        ...moved.map(({ to }) => EnvelopeVault.bindingOf(to, "0".repeat(32))),
        EnvelopeVault.bindingOf(context, "1".repeat(32))
      ]
      for (const other of elsewhere) {
        assert.strictEqual((yield* Effect.flip(keys.unwrap(wrapped, other)))._tag, "WrapBroken")
      }
      const older = { ...wrapped, key: { id, version: 1 } }
      assert.strictEqual((yield* Effect.flip(keys.unwrap(older, binding)))._tag, "WrapBroken")
    }).pipe(Effect.provide(Aes256Gcm.layer))
  )
})

describe("a secret", () => {
  const canary = "canary-3f9b27"
  const spellings = [
    canary,
    Buffer.from(canary).toString("base64").replaceAll("=", ""),
    Buffer.from(canary).toString("hex"),
    encodeURIComponent(canary)
  ]
  const isClean = (text: string) => spellings.every((spelling) => !text.includes(spelling))

  it.effect("shows in no error, no cause and no value on its way", () =>
    Effect.gen(function* () {
      const sealed = yield* seal(context, Redacted.make(canary))
      const changed = sealed.map((byte, at) => (at === sealed.length - 1 ? byte ^ 1 : byte))
      const tampered = yield* open(context, changed).pipe(Effect.sandbox, Effect.flip)
      yield* CredentialVault.use((vault) => vault.destroy(context))
      const destroyed = yield* open(context, sealed).pipe(Effect.sandbox, Effect.flip)
      const unwritable = yield* seal({ ...context, itemId: "../../etc" as typeof item }, Redacted.make(canary)).pipe(
        Effect.provide(vaultOf(3).pipe(Layer.provide(Layer.mock(Keyring)({}))), { local: true }),
        Effect.sandbox,
        Effect.flip
      )
      for (const cause of [tampered, destroyed, unwritable]) {
        const shown = [
          Cause.pretty(cause),
          JSON.stringify(cause),
          inspect(cause, { depth: 20, showHidden: true }),
          ...cause.reasons.map((reason) =>
            String("error" in reason ? reason.error : "defect" in reason ? reason.defect : "")
          )
        ].join("\n")
        assert.isAbove(shown.length, 100)
        assert.isTrue(isClean(shown))
      }
      assert.isTrue(isClean(Buffer.from(sealed).toString("latin1")))
      assert.isTrue(isClean(inspect(Redacted.make(canary)) + JSON.stringify(Redacted.make(canary))))
    }).pipe(Effect.provide(Vault.layerMemory))
  )
})
