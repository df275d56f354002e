// How a generated connector reads the institution's pages: by HTTP, in a browser, or by HTTP once a browser has logged in.
import type { Plan } from "../Plan.ts"

const shared = `
export const has = ({ document }: Page, selector: string): boolean => Option.isSome(Html.find(document, selector))
`

const page = `export interface Page {
  readonly document: Html.Document
  readonly url: string
}
`

const byHttp = (name: string): string => `
const read = ({ text, url }: Http.HttpResponse): Page => ({ document: Html.parse(text), url })

export const ${name} = (path: string) => Effect.map(Http.get(\`\${site}\${path}\`), read)
`

const sending = `
/** Fills a form in and sends it; the page that it leads to. */
export const send = Effect.fnUntraced(function* (
  { document, url }: Page,
  selector: string,
  filled: Readonly<Record<string, Redacted.Redacted<string>>>
) {
  const form = yield* Form.within(document, url, selector)
  return read(yield* Form.submit(form, filled))
})
`

const inBrowser = `
/** What the page shows now. */
const seen = Browser.Browser.use((browser) =>
  browser.use("a page", async (tab): Promise<Page> => {
    await tab.waitForLoadState("domcontentloaded")
    return { document: Html.parse(await tab.content()), url: tab.url() }
  })
)

export const open = (path: string) =>
  Effect.andThen(
    Browser.Browser.use((browser) => browser.goto(\`\${site}\${path}\`)),
    seen
  )

/** Fills a form in and sends it; the page that it leads to. */
export const send = Effect.fnUntraced(function* (
  _: Page,
  selector: string,
  filled: Readonly<Record<string, Redacted.Redacted<string>>>
) {
  const browser = yield* Browser.Browser
  for (const [name, text] of Object.entries(filled)) yield* browser.fill(\`\${selector} [name='\${name}']\`, text)
  yield* browser.use(\`a button of \${selector} that leads to another page\`, (tab) =>
    Promise.all([tab.waitForEvent("domcontentloaded"), tab.click(\`\${selector} [type='submit']\`)])
  )
  return yield* seen
})
`

export const pages = ({ transport }: Plan): string => {
  const head =
    "// The institution's pages, as a person would see them. A page that is not understood is SiteChanged, never an empty list."
  if (transport === "http")
    return `${head}
import { Form, Html, Http } from "@tomada/connector-kit"
import { Effect, Option, type Redacted } from "effect"

import { site } from "./manifest.ts"

${page}${byHttp("open")}${sending}${shared}`
  const both = transport === "browser-login-then-http"
  return `${head}
import { Browser, Html${both ? ", Http" : ""} } from "@tomada/connector-kit"
import { Effect, Option, type Redacted } from "effect"

import { site } from "./manifest.ts"

${page}${inBrowser}${both ? `${byHttp("fetched").replace("\nexport", "\n/** Without the browser, in the session that it handed over. */\nexport")}` : ""}${shared}`
}
