// What may go wrong on a page, as data. A fault is asked for in a user's name, `user-ok+loans-error+bills-empty`, so it composes with every user
// and leaves that user's facts alone: the part before the first plus decides what the bank holds.

/** The products of the bank, each with its own pages. `app` is the bank's application of scripts. */
export const places = [
  "accounts",
  "cards",
  "transactions",
  "card-transactions",
  "payments",
  "bills",
  "statements",
  "investments",
  "movements",
  "loans",
  "profile",
  "balance",
  "app"
] as const
export type Place = (typeof places)[number]

/** Faults of any page. */
export const pageFaults = [
  "error",
  "unavailable",
  "session-lost",
  "cap",
  "silent-cap",
  "empty",
  "half",
  "markup",
  "slow",
  "hold",
  "reset",
  "garbage"
] as const
export type PageFault = (typeof pageFaults)[number]

/** Faults that only a browser can meet; they belong to the place `app`. */
export const scriptFaults = [
  "hang",
  "busy",
  "alert",
  "confirm",
  "prompt",
  "beforeunload",
  "popup",
  "spin",
  "crash",
  "dialogs",
  "popups",
  "download",
  "go-abroad",
  "redirect-abroad",
  "ask-abroad"
] as const
export type ScriptFault = (typeof scriptFaults)[number]

export interface Fault {
  readonly place: Place
  readonly fault: PageFault | ScriptFault
}

/** How many rows a capped list shows. */
export const rowCap = 10
export const slowMillis = 3_000

const known: ReadonlyMap<string, Fault> = new Map(
  [
    ...places.flatMap((place) => pageFaults.map((fault): Fault => ({ place, fault }))),
    ...scriptFaults.map((fault): Fault => ({ place: "app", fault }))
  ].map((each) => [`${each.place}-${each.fault}`, each])
)

/** Reads `loans-error`; undefined when there is no such fault. */
export const find = (text: string): Fault | undefined => known.get(text)

/** The script fault of that name, or undefined. */
export const findScript = (text: string): ScriptFault | undefined => scriptFaults.find((fault) => fault === text)
