// Which language the page speaks: the application's wish, else the browser's, else English. The dictionaries of all are in the first script,
// since they are small and a page that waits for its words shows nothing.
import type { Words } from "./en.ts"
import { en } from "./en.ts"
import type { Said } from "./errors/en.ts"
import { errors as enErrors } from "./errors/en.ts"
import { errors as esErrors } from "./errors/es.ts"
import { errors as ptErrors } from "./errors/pt.ts"
import { es } from "./es.ts"
import { pt } from "./pt.ts"

export type { Said, Words }

const dictionaries: Readonly<
  Record<string, { readonly words: Words; readonly errors: Readonly<Record<string, Said>> }>
> = {
  en: { words: en, errors: enErrors },
  es: { words: es, errors: esErrors },
  pt: { words: pt, errors: ptErrors }
}

/** The first language wished for that the page speaks; of `pt-BR` only `pt` counts. */
export const languageOf = (wishes: ReadonlyArray<string>): "en" | "es" | "pt" => {
  for (const wish of wishes) {
    const language = wish.toLowerCase().split(/[-_]/u, 1)[0]
    if (language === "en" || language === "es" || language === "pt") return language
  }
  return "en"
}

export const wordsOf = (language: "en" | "es" | "pt"): Words => dictionaries[language]?.words ?? en

/** What an error is called; a code that nobody knows is an unexpected error. */
export const saidOf = (words: Words, code: string): Said => {
  const errors = dictionaries[words.language]?.errors ?? enErrors
  return errors[code] ?? errors["UNEXPECTED_ERROR"] ?? enErrors.UNEXPECTED_ERROR
}
