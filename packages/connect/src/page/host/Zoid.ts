// The page in a frame of the SDK: the same zoid component is made as on the other side, and zoid hands over the props. The SDK itself calls
// onOpen and onClose when zoid shows and closes the frame, so nothing here does. Loaded only where there is a frame of zoid's.
import { create } from "zoid/dist/zoid.frame.min.js"

import type { Clock } from "../api/Platform.ts"
import type { Host } from "./Host.ts"
import { optionsOf } from "./Options.ts"
import { framer, isWebAddress, openBeside } from "./Window.ts"

type Told = (payload?: unknown) => unknown

interface Handed {
  readonly [name: string]: unknown
  readonly close: () => unknown
  readonly hide: () => unknown
  readonly getParentDomain: () => string
}

declare global {
  interface Window {
    readonly xprops?: Handed
  }
}

const optional = (names: string, type: string) =>
  Object.fromEntries(names.split(" ").map((name) => [name, { type, required: false }]))

/** The props that the SDK declares; both sides have to declare the same. */
const props = {
  connectToken: { type: "string" },
  ...optional("url updateItem language theme moveSecurityData", "string"),
  ...optional("includeSandbox allowConnectInBackground allowFullscreen wideDesktopModal _runningInCordova", "boolean"),
  ...optional("forceOauthInBrowser forceAskForCredentials connectorSortAlphabetically", "boolean"),
  ...optional("connectorTypes connectorIds countries products sdkVersion", "array"),
  ...optional("selectedConnectorId", "number"),
  ...optional("openFinanceParameters _parentContainerContext", "object"),
  ...optional("onSuccessProp onErrorProp onOpenProp onHideProp onCloseProp onEventProp", "function")
}

const isTold = (value: unknown): value is Told => typeof value === "function"

/** The host that zoid gives; null when its handshake fails, as with a parent of another version. */
export const byZoid = (window: Window, clock: Clock): Host | null => {
  try {
    create({
      tag: "pluggy-connect-widget",
      url: window.location.origin,
      dimensions: { width: "320px", height: "568px" },
      props
    })
  } catch {
    return null
  }
  const handed = window.xprops
  if (handed === undefined) return null

  const options = optionsOf(handed)
  const parent = handed.getParentDomain()
  const inCordova = handed["_runningInCordova"] === true
  const post = (type: string, message?: string) => window.parent.postMessage(JSON.stringify({ type, message }), parent)
  // An application's callback that fails is the application's matter, and zoid tells it there.
  const tell = (name: string, payload?: unknown) => {
    const told = handed[name]
    if (isTold(told)) void Promise.resolve(told(payload)).catch(() => undefined)
  }

  return {
    options,
    framedBy: framer(parent),
    success: (item) => tell("onSuccessProp", { item }),
    error: (message, data) => tell("onErrorProp", data === undefined ? { message } : { message, data }),
    event: (event) => tell("onEventProp", { ...event, timestamp: clock.now() }),
    opened: () => undefined,
    close: () => void handed.close(),
    hide: () => {
      void handed.hide()
      post("CONTINUE_IN_BACKGROUND")
      tell("onHideProp")
    },
    openLink: (url) => {
      if (inCordova && isWebAddress(url)) post("LINK_OPEN", url)
      else openBeside(url, "")
    },
    openRedirect: (url) => {
      if (!inCordova) return openBeside(url, "popup,width=480,height=720")
      if (!isWebAddress(url)) return false
      post(options.forceOauthInBrowser ? "LINK_OPEN" : "OAUTH_OPEN", url)
      return true
    }
  }
}
