// The way in through the bank's application: its form, and the dialog over it that asks for the second factor. A person's
// device is the browser, so what the bank remembers of it is a cookie that is put back before the next login.
import { Browser, Challenges, type Connector, Errors, Html } from "@tomada/connector-kit"
import { DateTime, Effect, Option, Redacted } from "effect"

import { failure, goto, land, seen, step, until } from "./browser.ts"
import * as Challenge from "./challenge.ts"
import type { Credentials } from "./credentials.ts"
import { bank } from "./manifest.ts"
import * as Pages from "./pages.ts"
import type { Session, Trust } from "./session.ts"

const cookie = "sandbox_device"
const elsewhere = "main[data-page]:not([data-page='app-login'])"
const failed = "main[data-error]"
const dialogOf = (page: Pages.BankPage) => Html.find(page.document, "dialog#mfa-dialog")

type Arrival = { readonly _tag: "In" } | { readonly _tag: "Asked"; readonly page: Pages.BankPage }

/** Where a step of the login led. */
const arrive = Effect.gen(function* () {
  const page = yield* seen
  if (page.name === "app-accounts" || page.name === "accounts") return { _tag: "In" } satisfies Arrival
  const refusal = Pages.refusal(page)
  if (Option.isSome(refusal)) return yield* refusal.value
  if (page.error !== null) return yield* refused(page)
  if (page.name === "companies" || Option.isSome(dialogOf(page))) return { _tag: "Asked", page } satisfies Arrival
  return yield* Pages.unknown(page, "a page behind the login")
})

/** A login has no session that could expire. */
const refused = (page: Pages.BankPage) => {
  const error = failure(page)
  return error._tag === "SessionExpired" ? Pages.unknown(page, "a login") : error
}

const expiry = (dialog: Html.Element) =>
  Option.getOrNull(
    Option.flatMap(Html.attribute(dialog, "data-expires-at"), (text) => DateTime.make(text))
  ) as DateTime.Utc | null // an instant with Z is UTC

const textAt = (dialog: Html.Element, selector: string) =>
  Option.getOrNull(Option.map(Html.find(dialog, selector), Html.text))

const optionsOf = (node: Html.Element, selector: string, label: (option: Html.Element, value: string) => string) =>
  Html.all(node, selector).map((option) => {
    const value = Option.getOrElse(Html.attribute(option, "value"), () => "")
    return { value, label: label(option, value) }
  })

const question = Effect.fnUntraced(function* (dialog: Html.Element, kind: string) {
  const expiresAt = expiry(dialog)
  switch (kind) {
    case "code":
      return Challenge.code(textAt(dialog, "#mfa-sent-to"), expiresAt)
    case "image": {
      const png = yield* step("an image", (page) => page.locator("#mfa-image").screenshot())
      return Challenge.image(png.toString("base64"), expiresAt)
    }
    case "select":
    case "phone":
      return Challenge.choice(kind, optionsOf(dialog, "#mfa-answer option", Html.text), expiresAt)
    default:
      return yield* new Errors.SiteChanged({ at: "mfa-dialog", expected: "a known kind of challenge" })
  }
})

/** Asks for one of the options; another answer is wrong without asking the bank. */
const chosen = Effect.fnUntraced(function* (asked: Challenges.Challenge) {
  const answer = yield* Challenges.ask(asked)
  if (asked._tag !== "Select" || asked.options.some(({ value }) => value === Redacted.value(answer))) return answer
  return yield* new Errors.ChallengeFailed({ why: "wrong" })
})

/** Whether the application has gone on by itself. */
const decided = step("what the phone decided", (page) =>
  page.waitForSelector(`${elsewhere}, ${failed}`, { state: "attached", timeout: 500 }).then(
    () => Option.some(true),
    (error: unknown) => {
      if (error instanceof Error && error.name === "TimeoutError") return Option.none<boolean>()
      throw error
    }
  )
)

