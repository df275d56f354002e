// The bank through a browser: its application of scripts for the login, the accounts and their rows, its pages for the rest.
// What a page shows is read from its content once its script is done, so nothing here runs in the page.
import { Browser, type Connector, Errors, Html, Pages as Single, Paging, type Records } from "@tomada/connector-kit"
import { Effect, Option } from "effect"

import { inApplication } from "./accounts.ts"
import { card } from "./credit-cards.ts"
import * as Facts from "./facts.ts"
import { bank } from "./manifest.ts"
import * as Pages from "./pages.ts"
import type { Session } from "./session.ts"
import { accountRow, brazilian, cardRow } from "./transactions.ts"
import type * as View from "./view.ts"

/** What a page shows now. */
export const seen = Effect.gen(function* () {
  const browser = yield* Browser.Browser
  const { place, text } = yield* browser.use("a page", async (page) => {
    // What is waited for may be there before the rest of its document.
    await page.waitForLoadState("domcontentloaded")
    return { text: await page.content(), place: new URL(page.url()).pathname }
  })
  return yield* Pages.parse(text, place)
})

export const goto = (path: string) =>
  Effect.andThen(
    Browser.Browser.use((browser) => browser.goto(`${bank}${path}`)),
    seen
  )

/** Through the pages, as a person would read them. */
export const door: View.Door<Session> = (_, path, name) => Effect.flatMap(goto(path), (page) => Pages.shown(page, name))

/** What the bank tells at an address: a browser shows JSON as its text. */
export const ask = Effect.fnUntraced(function* (_: Session, path: string) {
  const browser = yield* Browser.Browser
  yield* browser.goto(`${bank}${path}`)
  const document = Html.parse(yield* browser.use("an answer", (page) => page.content()))
  const text = Html.find(document, "pre")
  if (Option.isSome(text)) return yield* Pages.told(Html.text(text.value), path)
  const page = yield* seen
  return yield* Pages.isLogin(page) ? new Errors.SessionExpired() : Pages.unknown(page, "JSON")
})

/** The document of a statement: a browser would download it, so the client of the visit fetches it in the same session. */
export const statement = (session: Session, handle: string) =>
  Effect.andThen(
    Browser.Browser.use((browser) => browser.handOver),
    Pages.statement(session, handle)
  )

/**
 * Does something and waits until one of these is in the page. A request of the page's script to the bank that breaks off leaves
 * the page as it was for ever, so that ends the wait too; what the page asks of others is refused, and is no part of it.
 */
export const until = Effect.fnUntraced(function* <E, R>(
  what: string,
  there: string,
  act: Effect.Effect<unknown, E, R>
) {
  const browser = yield* Browser.Browser
  const { broken } = yield* browser.use(what, (page) => {
    const broken = page
      .waitForEvent("requestfailed", {
        predicate: (request) =>
          request.resourceType() === "fetch" &&
          new URL(request.url()).host === new URL(page.url()).host &&
          request.failure()?.errorText !== "net::ERR_ABORTED",
        timeout: 0
      })
      .then(
        () => true,
        () => false
      )
    return Promise.resolve({ broken })
  })
  yield* act
  const isBroken = yield* browser.use(what, (page) =>
    Promise.race([broken, page.waitForSelector(there, { state: "attached" }).then(() => false)])
  )
  if (isBroken) return yield* new Errors.InstitutionDown({ how: "unreachable" })
})

/** A step in the page. */
export const step = <A>(what: string, act: (page: Browser.Page) => Promise<A>) =>
  Browser.Browser.use((browser) => browser.use(what, act))

/** What the application says went wrong. */
export const failure = (page: Pages.BankPage) => {
  switch (page.error) {
    case "internal":
      return new Errors.InstitutionDown({ how: "server-error" })
    case "unavailable":
      return new Errors.InstitutionDown({ how: "maintenance" })
    case "session-expired":
      return new Errors.SessionExpired()
    // A browser sends again what got no answer, and the token of a request is good once.
    case "page-token":
      return new Errors.InstitutionDown({ how: "unreachable" })
    default:
      return Pages.unknown(page, "a page of the application")
  }
}

const done = "main[data-ready='yes'], main[data-error]"

/** Whoever has no session is sent to a page without a script. */
const there = `${done}, main[data-page='login']`

