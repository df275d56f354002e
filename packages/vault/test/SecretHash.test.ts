import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"

import { SecretHash } from "../src/SecretHash.ts"

const hashing = SecretHash.layer.pipe(Layer.provide(SecureRandom.layerWebCrypto))
const hash = (secret: string) => SecretHash.use((hashes) => hashes.hash(Redacted.make(secret)))
const verify = (id: string, secret: string, against: string) =>
  SecretHash.use((hashes) => hashes.verify(id, Redacted.make(secret), against))
/** CPU time of this process in milliseconds: it counts the threads that hash, and not the other programs. */
const cost = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const before = process.cpuUsage()
    yield* effect
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
const cheapest = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.replicateEffect(cost(effect), 5), (costs) => Math.min(...costs))

layer(hashing)("the hash of a client secret", (it) => {
  it.effect("verifies the secret it was made of and no other", () =>
    Effect.gen(function* () {
      const hashed = yield* hash("s3cret")
      assert.isTrue(yield* verify("client", "s3cret", hashed))
      for (const other of ["", "s3cre", "s3cret ", "S3cret", "s3cret\0"])
        assert.isFalse(yield* verify("client", other, hashed))
    })
  )

  it.effect("says how it was made, with the cost that OWASP asks for, and differs each time", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* hash("same"), yield* hash("same")]
      assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
      assert.notStrictEqual(one, two)
      assert.notInclude(one, "same")
    })
  )

  it.effect("made elsewhere with other costs verifies too", () =>
    Effect.gen(function* () {
      // The reference implementation's own test: argon2id, password "password", salt "somesalt", t=2, m=65536, p=1.
      const foreign = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
      assert.isTrue(yield* verify("client", "password", foreign))
      assert.isFalse(yield* verify("client", "differentpassword", foreign))
    })
  )

  it.effect("of one client never verifies for a changed hash or from memory alone", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* hash("first"), yield* hash("second")]
      assert.isTrue(yield* verify("client", "first", first))
      assert.isFalse(yield* verify("client", "first", second))
      assert.isTrue(yield* verify("client", "second", second))
    })
  )

  it.effect.each(
    [
      "",
      "secret",
      "$argon2id$",
      "$argon2id$v=19$m=1,t=2,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      "$2b$10$abc"
    ].map((text) => ({ text }))
  )("that is no hash verifies nothing: $text", ({ text }) =>
    Effect.gen(function* () {
      assert.isFalse(yield* verify("client", "", text))
      assert.isFalse(yield* verify("client", text, text))
    })
  )

  it.effect("costs its full price once, then next to nothing; a wrong secret and an unknown client always pay", () =>
    Effect.gen(function* () {
      const hashed = yield* hash("price")
      yield* verify("client", "price", hashed)
      const known = yield* cheapest(verify("client", "price", hashed))
      const wrong = yield* cheapest(verify("client", "wrong", hashed))
      const unknown = yield* cheapest(SecretHash.use((hashes) => hashes.verifyAgainstNothing(Redacted.make("price"))))
      const noHash = yield* cheapest(verify("client", "price", "no hash"))
      assert.isBelow(known, wrong / 4)
      for (const other of [unknown, noHash]) assert.isAbove(other, wrong / 3)
    })
  )

  it.effect("is not made again for each of many first requests at once", () =>
    Effect.gen(function* () {
      const hashed = yield* hash("herd")
      const one = yield* cheapest(verify("client", "not it", hashed))
      const herd = yield* cost(
        Effect.forEach(Array.from({ length: 40 }), () => verify("client", "herd", hashed), { concurrency: "unbounded" })
      )
      assert.isBelow(herd, one * 20)
    })
  )
})
