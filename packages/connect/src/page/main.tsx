// Where the page begins: it finds out how it is shown, asks for the words and the theme that are wished for, and shows the widget.
import "./styles/colours.css"
import "./styles/sheet.css"
import "./styles/parts.css"
import "./styles/lists.css"
import "./styles/forms.css"
import { render } from "preact"

import { makeClient } from "./api/Client.ts"
import { clock, fetching } from "./api/Platform.ts"
import { byAddress } from "./host/Address.ts"
import type { Host } from "./host/Host.ts"
import { Page } from "./screens/Page.tsx"
import { makeWidget } from "./Widget.ts"
import { languageOf, wordsOf } from "./words/Words.ts"

const zoidFrame = "__zoid__pluggy_connect_widget__"

/** zoid is loaded only in a frame that it made. */
const host = async (): Promise<Host> => {
  const framed = window.name.startsWith(zoidFrame) ? (await import("./host/Zoid.ts")).byZoid(window, clock) : null
  return framed ?? byAddress(window, clock)
}

const begin = async (root: Element): Promise<void> => {
  const found = await host()
  const { documentElement } = document
  const wish = found.options.language
  const words = await wordsOf(languageOf([...(wish === null ? [] : [wish]), ...navigator.languages]))
  documentElement.lang = words.language
  document.title = words.title
  if (found.options.theme !== null) documentElement.dataset["theme"] = found.options.theme
  const client = makeClient(found.options.token, fetching)
  const widget = makeWidget({ client, clock, host: found, origin: window.location.origin })
  render(<Page widget={widget} host={found} clock={clock} words={words} />, root)
}

const root = document.querySelector("#root")
if (root !== null) void begin(root)
