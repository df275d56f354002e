// Months and days by name. Short names are every beginning of a long one that says which month it is, because institutions
// shorten as they like: `set`, `sept.`, `Mär`.
import { Option } from "effect"

export type Language = "pt" | "en" | "es" | "de" | "fr"

const relative: Readonly<Record<Language, readonly [today: string, yesterday: string]>> = {
  pt: ["hoje", "ontem"],
  en: ["today", "yesterday"],
  es: ["hoy", "ayer"],
  de: ["heute", "gestern"],
  fr: ["aujourd'hui", "hier"]
}

/** What no beginning of the long name is. */
const others: Partial<Record<Language, Readonly<Record<string, number>>>> = {
  de: { mrz: 3 },
  es: { set: 9, setiembre: 9 }
}

const plain = (text: string): string =>
  text.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("\u2019", "'").toLowerCase()

const made = new Map<Language, ReadonlyArray<string>>()
const long = (language: Language): ReadonlyArray<string> => {
  const known = made.get(language)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" })
  const names = Array.from({ length: 12 }, (_, month) => plain(format.format(Date.UTC(2026, month, 15))))
  made.set(language, names)
  return names
}

/** The long name. */
export const named = (month: number, language: Language): string => long(language)[month - 1] ?? ""

/** The month from 1 on; none without a language, or where a beginning says two of them. */
export const numbered = (name: string, language: Language | undefined): Option.Option<number> => {
  if (language === undefined) return Option.none()
  const text = plain(name)
  const other = others[language]?.[text]
  if (other !== undefined) return Option.some(other)
  const found = long(language).flatMap((each, index) =>
    each === text || (text.length >= 3 && each.startsWith(text)) ? [index + 1] : []
  )
  return found.length === 1 ? Option.fromUndefinedOr(found[0]) : Option.none()
}

/** How many days ago a word says. */
export const daysAgo = (word: string, language: Language | undefined): Option.Option<number> => {
  const index = language === undefined ? -1 : relative[language].indexOf(plain(word))
  return index === -1 ? Option.none() : Option.some(index)
}
