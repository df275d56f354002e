// The model bank's site as a browser sees it: a form with its script, a list of accounts; and the good connector of it, in pieces. The
// cassette is written by hand, since there is no site that could be recorded: of each page what the bank would send.
import { Amount, Browser, Connector, Errors, Html, Pages, type Records } from "@tomada/connector-kit"
import { DateTime, Effect, Option, Redacted } from "effect"

import type * as Cassette from "../../src/Cassette.ts"
import * as Model from "./Model.ts"
import { host, password } from "./ModelBank.ts"

const bank = `http://${host}`
const user = "user-ok"

const manifest = {
  ...Model.manifest,
  id: 9_002,
  slug: "model-browser",
  transport: "browser",
  challenges: [],
  unattended: "until-session-expiry",
  products: { ACCOUNTS: {} }
} as const satisfies Connector.ManifestInput<"ACCOUNTS", "until-session-expiry">

const attributeOf = (element: Html.Element, name: string): string =>
  Option.getOrElse(Html.attribute(element, name), () => "")

/** What the page shows, by its name in `main`; the login is where the bank sends whoever it does not know. */
const shown = Effect.fnUntraced(function* (name: string) {
  const text = yield* Browser.Browser.use((browser) => browser.use("a page", (page) => page.content()))
  const main = yield* Html.one(Html.parse(text), "main[data-page]", name)
  const there = attributeOf(main, "data-page")
  if (there === name) return main
  return yield* there === "login" ? new Errors.SessionExpired() : new Errors.SiteChanged({ at: there, expected: name })
})

const goto = (path: string) => Browser.Browser.use((browser) => browser.goto(`${bank}${path}`))

/** Sends the form and waits for what follows. */
export type Enter = Effect.Effect<unknown, Errors.LoginError, Browser.Browser>

const followed = "main[data-page='welcome']"

export const enter: Enter = Browser.Browser.use((browser) =>
  browser.use("what follows the login", async (page) => {
    await page.click("#enter")
    await page.waitForSelector(followed)
  })
)

/** The same, with the page in hand and past the door: what the browser says of a crash is nobody's to tell. */
export const enterPastTheDoor: Enter = Effect.gen(function* () {
  const { page } = yield* Browser.Browser.use((browser) => browser.use("a page", (page) => Promise.resolve({ page })))
  const isThere = yield* Effect.promise(async () => {
    try {
      await page.click("#enter")
      await page.waitForSelector(followed)
      return true
    } catch (error) {
      if (error instanceof Error && error.name === "TimeoutError") return false
      throw error
    }
  })
  if (!isThere) return yield* new Errors.SiteChanged({ at: "login", expected: "a page behind it" })
})

const login = (enter: Enter) =>
  Effect.fnUntraced(function* (given: Redacted.Redacted<Model.Credentials>) {
    const { password, user } = Redacted.value(given)
    const browser = yield* Browser.Browser
    yield* goto("/login")
    yield* browser.fill("#user", Redacted.make(user))
    yield* browser.fill("#password", Redacted.make(password))
    yield* enter
    return { session: { token: user } }
  })

const accountOf = Effect.fnUntraced(function* (row: Html.Element) {
  const at = "accounts"
  const number = yield* Html.textOf(row, "[data-field=number]", at)
  const collected: Records.CollectedAccount = {
    key: number,
    handle: attributeOf(row, "data-account"),
    type: "BANK",
    subtype: "CHECKING_ACCOUNT",
    number,
    name: yield* Html.textOf(row, "[data-field=name]", at),
    marketingName: null,
    balance: yield* Amount.decimal(yield* Html.textOf(row, "[data-field=balance]", at), at, Amount.point),
    currencyCode: "BRL",
    taxNumber: null,
    owner: null,
    bankData: { transferNumber: number },
    creditData: null
  }
  return collected
})

const accounts = (): Connector.Rows<"ACCOUNTS"> =>
  Pages.single(
    Effect.gen(function* () {
      yield* goto("/accounts")
      const main = yield* shown("accounts")
      const rows = Html.all(main, "tr[data-account]")
      if (rows.length === 0) return yield* new Errors.SiteChanged({ at: "accounts", expected: "an account" })
      return yield* Effect.forEach(rows, accountOf)
    })
  )

export const connectorWith = (how: Enter): Connector.Connector =>
  Connector.make({
    manifest,
    credentials: Model.credentials,
    session: Model.session,
    login: login(how),
    resume: (held) => Effect.as(Effect.andThen(goto("/welcome"), shown("welcome")), held),
    accounts,
    products: {}
  })

const page = (name: string, content: string): string =>
  `<!doctype html><html lang="en"><title>Model Bank</title><main data-page="${name}">${content}</main></html>`

const form = `<input id="user"><input id="password" type="password"><button id="enter">Enter</button>
<script>
const value = (name) => document.getElementById(name).value
document.getElementById("enter").onclick = async () => {
  const body = new URLSearchParams({ user: value("user"), password: value("password") })
  const { state } = await (await fetch("/login", { method: "POST", body })).json()
  if (state === "in") document.querySelector("main").dataset.page = "welcome"
}
</script>`

const row = (id: string, number: string, name: string, balance: string): string =>
  `<tr data-account="${id}"><td data-field="number">${number}</td><td data-field="name">${name}</td><td data-field="balance">${balance}</td></tr>`

const list = `<table>${row("a1", "0001-1", "Checking", "812.40")}${row("a2", "0001-2", "Savings", "95.00")}</table>`

const exchanged = (step: string, request: string, text: string): Cassette.Exchanged => {
  const [method = "", path = ""] = request.split(" ")
  const headers = { "content-type": ["text/html; charset=utf-8"] }
  return { tap: "browser", step, after: 0, method, url: `${bank}${path}`, body: null, status: 200, headers, text }
}

/** What the form's script asks. */
const asked: Cassette.Exchanged = {
  ...exchanged("login", "POST /login", '{"state":"in"}'),
  headers: { "content-type": ["application/json"] },
  body: `user=${user}&password=${password}`
}

const read = exchanged("ACCOUNTS", "GET /accounts", page("accounts", list))

const sync = (number: number, records: Readonly<Record<string, number>>): Cassette.Sync => ({
  sync: number,
  clock: DateTime.addDuration(Model.began, `${number - 1} days`),
  trigger: number === 1 ? "first" : "update",
  expects: { status: "SUCCESS", error: null, records }
})

/** A first sync and an update of it. */
export const cassette: Cassette.Cassette = {
  header: {
    cassette: 1,
    connector: { id: manifest.id, slug: manifest.slug, version: manifest.version },
    scenario: "ok",
    redactor: 1,
    recordedAt: Model.began,
    zone: manifest.institution.zone,
    hosts: manifest.hosts,
    parameters: { user, password },
    products: null,
    volatile: [],
    keep: []
  },
  lines: [
    sync(1, { ACCOUNTS: 2 }),
    exchanged("login", "GET /login", page("login", form)),
    asked,
    read,
    sync(2, { ACCOUNTS: 2 }),
    exchanged("resume", "GET /welcome", page("welcome", "<h1>Welcome</h1>")),
    read
  ]
}
