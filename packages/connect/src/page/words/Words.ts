// Which language the page speaks: the application's wish, else the browser's, else English. A dictionary is loaded where it is spoken, while
// the page finds out how it is shown; nobody loads the others.
import type { Words } from "./en.ts"
import type { Said } from "./errors/en.ts"

export type { Said, Words }

export type Language = "en" | "es" | "pt"

const dictionaries: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import("./en.ts")).en,
  es: async () => (await import("./es.ts")).es,
  pt: async () => (await import("./pt.ts")).pt
}

/** The first language wished for that the page speaks; of `pt-BR` only `pt` counts. */
export const languageOf = (wishes: ReadonlyArray<string>): Language => {
  for (const wish of wishes) {
    const language = wish.toLowerCase().split(/[-_]/u, 1)[0]
    if (language === "en" || language === "es" || language === "pt") return language
  }
  return "en"
}

/** Rejects where the dictionary cannot be loaded. */
export const wordsOf = (language: Language): Promise<Words> => dictionaries[language]()

/** What an error is called; a code that nobody knows is an unexpected error. */
export const saidOf = ({ errors }: Words, code: string): Said =>
  new Map<string, Said>(Object.entries(errors)).get(code) ?? errors.UNEXPECTED_ERROR
