// axe-core in the page under test: read as text into that browser, never imported. Only what is inside the widget's own document counts.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

import type { Frame } from "playwright-core"

import type { Opened } from "./Opened.ts"

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

interface Result {
  readonly violations: ReadonlyArray<{
    readonly id: string
    readonly help: string
    readonly nodes: ReadonlyArray<{ readonly target: ReadonlyArray<string>; readonly failureSummary?: string }>
  }>
}

interface Axe {
  readonly run: (context: Document, options: object) => Promise<Result>
}

/** The widget's document: its own frame, or the page where it is shown by itself. */
export const frameOf = async ({ page, widget }: Opened): Promise<Frame> => {
  const handle = await widget.locator("html").elementHandle()
  return (await handle?.ownerFrame()) ?? page.mainFrame()
}

/** What a person could not see, read or reach on the screen that is shown; each as one line. */
export const violations = async (opened: Opened): Promise<ReadonlyArray<string>> => {
  const frame = await frameOf(opened)
  // The driver runs it, so the page's policy has nothing to allow.
  await frame.evaluate(source)
  const { violations } = await frame.evaluate(() => {
    const { axe } = window as unknown as { readonly axe: Axe } // the script above
    return axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      // Transitions of colour are not what a person reads.
      resultTypes: ["violations"]
    })
  })
  return violations.flatMap(({ help, id, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(" ")})`))
}
