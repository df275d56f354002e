/**
 * The numbers of the requirements of OWASP ASVS 5.0.0 at levels 1 and 2, by chapter. Its words are its own (CC BY-SA) and are not repeated
 * here: whoever wants them reads the standard beside our answers.
 */

export type Level = 1 | 2

/** A chapter: what it is about in our words, and its numbers by level. */
export interface Chapter {
  readonly number: number
  readonly about: string
  readonly ids: Readonly<Record<Level, ReadonlyArray<string>>>
}

const chapter = (number: number, about: string, first: string, second: string): Chapter => {
  const ids = (all: string) => all.split(" ").flatMap((id) => (id === "" ? [] : [`${number}.${id}`]))
  return { number, about, ids: { 1: ids(first), 2: ids(second) } }
}

/** Every chapter, in order. */
export const chapters: ReadonlyArray<Chapter> = [
  chapter(
    1,
    "Encoding and sanitization",
    "2.1 2.2 2.3 2.4 2.5 3.1 3.2 5.1",
    "1.1 1.2 2.6 2.7 2.8 2.9 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11 4.1 4.2 4.3 5.2"
  ),
  chapter(2, "Validation and business logic", "1.1 2.1 2.2 3.1", "1.2 1.3 2.3 3.2 3.3 3.4 4.1"),
  chapter(3, "Web front end", "2.1 2.2 3.1 4.1 4.2 5.1 5.2 5.3", "3.2 3.3 3.4 4.3 4.4 4.5 4.6 5.4 5.5 7.1 7.2"),
  chapter(4, "API and web service", "1.1 4.1", "1.2 1.3 2.1 3.1 3.2 4.2 4.3 4.4"),
  chapter(5, "Files", "2.1 2.2 3.1 3.2", "1.1 2.3 4.1 4.2 4.3"),
  chapter(
    6,
    "Authentication",
    "1.1 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 3.1 3.2 4.1 4.2",
    "1.2 1.3 2.9 2.10 2.11 2.12 3.3 3.4 4.3 4.4 5.1 5.2 5.3 5.4 5.5 6.1 6.2 6.3 8.1 8.2 8.3 8.4"
  ),
  chapter(7, "Sessions", "2.1 2.2 2.3 2.4 4.1 4.2", "1.1 1.2 1.3 3.1 3.2 4.3 4.4 4.5 5.1 5.2 6.1 6.2"),
  chapter(8, "Authorization", "1.1 2.1 2.2 3.1", "1.2 2.3 4.1"),
  chapter(9, "Self-contained tokens", "1.1 1.2 1.3 2.1", "2.2 2.3 2.4"),
  chapter(
    10,
    "OAuth and OIDC",
    "4.1 4.2 4.3 4.4 4.5",
    "1.1 1.2 2.1 2.2 3.1 3.2 3.3 3.4 4.6 4.7 4.8 4.9 4.10 4.11 5.1 5.2 5.3 5.4 5.5 6.1 6.2 7.1 7.2 7.3"
  ),
  chapter(11, "Cryptography", "3.1 3.2 4.1", "1.1 1.2 2.1 2.2 2.3 3.3 4.2 4.3 4.4 5.1 6.1"),
  chapter(12, "Communication", "1.1 2.1 2.2", "1.2 1.3 3.1 3.2 3.3 3.4"),
  chapter(13, "Configuration", "4.1", "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 4.2 4.3 4.4 4.5"),
  chapter(14, "Data protection", "2.1 3.1", "1.1 1.2 2.2 2.3 2.4 3.2 3.3"),
  chapter(15, "Coding and architecture", "1.1 2.1 3.1", "1.2 1.3 2.2 2.3 3.2 3.3 3.4 3.5 3.6 3.7"),
  chapter(16, "Logging and errors", "", "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3"),
  chapter(17, "WebRTC", "", "1.1 2.1 2.2 2.3 2.4 3.1 3.2")
]

/** All numbers, in the standard's order, each with its level. */
export const levels: ReadonlyMap<string, Level> = new Map(
  chapters.flatMap(({ ids }) =>
    [...ids[1].map((id) => [id, 1] as const), ...ids[2].map((id) => [id, 2] as const)].toSorted(([one], [other]) =>
      one.localeCompare(other, "en", { numeric: true })
    )
  )
)