const inDialog = Effect.fnUntraced(function* (dialog: Html.Element) {
  const browser = yield* Browser.Browser
  const kind = Option.getOrElse(Html.attribute(dialog, "data-kind"), () => "")
  yield* step("a device to remember", (page) => page.check("#mfa-trust"))
  if (kind === "qr" || kind === "approve") {
    const shown =
      kind === "qr"
        ? Challenge.qrCode(yield* Html.textOf(dialog, "#mfa-payload", "mfa-dialog"), expiry(dialog))
        : Challenge.approve(textAt(dialog, "#mfa-sent-to") ?? "", expiry(dialog))
    yield* Challenges.watch(shown, decided, { every: Challenge.every })
    return
  }
  const asked = yield* question(dialog, kind)
  const answer = yield* chosen(asked)
  if (asked._tag === "Select")
    yield* step("an option", (page) => page.selectOption("#mfa-answer", Redacted.value(answer)))
  else yield* browser.fill("#mfa-answer", answer)
  const another = `dialog#mfa-dialog:not([data-kind='${kind}'])`
  const after = `${elsewhere}, ${failed}, ${another}, #mfa-error:not([hidden])`
  yield* until(
    "what follows the answer",
    after,
    step("a button", (page) => page.click("#mfa-send"))
  )
  const page = yield* seen
  if (Option.isSome(Html.find(page.document, "#mfa-error:not([hidden])")))
    return yield* new Errors.ChallengeFailed({ why: "wrong" })
})

const ofCompany = Effect.fnUntraced(function* ({ main }: Pages.BankPage) {
  const label = (_: Html.Element, value: string) =>
    textAt(main, `label[data-company='${value}'] [data-field='company-name']`) ?? value
  const answer = Redacted.value(
    yield* chosen(Challenge.choice("company", optionsOf(main, "input[name=company]", label), null))
  )
  const choose = step("a company", async (page) => {
    await page.check(`input[name=company][value='${answer}']`)
    await page.click("#company-form button")
  })
  yield* until("what follows the choice", "main[data-page='accounts'], main[data-error]", choose)
})

const remember = (trust: Trust | undefined) =>
  trust === undefined
    ? Effect.void
    : step("a cookie", (page) => page.context().addCookies([{ name: cookie, value: trust.device, url: `${bank}/` }]))

const remembered = step(
  "cookies",
  async (page) => (await page.context().cookies()).find(({ name }) => name === cookie)?.value
)

/** Fills the form, answers what is asked, and is in. */
export const loginInBrowser = Effect.fn("sandbox.loginInBrowser")(function* (
  credentials: Redacted.Redacted<Credentials>,
  trust: Trust | undefined
) {
  const { password, user } = Redacted.value(credentials)
  const browser = yield* Browser.Browser
  yield* remember(trust)
  yield* goto("/app?channel=token")
  yield* browser.fill("#user", Redacted.make(user))
  yield* browser.fill("#password", Redacted.make(password))
  const enter = step("a button", (page) => page.click("#enter"))
  yield* until("what follows the login", `${elsewhere}, ${failed}, dialog#mfa-dialog`, enter)
  let arrival: Arrival = yield* arrive
  while (arrival._tag === "Asked") {
    const dialog = dialogOf(arrival.page)
    yield* Option.isSome(dialog) ? inDialog(dialog.value) : ofCompany(arrival.page)
    arrival = yield* arrive
  }
  yield* land
  const device = yield* remembered
  const loggedIn: Connector.LoggedIn<Session, Trust> = {
    session: { user },
    ...(device === undefined ? {} : { trust: { device } })
  }
  return loggedIn
})

/** The same, and the rest of the visit goes on without the browser. */
export const loginAndHandOver = (credentials: Redacted.Redacted<Credentials>, trust: Trust | undefined) =>
  Effect.tap(loginInBrowser(credentials, trust), () => Browser.Browser.use((browser) => browser.handOver))
