// The three languages, and which of them a person reads.
import { Item } from "@tomada/api"
import { assert, describe, it } from "vitest"

import { en } from "../src/page/words/en.ts"
import { errors } from "../src/page/words/errors/en.ts"
import { languageOf, saidOf, wordsOf } from "../src/page/words/Words.ts"

const languages = ["en", "es", "pt"] as const

/** Every text of a dictionary; those that take values with their names in place of these. */
const texts = (of: object): ReadonlyArray<string> =>
  Object.values(of).flatMap((value: unknown) => {
    if (typeof value === "string") return [value]
    if (typeof value === "function") return [String(value(7, 7))]
    return typeof value === "object" && value !== null ? texts(value) : []
  })

describe("the language of the page", () => {
  it("is the one that the application asks for, whatever its region", () => {
    assert.strictEqual(languageOf(["pt-BR", "en"]), "pt")
    assert.strictEqual(languageOf(["ES"]), "es")
  })

  it("is the browser's where that one is not spoken, and English where none is", () => {
    assert.strictEqual(languageOf(["fr", "de-DE", "es-AR"]), "es")
    assert.strictEqual(languageOf(["fr"]), "en")
  })
})

describe("the words", () => {
  for (const language of languages)
    it(`of ${language} are none of them empty, and call it by its name`, async () => {
      const words = await wordsOf(language)
      assert.strictEqual(words.language, language)
      assert.lengthOf(texts(words), texts(en).length)
      for (const text of texts(words)) assert.isNotEmpty(text.trim())
    })

  for (const language of ["es", "pt"] as const)
    it(`of ${language} are another language's`, async () => {
      const english = new Set(texts(en).filter((text) => text.length > 12))
      assert.deepStrictEqual(
        texts(await wordsOf(language)).filter((text) => english.has(text)),
        []
      )
    })
})

/** What a person can do about these is the same: nothing but wait. */
const unexpectedOnes: ReadonlySet<string> = new Set(["ERROR", "UNEXPECTED_ERROR", "RESOURCES_LIMIT_EXCEEDED"])

describe("an error", () => {
  for (const language of languages)
    it(`of each kind is said in ${language}`, async () => {
      const words = await wordsOf(language)
      const unexpected = saidOf(words, "UNEXPECTED_ERROR")
      for (const code of Item.ExecutionErrorCode.literals.filter((code) => !unexpectedOnes.has(code)))
        assert.notDeepEqual(saidOf(words, code), unexpected, code)
      for (const code of Object.keys(errors)) assert.isNotEmpty(saidOf(words, code).text)
    })

  it("that nobody knows is an unexpected one", async () => {
    const words = await wordsOf("pt")
    assert.deepStrictEqual(saidOf(words, "SOMETHING_NEW"), saidOf(words, "UNEXPECTED_ERROR"))
    assert.deepStrictEqual(saidOf(words, "constructor"), saidOf(words, "UNEXPECTED_ERROR"))
  })
})
