// The executions of the browser proof: what each page does, and how a visit that meets it has to end. Four run at a time in one Chromium; where
// a process is killed, all four wait for a page that never comes, so that whoever is hit ends the same.

/** What is done to a visit from outside. */
export type Kill = "page" | "browser"

export interface Kind {
  readonly name: string
  /** Of the bank's application; none: all is well. */
  readonly fault?: string
  readonly kill?: Kill
  /** Its execution status; more than one where it depends on the browser, with " or " between them. */
  readonly ends: string
}

/** What ends well: the page is odd, and nothing is lost. */
const well: ReadonlyArray<Kind> = [
  { name: "a good page", ends: "SUCCESS" },
  ...["ask-abroad", "alert", "confirm", "prompt", "beforeunload", "popup", "download"].map((fault) => ({
    name: fault,
    fault,
    ends: "SUCCESS"
  })),
  // A browser that blocks no popups has so much to do with them that the statement may not come in time.
  { name: "popups", fault: "popups", ends: "SUCCESS or PARTIAL_SUCCESS" }
]

const ill: ReadonlyArray<Kind> = [
  { name: "crash", fault: "crash", ends: "CONNECTION_ERROR" },
  { name: "hang", fault: "hang", ends: "CONNECTION_ERROR" },
  // The page lacks what it should have, or does not answer in time: a page that never stops lets either be noticed first.
  { name: "spin", fault: "spin", ends: "UNEXPECTED_ERROR or CONNECTION_ERROR" },
  { name: "dialogs", fault: "dialogs", ends: "UNEXPECTED_ERROR or CONNECTION_ERROR" },
  { name: "go-abroad", fault: "go-abroad", ends: "UNEXPECTED_ERROR" },
  { name: "redirect-abroad", fault: "redirect-abroad", ends: "UNEXPECTED_ERROR" }
]

const kills: ReadonlyArray<Kind> = (["page", "browser"] as const).map((kill) => ({
  name: `${kill} killed`,
  fault: "hang",
  kill,
  ends: "CONNECTION_ERROR"
}))

export const kinds: ReadonlyArray<Kind> = [...well, ...ill, ...kills]

/** How many run at a time. */
export const lanes = 4

export interface Wave {
  readonly kinds: ReadonlyArray<Kind>
  readonly kill?: Kill
}

/**
 * So many executions, four at a time: kinds in turn, a good one beside three that are not, and every fifth wave is one in which a page or the
 * browser itself is killed.
 */
export const waves = (executions: number): ReadonlyArray<Wave> => {
  // In turn, so that a few waves already have both.
  const odd = Array.from({ length: Math.max(ill.length, well.length - 1) }, (_, at) => [
    ...ill.slice(at, at + 1),
    ...well.slice(at + 1, at + 2)
  ]).flat()
  const made: Array<Wave> = []
  let [next, left] = [0, executions]
  while (left > 0) {
    const size = Math.min(lanes, left)
    const killed = made.length % 5 === 2 ? kills[Math.floor(made.length / 5) % kills.length] : undefined
    const [good = { name: "", ends: "" }] = well
    const wave: Wave =
      killed?.kill === undefined
        ? { kinds: [good, ...Array.from({ length: size - 1 }, () => odd[next++ % odd.length] ?? good)] }
        : { kinds: Array.from({ length: size }, () => killed), kill: killed.kill }
    made.push(wave)
    left -= size
  }
  return made
}
