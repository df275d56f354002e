// A widget that somebody opened in a browser context of its own, with everything that the application's page heard from it and everything that
// the browser was asked for on its behalf. Nothing here sleeps: one waits for a screen or for what the application hears.
import assert from "node:assert/strict"

import type { BrowserContext, Locator, Page } from "playwright-core"

import * as Hearing from "./Hearing.ts"
import type { Heard, Props } from "./parents/Asked.ts"
import type { Sdk } from "./ParentSite.ts"
import * as Tokens from "./Tokens.ts"
import { watch, type Watched } from "./Watch.ts"
import type { World } from "./World.ts"

export type Screen =
  | "loading"
  | "consent"
  | "institutions"
  | "credentials"
  | "progress"
  | "code"
  | "select"
  | "image"
  | "approve"
  | "qr"
  | "redirect"
  | "success"
  | "partial"
  | "error"
  | "lost"
  | "refused"

export interface Opening {
  /** `address`: the page by itself, as the mobile SDKs open it. */
  readonly sdk: Sdk | "address"
  readonly theme: "light" | "dark"
  readonly language?: string
  readonly viewport?: { readonly width: number; readonly height: number }
  /** Props of the SDK, or with `address` parameters of the query. */
  readonly props?: Props
  readonly token?: string | Tokens.TokenOptions
  /** Where the application's page is, instead of its own address. */
  readonly origin?: string
  /** What that page tells others of where it is; a browser's own rule where it is left out. */
  readonly referrer?: "no-referrer" | "origin"
  /** Before the page is asked for anything. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>
  /** Whenever a scenario has reached a screen. */
  readonly onScreen?: (screen: Screen, opened: Opened) => Promise<void>
}

export interface Opened {
  readonly page: Page
  readonly theme: Opening["theme"]
  /** The document of the widget, in its frame or by itself. */
  readonly widget: Pick<Page, "locator" | "getByRole" | "getByLabel" | "getByText">
  readonly watched: Watched
  readonly heard: ReadonlyArray<Heard>
  /** Once the widget shows that screen. */
  readonly screen: (screen: Screen) => Promise<Locator>
  /** What the application was told by that callback, once it was. */
  readonly told: (name: Heard["name"], so?: (payload: unknown) => boolean) => Promise<unknown>
  /** How often a callback was called. */
  readonly times: (name: Heard["name"]) => number
  /** The events of onEvent, without repetitions that come at every look at the Item. */
  readonly events: () => ReadonlyArray<string>
}

interface Event {
  readonly event: string
}

const eventOf = (payload: unknown): string => (payload as Event).event // the SDK's type of an event

const describe = ({ name, payload }: Heard): string => (name === "onEvent" ? `${name} ${eventOf(payload)}` : name)

const opener = async (world: World, { props, token, ...opening }: Opening): Promise<Props> => ({
  url: world.server.address,
  connectToken: typeof token === "string" ? token : await Tokens.make(world.client, token),
  includeSandbox: true,
  language: opening.language ?? "en",
  theme: opening.theme,
  // Most scenarios end with a sync and are not about it.
  products: ["ACCOUNTS"],
  ...props
})

/** The address that the mobile SDKs open. */
const addressOf = (world: World, { connectToken, language, theme, url: _, includeSandbox: __, ...props }: Props) => {
  const query = new URLSearchParams({
    connect_token: String(connectToken),
    with_sandbox: "true",
    lang: String(language),
    theme: String(theme)
  })
  for (const [name, value] of Object.entries(props)) query.set(name, String(value))
  return `${world.server.address}/?${query}`
}

export const open = async (world: World, opening: Opening): Promise<Opened> => {
  const {
    onScreen,
    origin = `http://127.0.0.1:${world.site.port}`,
    prepare,
    sdk,
    viewport = { width: 1280, height: 800 }
  } = opening
  const context = await world.browser.newContext({ viewport })
  context.setDefaultTimeout(Hearing.patience)
  const page = await context.newPage()
  const { all: heard, first, hear } = Hearing.make<Heard>()
  const watched = await watch(context)
  await context.exposeBinding("heard", (_, one: Heard) => hear(one))
  await prepare?.(context)
  const props = await opener(world, opening)
  if (sdk === "address") {
    await page.addInitScript(() => {
      const ReactNativeWebView = {
        postMessage: (data: string) => window.heard({ name: "message", payload: { origin: "", data } })
      }
      Object.assign(window, { ReactNativeWebView })
    })
    await page.goto(addressOf(world, props))
  } else {
    await page.goto(`${origin}/${sdk}?${opening.referrer ?? ""}`)
    await page.waitForFunction(() => typeof window.start === "function")
    await page.evaluate((props) => window.start(props), props)
  }
  const widget = sdk === "address" ? page : page.locator('iframe[name^="__zoid__"]').contentFrame()
  const opened: Opened = {
    page,
    theme: opening.theme,
    widget,
    watched,
    heard,
    told: async (name, so = () => true) => {
      const isIt = (one: Heard) => one.name === name && so(one.payload)
      return (await first(name, isIt, describe)).payload
    },
    screen: async (screen) => {
      const main = widget.locator(`main[data-screen="${screen}"]`)
      await main.waitFor({ state: "visible" }).catch(async (error: unknown) => {
        const shown = await widget
          .locator("main[data-screen]")
          .getAttribute("data-screen", { timeout: 500 })
          .catch(() => "none")
        throw new Error(`the widget never showed ${screen}; it shows ${shown}`, { cause: error })
      })
      await onScreen?.(screen, opened)
      return main
    },
    times: (name) => heard.filter((one) => one.name === name).length,
    events: () =>
      heard
        .filter(({ name }) => name === "onEvent")
        .map(({ payload }) => eventOf(payload))
        .filter((event) => event !== "ITEM_RESPONSE")
  }
  return opened
}

/** What the application heard by onEvent, in order: these and no others, each with the time of this hour. */
export const assertEvents = (opened: Opened, expected: ReadonlyArray<string>): void => {
  assert.deepEqual(opened.events(), expected)
  for (const { name, payload } of opened.heard) {
    if (name !== "onEvent") continue
    const { timestamp } = payload as { readonly timestamp: unknown } // as the SDK types an event
    assert.equal(typeof timestamp, "number")
  }
}
