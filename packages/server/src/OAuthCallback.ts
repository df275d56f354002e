// Where an institution sends a person back to after its own login. Whoever knows the state may answer, once and while the question
// is open, so the address carries a secret: it is Redacted at once, no page repeats any of it, and none sends it on as a referrer.
import { Items } from "@tomada/engine"
import { Effect, Redacted } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"

import { escaped } from "./Escaped.ts"

export const path = "/oauth/callback"

/** A browser that comes by a bank's form may be led on only to where the bank's own policy lets that form lead, which is here and no further. */
const isOfTheWeb = (address: string): boolean => /^https?:/.test(address)

interface Page {
  readonly status: number
  readonly title: string
  readonly text: string
  /** Where the page goes on to by itself. */
  readonly onward?: string
}

const received: Page = {
  status: 200,
  title: "You are back",
  text: "Your bank's answer has arrived. You can close this window and go back to the application."
}
const declined: Page = {
  status: 200,
  title: "Nothing was shared",
  text: "Your bank says that access was not given. You can close this window and go back to the application."
}
const leading = "You are being led back to the application."
const unknown: Page = {
  status: 404,
  title: "This link leads nowhere",
  text: "No connection waits for this answer. Go back to the application and start again."
}
const over: Page = {
  status: 410,
  title: "This link is no longer good",
  text: "It was used before, or too much time has passed. Go back to the application to see how the connection stands."
}

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

const shown = ({ onward, status, text, title }: Page) =>
  HttpServerResponse.text(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>${onward === undefined ? "" : `\n<meta http-equiv="refresh" content="0;url=${escaped(onward)}">`}
<style>body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto 0; padding: 0 1.5rem }</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>${onward === undefined ? "" : `\n<p><a href="${escaped(onward)}">Go on to the application</a></p>`}
</main>
</body>
</html>
`,
    { status, contentType: "text/html; charset=utf-8", headers: { "content-security-policy": policy } }
  )

/** The application's own address, told which Item it is about; undefined where there is none that a browser may be sent to. */
const onward = (address: string | null, itemId: string): string | undefined => {
  const url = address === null ? null : URL.parse(address)
  if (url === null || /^(?:javascript|data|vbscript|blob|file):$/.test(url.protocol)) return undefined
  url.searchParams.set("itemId", itemId)
  return url.href
}

const queryOf = (url: string): Redacted.Redacted<string> => {
  const [, query = ""] = /^[^?#]*\?([^#]*)/.exec(url) ?? []
  return Redacted.make(query)
}

const isRefusal = (query: Redacted.Redacted<string>): boolean => new URLSearchParams(Redacted.value(query)).has("error")

export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const items = yield* Items.Items
    const back = Effect.fnUntraced(
      function* (query: Redacted.Redacted<string>) {
        const { id, oauthRedirectUri } = yield* items.returned(query)
        const address = onward(oauthRedirectUri, id)
        if (address !== undefined) {
          return isOfTheWeb(address)
            ? shown({ ...(isRefusal(query) ? declined : received), text: leading, onward: address })
            : HttpServerResponse.redirect(address, { status: 303 })
        }
        return shown(isRefusal(query) ? declined : received)
      },
      Effect.catchTag("ChallengeNotOpen", ({ why }) => Effect.succeed(shown(why === "none" ? unknown : over)))
    )
    yield* router.add(
      "GET",
      path,
      // The router takes HEAD for GET; who only looks at the address must not use it up.
      Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, originalUrl }) =>
        method === "GET"
          ? back(queryOf(originalUrl))
          : Effect.succeed(HttpServerResponse.empty({ status: 405, headers: { allow: "GET" } }))
      )
    )
  })
)
