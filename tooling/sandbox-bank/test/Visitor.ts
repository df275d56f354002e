// A person with a browser, as far as the bank can tell: keeps the cookie, follows nothing, reads the marks on a page.
import { Data, Effect } from "effect"

export class ConnectionBroke extends Data.TaggedError("ConnectionBroke")<{ readonly cause: unknown }> {}

export interface Seen {
  readonly status: number
  readonly location: string | null
  readonly headers: Headers
  readonly text: string
  /** `data-page` and `data-error` of the page's main element. */
  readonly page: string | undefined
  readonly error: string | undefined
}

const attribute = (text: string, name: string) => new RegExp(`<main [^>]*${name}="([^"]*)"`).exec(text)?.[1]

/** The value of a `data-` attribute of the page's main element. */
export const data = (seen: Seen, name: string) => attribute(seen.text, `data-${name}`)

const unescape = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")

/** The texts of all elements that carry a field. */
export const fields = (text: string, field: string): ReadonlyArray<string> =>
  [...text.matchAll(new RegExp(`<[a-z]+ [^>]*data-field="${field}"[^>]*>([^<]*)<`, "g"))].map((match) =>
    unescape(match[1] ?? "")
  )

export interface Options {
  readonly channel?: string
  readonly password?: string
  readonly token?: string
}

export class Visitor {
  readonly url: string
  cookie: string | undefined
  constructor(url: string) {
    this.url = url
  }

  /** One request; fails with the client's error when the connection breaks. */
  ask(path: string, init: RequestInit = {}): Effect.Effect<Seen, ConnectionBroke> {
    return Effect.tryPromise({
      try: async (signal) => {
        const headers = new Headers(init.headers)
        if (this.cookie !== undefined) headers.set("cookie", this.cookie)
        const response = await fetch(this.url + path, { ...init, headers, redirect: "manual", signal })
        const set = response.headers.get("set-cookie")
        if (set !== null) this.cookie = set.split(";")[0]
        const text = await response.text()
        return {
          status: response.status,
          location: response.headers.get("location"),
          headers: response.headers,
          text,
          page: attribute(text, "data-page"),
          error: attribute(text, "data-error")
        }
      },
      catch: (cause) => new ConnectionBroke({ cause })
    })
  }

  get(path: string) {
    return this.ask(path)
  }

  post(path: string, form: Readonly<Record<string, string>>) {
    return this.ask(path, { method: "POST", body: new URLSearchParams(form) })
  }

  /** Sends the form of a page, with its CSRF token. */
  send(path: string, form: Readonly<Record<string, string>>, action = path.split("?")[0] ?? path) {
    return Effect.flatMap(this.get(path), (seen) => this.post(action, { _csrf: csrf(seen), ...form }))
  }

  login(user: string, { channel = "", password = "password-ok", token }: Options = {}) {
    const form = { channel, user, password, ...(token === undefined ? {} : { token }) }
    return this.send(channel === "" ? "/login" : `/login?channel=${channel}`, form)
  }
}

export const csrf = (seen: Seen): string => /name="_csrf" value="([^"]+)"/.exec(seen.text)?.[1] ?? ""
