// Secrets that are typed into the forms and must be nowhere but in the requests' bodies: each is of this run alone, and looked for in every
// spelling in which text travels.
import { randomInt, randomUUID } from "node:crypto"

import type { Opened } from "./Opened.ts"

/** A word that is nowhere else, at most twenty characters with a mark that every spelling changes. */
export const word = (prefix: string): string => `${prefix}${randomUUID().slice(0, 8)}/é+"`

export const digits = (): string => String(randomInt(100_000, 1_000_000))

const base64Of = (bytes: Buffer): ReadonlyArray<string> =>
  // Whatever stands before it in a text shifts the groups of three; the outer characters are mixed with the neighbours'.
  [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replaceAll("=", "")
      .slice(shift === 0 ? 0 : shift + 1, -2)
  )

/** The spellings of a text: as it is, in JSON, in an address, in a form, in base64. */
export const spellings = (text: string): ReadonlyArray<string> => [
  ...new Set([
    text,
    JSON.stringify(text).slice(1, -1),
    JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
    encodeURIComponent(text),
    encodeURI(text),
    new URLSearchParams({ v: text }).toString().slice(2),
    ...base64Of(Buffer.from(text)),
    ...base64Of(Buffer.from(text)).map((one) => one.replaceAll("+", "-").replaceAll("/", "_"))
  ])
]

/** Whether digits stand by themselves: six of them are part of many a longer number. */
const holdsDigits = (haystack: string, canary: string): boolean =>
  new RegExp(`(?<![\\d.])${canary}(?!\\d)`).test(haystack)

export const isIn = (haystack: string, canary: string): boolean =>
  /^\d+$/.test(canary)
    ? holdsDigits(haystack, canary)
    : spellings(canary).some((spelling) => haystack.includes(spelling))

/** All that a browser keeps of a page and of those in it, and everything that the application's page heard. */
export const kept = async ({ heard, page, watched }: Opened): Promise<Readonly<Record<string, string>>> => {
  const stores = await Promise.all(
    page.frames().map((frame) =>
      frame.evaluate(async () => ({
        local: { ...localStorage },
        session: { ...sessionStorage },
        databases: await indexedDB.databases(),
        caches: await (window.isSecureContext ? caches.keys() : []),
        cookie: document.cookie,
        name: window.name.startsWith("__zoid__") ? "" : window.name,
        state: history.state as unknown,
        address: location.href
      }))
    )
  )
  return {
    "addresses of requests": watched.addresses.join("\n"),
    "what the pages keep": JSON.stringify(stores),
    cookies: JSON.stringify(await page.context().cookies()),
    "messages and callbacks": heard.map((one) => JSON.stringify(one)).join("\n"),
    console: watched.complaints.join("\n")
  }
}
