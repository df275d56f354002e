// What somebody sees in place of the widget where their page may not show it: said to whoever builds that page, with the command that allows
// it. Any page may show this one, because there is nothing in it to click.
import { HttpServerResponse } from "effect/http"

import { escaped } from "./Escaped.ts"

const words = (origin: string | null) =>
  origin === null
    ? {
        text: "The page that shows it does not say which origin it is of, so nobody knows whether it may.",
        way: "Let that page send its origin as a referrer: its referrer policy must not be no-referrer."
      }
    : {
        text: `Pages of ${origin} may not show it in a frame.`,
        way: `If they are yours, allow them where Tomada runs: tomada apps set <application> --allow-origin ${origin}`
      }

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** The page, for one that is of this origin. */
export const page = (origin: string | null): HttpServerResponse.HttpServerResponse => {
  const { text, way } = words(origin)
  return HttpServerResponse.text(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>This page may not show the widget</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto 0; padding: 0 1.5rem; overflow-wrap: anywhere; background: Canvas; color: CanvasText }</style>
</head>
<body>
<main>
<h1>This page may not show the widget</h1>
<p>${escaped(text)}</p>
<p>${escaped(way)}</p>
</main>
</body>
</html>
`,
    { status: 403, contentType: "text/html; charset=utf-8", headers: { "content-security-policy": policy } }
  )
}