/** A page of the application once its script is done. */
const application = Effect.fnUntraced(function* (path: string) {
  const opened = Browser.Browser.use((browser) => browser.goto(`${bank}${path}`))
  yield* until("a page whose script is done", there, opened)
  return yield* shown
})

const shown = Effect.gen(function* () {
  const page = yield* seen
  if (Pages.isLogin(page)) return yield* new Errors.SessionExpired()
  return page.error === null ? page : yield* failure(page)
})

const list = "/app/accounts"

/** The pages that a login led to the list, until it is read: what is read again is asked for again. */
const landed = new WeakSet<Browser.Page>()

/** To be said of a page after the login. */
export const land = step("the list of accounts", (page) => {
  landed.add(page)
  return Promise.resolve()
})

/** The list of accounts and cards: where the login led, or opened. */
const accountList = Effect.gen(function* () {
  const isShown = yield* step("the list of accounts", async (page) => {
    if (!landed.delete(page) || new URL(page.url()).pathname !== list) return false
    const ready = page.waitForSelector(done, { state: "attached", timeout: 2_000 })
    return (await ready.catch(() => null)) !== null
  })
  const page = isShown ? yield* seen : null
  return page?.name === "app-accounts" && page.error === null ? page : yield* application(list)
})

const listed = <A>(selector: string, id: string, record: (row: Facts.Facts) => Effect.Effect<A, Errors.SiteChanged>) =>
  Effect.gen(function* () {
    const { main } = yield* accountList
    const list = yield* Html.one(main, selector, "app-accounts")
    return yield* Effect.forEach(Html.all(list, "li"), (row) => record(Facts.ofElement(row, "app-accounts", id)))
  })

export const accounts = (_: Session): Connector.Rows<"ACCOUNTS"> =>
  Single.single(listed("ul#app-accounts", "data-account", inApplication))

export const creditCards = (_: Session): Connector.Rows<"CREDIT_CARDS"> =>
  Single.single(listed("ul#app-cards", "data-card", card))

/** Loads what is not shown yet, by the button or by scrolling. */
const loadMore = Effect.fnUntraced(function* (mode: "click" | "scroll") {
  const pages = yield* step("the rows so far", (page) => page.locator("main").getAttribute("data-loaded-pages"))
  const further = step("more rows", (page) => (mode === "click" ? page.click("#more") : page.mouse.wheel(0, 1_000_000)))
  yield* until("more rows", `main[data-error], main:not([data-loaded-pages='${pages ?? "0"}'])`, further)
  return yield* shown
})

const states = ["POSTED", "PENDING"] as const

/** The rows of an account by the button, those of a card by scrolling, as they come; the page keeps those that were shown before. */
export const transactions = (
  _: Session,
  account: Records.CollectedAccount,
  window: Connector.Window
): Connector.Rows<"TRANSACTIONS"> => {
  const [mode, row] = account.type === "BANK" ? (["click", accountRow] as const) : (["scroll", cardRow] as const)
  const range = `from=${brazilian(window.from)}&to=${brazilian(window.to)}`
  const read = Effect.fnUntraced(function* (before: number) {
    const { main } = yield* before === 0 ? application(`/app${account.handle}?mode=${mode}&${range}`) : loadMore(mode)
    const table = yield* Html.one(main, "table#app-statement", "app-statement")
    const rows = Html.all(table, "tr[data-row]")
    const records = yield* Effect.forEach(rows.slice(before), (each) =>
      row(Facts.ofElement(each, "app-statement", "data-row"))
    )
    if (Option.isNone(Html.find(main, "#end:not([hidden])"))) return { records, next: Option.some(rows.length) }
    const total = Number(yield* Html.attributeOf(main, "#end", "data-total-rows", "app-statement"))
    return { records, total, next: Option.none<number>() }
  })
  return Paging.ofDays(
    { at: "app-statement", first: 0, read },
    { window, states, dayOf: ({ date }) => date, asked: "days", keeps: "newest" }
  )
}

/** The bank's cookies are in the browser, which was given what was saved of it. */
export const resume = Effect.fn("sandbox.browser.resume")(function* (session: Session) {
  const page = yield* goto("/profile")
  if (Pages.isLogin(page)) return yield* new Errors.SessionExpired()
  return page.name === "profile" ? session : yield* Pages.unknown(page, "profile")
})
