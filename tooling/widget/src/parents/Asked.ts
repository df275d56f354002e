// What a page of the integrating application is told to do, and how it tells what it heard. Functions do not pass from the test into the page,
// so the callbacks are made here, each recording its name and what it was called with.
export type Props = Readonly<Record<string, unknown>>

export const callbacks = ["onSuccess", "onError", "onOpen", "onClose", "onHide", "onEvent"] as const

export type Heard =
  | { readonly name: (typeof callbacks)[number] | "onLoadError"; readonly payload: unknown }
  /** A `message` event of the window. */
  | { readonly name: "message"; readonly payload: { readonly origin: string; readonly data: unknown } }

declare global {
  interface Window {
    /** Given by the test. */
    readonly heard: (heard: Heard) => void
    /** What the test calls. */
    start: (props: Props) => void
    show: () => Promise<void>
    hide: () => Promise<void>
  }
}

/** What was said is told as JSON would carry it; an error as its text. */
const plain = (payload: unknown): unknown =>
  payload instanceof Error ? payload.message : payload === undefined ? undefined : JSON.parse(JSON.stringify(payload))

export const recorder =
  (name: (typeof callbacks)[number] | "onLoadError") =>
  (payload: unknown): void =>
    window.heard({ name, payload: plain(payload) })

/** The props with all callbacks. */
export const withCallbacks = (props: Props): Props => ({
  ...props,
  ...Object.fromEntries(callbacks.map((name) => [name, recorder(name)]))
})

window.addEventListener("message", ({ data, origin }) =>
  window.heard({ name: "message", payload: { origin, data: plain(data) } })
)
