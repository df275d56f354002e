// Whether a secret is found again, however it was written.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import * as Encodings from "../src/Encodings.ts"

const isFound = (secret: string, text: string): boolean => Encodings.of(secret).some((form) => text.includes(form))

const long = Schema.String.check(Schema.isMinLength(6), Schema.isMaxLength(40))
const secret = long.check(Schema.makeFilter((text) => text.trim().length >= 6 && text.isWellFormed()))
const around = Schema.String.check(Schema.isMaxLength(20))

describe("a secret is found", () => {
  const inText = (how: string, write: (text: string) => string) =>
    it.effect.prop(how, { secret, before: around, after: around }, ({ after, before, secret }) =>
      Effect.sync(() => assert.isTrue(isFound(secret, before + write(secret) + after)))
    )

  inText("as it is", (text) => text)
  inText("in a URL", encodeURIComponent)
  inText("in a form", (text) => new URLSearchParams({ text }).toString().slice("text=".length))
  inText("in JSON", (text) => JSON.stringify(text).slice(1, -1))
  inText("in hexadecimal", (text) => Buffer.from(text).toString("hex"))

  for (const encoding of ["base64", "base64url"] as const) {
    it.effect.prop(
      `in the ${encoding} of a longer text, wherever it begins there`,
      { secret, before: around, after: around },
      ({ after, before, secret }) =>
        Effect.sync(() => assert.isTrue(isFound(secret, Buffer.from(before + secret + after).toString(encoding))))
    )
  }

  it("in HTML", () => {
    assert.isTrue(isFound(`pass<"word'&`, `<input value="pass&lt;&quot;word&#39;&amp;">`))
    assert.isTrue(isFound("señor-ção", "<td>se&#241;or-&#231;&#227;o</td>"))
  })

  it("in a form of an old page, in Latin-1", () => {
    assert.isTrue(isFound("canção-9", "senha=can%E7%E3o-9"))
  })

  it("without the separators of a number", () => {
    assert.isTrue(isFound("529.982.247-25", "cpf=52998224725"))
  })
})

describe("forms", () => {
  it("that chance would find everywhere are left out", () => {
    assert.deepStrictEqual(
      Encodings.of("ab").filter((form) => form.length < Encodings.shortest),
      []
    )
  })

  it("come with the longest first, so that a shorter one does not leave the rest of a longer one behind", () => {
    const lengths = Encodings.of("p@ss word").map(({ length }) => length)
    assert.deepStrictEqual(
      lengths,
      lengths.toSorted((one, other) => other - one)
    )
  })
})
