// Somebody without a browser: a cookie jar and forms over plain HTTP, with the kit's own client, which goes nowhere but to the bank's two hosts
// on loopback.
import * as Html from "@tomada/connector-kit/Html"
import { Http, type HttpRequest, type HttpResponse } from "@tomada/connector-kit/Http"
import { ManagedRuntime, Option } from "effect"

export interface Page extends HttpResponse {
  readonly document: Html.Document
}

export interface Visitor {
  readonly request: (request: HttpRequest) => Promise<Page>
  readonly get: (url: string) => Promise<Page>
  /** Sends a page's form with these fields besides what it would send as it stands. Rejects when the page has none. */
  readonly submit: (page: Page, selector: string, fields: Readonly<Record<string, string>>) => Promise<Page>
  readonly close: () => Promise<void>
}

/** The portal answers with JSON whoever takes it at all, be it after pages; so redirects, whose headers are new, are followed here. */
const onlyPages = { accept: "text/html" }
const mostHops = 10

/** Somebody new; `connectTo` says where the hosts are. */
export const open = (connectTo: Readonly<Record<string, string>>): Visitor => {
  const runtime = ManagedRuntime.make(
    Http.layer({ hosts: Object.keys(connectTo), connectTo, timeout: "20 seconds", cookies: undefined })
  )
  const request = async (sent: HttpRequest, hops = 0): Promise<Page> => {
    const asked = { ...sent, headers: { ...onlyPages, ...sent.headers }, follow: false }
    const response = await runtime.runPromise(Http.use((http) => http.request(asked)))
    const { location = "" } = response.headers
    if (response.status < 300 || response.status > 399 || location === "")
      return { ...response, document: Html.parse(response.text) }
    if (hops >= mostHops) throw new Error("redirects without an end")
    return await request({ url: new URL(location, response.url).href }, hops + 1)
  }
  return {
    request: (sent) => request(sent),
    get: (url) => request({ url }),
    submit: (page, selector, fields) => {
      const form = Option.getOrUndefined(Html.find(page.document, selector))
      if (form === undefined) throw new Error(`the page ${new URL(page.url).pathname} has no ${selector}`)
      const action = Option.getOrElse(Html.attribute(form, "action"), () => "")
      const url = action === "" || action.startsWith("#") ? page.url : new URL(action, page.url).href
      return request({ method: "POST", url, form: { ...Html.formValues(form), ...fields } })
    },
    close: () => runtime.dispose()
  }
}
