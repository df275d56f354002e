// Opens the Connect Widget as any application does: by the SDK from npm, told with `url` where the widget is.
import { type ConnectEventPayload, PluggyConnect } from "pluggy-connect-sdk"

/** What can be connected wherever the demo is: other sandboxes have to be started by whoever wants them. */
const connectorIds = [2, 3, 1, 4, 5, 701, 702, 703, 700]

/** Something that the SDK called back with. */
export interface Called {
  /** `onEvent` with its event, or the name of another callback. */
  readonly name: string
  readonly at: number
  /** What came along that is worth a line. */
  readonly note: string | null
}

export interface Visit {
  readonly connectToken: string
  /** The Item that is updated; undefined for a new one. */
  readonly updateItem: string | undefined
  readonly heard: (called: Called) => void
  readonly closed: () => void
  readonly now: () => number
}

const isDark = (): boolean => window.matchMedia("(prefers-color-scheme: dark)").matches

/** Nothing of the SDK's payload is trusted to be there. */
const noteOf = (payload: ConnectEventPayload): string | null => {
  if (payload.event === "SELECTED_INSTITUTION") return payload.connector?.name ?? null
  return "item" in payload ? (payload.item?.executionStatus ?? null) : null
}

export const open = async ({ closed, connectToken, heard, now, updateItem }: Visit): Promise<void> => {
  const call = (name: string, note: string | null = null) => heard({ name, at: now(), note })
  const widget = new PluggyConnect({
    url: window.location.origin,
    connectToken,
    includeSandbox: true,
    connectorIds,
    language: "en",
    theme: isDark() ? "dark" : "light",
    ...(updateItem === undefined ? {} : { updateItem }),
    onOpen: () => call("onOpen"),
    onEvent: (payload) => heard({ name: payload.event, at: payload.timestamp, note: noteOf(payload) }),
    onSuccess: ({ item }) => call("onSuccess", item.status),
    onError: ({ message }) => call("onError", message),
    onHide: () => call("onHide"),
    onClose: () => {
      call("onClose")
      closed()
    }
  })
  await widget.init()
}
