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

export type Language = "en" | "es" | "pt"

const dictionaries: Readonly<Record<Language, Words>> = { en, es, pt }
const errors: Readonly<Record<Language, Readonly<Record<string, Said>>>> = { en: enErrors, es: esErrors, pt: ptErrors }

/** The first language wished for that the page speaks; of `pt-BR` only `pt` counts. */
export const languageOf = (wishes: ReadonlyArray<string>): Language => {
  for (const wish of wishes) {
    const language = wish.toLowerCase().split(/[-_]/u, 1)[0]
    if (language === "en" || language === "es" || language === "pt") return language
  }
  return "en"
}

export const wordsOf = (language: Language): Words => dictionaries[language]

/** What an error is called; a code that nobody knows is an unexpected error. */
export const saidOf = (language: Language, code: string): Said =>
  errors[language][code] ?? errors[language]["UNEXPECTED_ERROR"] ?? enErrors.UNEXPECTED_ERROR
