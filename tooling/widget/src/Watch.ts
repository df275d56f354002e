// What a browser context asked for and complained of: every address, and everything that a policy forbade or a script failed with.
import type { BrowserContext } from "playwright-core"

import * as Hearing from "./Hearing.ts"

export interface Watched {
  /** The addresses of all requests and of all that a page went to, fragments included. */
  readonly addresses: ReadonlyArray<string>
  /** Violations of a page's policy, errors of scripts and in the console. */
  readonly complaints: ReadonlyArray<string>
  /** Once there was such a complaint. */
  readonly complained: (so: (complaint: string) => boolean) => Promise<string>
}

/** What Chromium says of an answer that is no 200: part of many scenarios, and asserted there. */
const isAnswer = (text: string): boolean => text.startsWith("Failed to load resource")

export const watch = async (context: BrowserContext): Promise<Watched> => {
  const addresses: Array<string> = []
  const { all: complaints, first, hear } = Hearing.make<string>()
  context.on("request", (request) => void addresses.push(request.url()))
  context.on("page", (page) => page.on("framenavigated", (frame) => void addresses.push(frame.url())))
  context.on("weberror", (error) => hear(`error: ${error.error().message}`))
  context.on("console", (message) => {
    if (message.type() === "error" && !isAnswer(message.text())) hear(`console: ${message.text()}`)
  })
  await context.exposeBinding("violated", (_, what: string) => hear(`policy: ${what}`))
  await context.addInitScript(() => {
    const { violated } = window as unknown as { readonly violated: (what: string) => void } // the binding above
    document.addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) =>
      violated(`${violatedDirective} ${blockedURI}`)
    )
  })
  const complained: Watched["complained"] = (so) => first("such a complaint", so, (one) => one)
  return { addresses, complaints, complained }
}
