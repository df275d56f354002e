// The page on its own, opened by its address: the mobile SDKs show it in a web view and hear from it through `ReactNativeWebView`. The token
// leaves the address before anything else is done, since addresses end in histories and logs.
import type { Clock } from "../api/Platform.ts"
import type { Item } from "../api/Wire.ts"
import type { Host } from "./Host.ts"
import { optionsOfQuery } from "./Options.ts"
import { framer, isWebAddress, openBeside } from "./Window.ts"

interface WebView {
  readonly postMessage: (message: string) => void
}

declare global {
  interface Window {
    readonly ReactNativeWebView?: WebView
  }
}

const itemFields = (item: Item): Record<string, string> => ({
  item_id: item.id,
  item_status: item.status,
  execution_status: item.executionStatus
})

const connectorFields = (connector: Item["connector"]): Record<string, string> => ({
  connector_id: String(connector.id),
  connector_name: connector.name,
  connector_image_url: connector.imageUrl
})

export const byAddress = (window: Window, clock: Clock): Host => {
  const query = new URLSearchParams(window.location.search)
  const options = optionsOfQuery(query)
  query.delete("connect_token")
  query.delete("open_finance_parameters")
  window.history.replaceState(null, "", `${window.location.pathname}${query.size === 0 ? "" : `?${query}`}`)

  const view = window.ReactNativeWebView
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a web view's own function, which knows no origins
  const post = (type: string, message: string) => view?.postMessage(JSON.stringify({ type, message }))
  const report = (events: string, fields: Record<string, string> = {}) =>
    post("LOCATION", new URLSearchParams({ events, timestamp: String(clock.now()), ...fields }).toString())

  return {
    options,
    framedBy: framer(null),
    success: (item) => report("SUCCESS", { ...itemFields(item), ...connectorFields(item.connector) }),
    error: (message, data) =>
      report("ERROR", {
        error: message,
        ...(data !== undefined && "item" in data
          ? { ...itemFields(data.item), ...connectorFields(data.item.connector) }
          : {}),
        ...(data !== undefined && "items" in data && data.items[0] !== undefined ? { item_id: data.items[0] } : {})
      }),
    event: (event) =>
      report(event.event, {
        ...("item" in event ? { ...itemFields(event.item), ...connectorFields(event.item.connector) } : {}),
        ...("connector" in event && event.connector !== null ? connectorFields(event.connector) : {})
      }),
    opened: () => report("OPEN"),
    close: () => {
      report("CLOSE")
      if (view === undefined) window.close()
    },
    hide: () => report("IN_BACKGROUND"),
    openLink: (url) => {
      if (view !== undefined && isWebAddress(url)) post("LINK_OPEN", url)
      else openBeside(url, "")
    },
    openRedirect: (url) => {
      if (view === undefined) return openBeside(url, "popup,width=480,height=720")
      if (!isWebAddress(url)) return false
      post("OAUTH_OPEN", url)
      return true
    }
  }
}
