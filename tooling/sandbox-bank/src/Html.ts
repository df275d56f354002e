// HTML as a template tag that escapes every value, and the frame around each page. Only `Html` goes in unescaped, and only the tag makes one, so a
// description with `<` or `&` can never become markup.
import * as CivilDay from "./CivilDay.ts"
import type { Centavos } from "./Money.ts"
import * as Money from "./Money.ts"

export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Value = Html | string | number | undefined | ReadonlyArray<Html>

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** Text made safe for elements and quoted attributes. */
export const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "")

const render = (value: Value): string =>
  value === undefined
    ? ""
    : value instanceof Html
      ? value.text
      : typeof value === "object"
        ? value.map((each) => each.text).join("")
        : escape(String(value))

/** Markup with escaped values; `undefined` is nothing. */
export const markup = (strings: TemplateStringsArray, ...values: ReadonlyArray<Value>): Html =>
  new Html(strings.reduce((text, part, index) => text + render(values[index - 1]) + part))

/** A cell to scrape. */
export const cell = (field: string, value: string): Html => markup`<td data-field="${field}">${value}</td>`

/** A cell of money, red when negative. */
export const moneyCell = (field: string, amount: Centavos | undefined): Html =>
  amount === undefined
    ? markup`<td data-field="${field}" class="money"></td>`
    : markup`<td data-field="${field}" class="${amount < 0 ? "money out" : "money"}">${Money.format(amount)}</td>`

export interface Page {
  /** The value of `data-page`. */
  readonly name: string
  readonly title: string
  readonly error?: string | undefined
  readonly message?: string | undefined
  /** Further `data-` attributes of `main`, without the prefix. */
  readonly data?: Readonly<Record<string, string>>
  readonly body?: Html
  /** The user's name when the session is open: shows the navigation. */
  readonly user?: string | undefined
}

const style = new Html(`
:root{color-scheme:light dark;--ink:#14213d;--soft:#5b6785;--line:#dfe3ee;--paper:#fff;--ground:#f4f6fb;--brand:#0b6e4f;--out:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e9edf7;--soft:#a3aec7;--line:#2d3753;--paper:#182038;--ground:#0f1528;--brand:#2fbf8f;--out:#ff8a80}}
*{box-sizing:border-box}[hidden]{display:none!important}body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
header,footer{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;padding:.9rem clamp(1rem,4vw,3rem)}
header{background:var(--brand);color:#fff}header a{color:#fff;text-decoration:none}header strong{font-size:1.15rem;margin-right:auto}
@media (prefers-color-scheme:dark){header,header a,button,.button{color:#06251b!important}}
footer{color:var(--soft);font-size:.85rem}main{max-width:80rem;margin:1.5rem auto;padding:0 clamp(1rem,4vw,2rem)}
.panel{background:var(--paper);border:1px solid var(--line);border-radius:14px;padding:1.25rem;overflow-x:auto}.narrow{max-width:24rem;margin:auto}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.4rem .45rem;text-align:left;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-size:.8rem;font-weight:600}td{font-size:.85rem}.money{text-align:right;white-space:nowrap}.out{color:var(--out)}
tr[data-status=pending] td{color:var(--soft);font-style:italic}
label{display:block;margin:.6rem 0}input:not([type=radio]),select{display:block;width:100%;padding:.6rem;font:inherit;border:1px solid var(--line);border-radius:8px;background:var(--ground);color:inherit}
button,.button{display:inline-block;margin-top:.8rem;padding:.6rem 1.2rem;font:inherit;border:0;border-radius:8px;background:var(--brand);color:#fff;text-decoration:none;cursor:pointer}
#error-message{border-left:4px solid var(--out);padding:.4rem .8rem;background:var(--paper)}.row{display:flex;flex-wrap:wrap;gap:1rem;align-items:end}.row input{width:9rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.3rem 1.5rem}dt{color:var(--soft)}dd{margin:0}
`)

const navigation = (user: string): Html =>
  markup`<nav>
      <a href="/accounts">Accounts</a> &nbsp; <a href="/cards">Cards</a> &nbsp; <a href="/investments">Investments</a> &nbsp; <a href="/loans">Loans</a> &nbsp; <a href="/profile">Profile</a>
    </nav>
    <span id="session-user">${user}</span><a href="/logout">Log out</a>`

/** The whole document of a page, with the bank's today in its footer. */
export const document = (page: Page, today: CivilDay.CivilDay): string => {
  const data = Object.entries(page.data ?? {}).map(([name, value]) => markup` data-${name}="${value}"`)
  const error = page.error === undefined ? undefined : markup` data-error="${page.error}"`
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} – Banco Tomada</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <header>
          <strong><a href="/">Banco Tomada</a></strong>
          ${page.user === undefined ? undefined : navigation(page.user)}
        </header>
        <main data-page="${page.name}"${error}${data}>
          <h1>${page.title}</h1>
          ${page.message === undefined ? undefined : markup`<p id="error-message" role="alert">${page.message}</p>`}
          ${page.body}
        </main>
        <footer>
          <span>Today at the bank: <time id="bank-today" datetime="${CivilDay.toIso(today)}">${CivilDay.toBrazilian(today)}</time></span>
          <span>A sandbox: no money here is real.</span>
        </footer>
      </body>
    </html>
`.text
}
