// Waits for what comes of a run of an Item. The wire has no other way than to ask again; a webhook is the better one for a server.
import type { Clock } from "./Platform.ts"
import { TomadaError } from "./TomadaError.ts"
import type { Item } from "./Wire.generated.ts"

/** How long to wait, and for what. */
export interface SettleOptions {
  /** Ends the wait; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which it rejects with a TimeoutError; 900,000 (a quarter of an hour) unless it is given. */
  readonly timeout?: number | undefined
  /** States to wait through beside UPDATING and MERGING, such as WAITING_USER_ACTION while the person is busy elsewhere. */
  readonly through?: ReadonlyArray<Item["status"]> | undefined
  /** Hears of the Item each time that it was asked for. */
  readonly onItem?: ((item: Item) => void) | undefined
}

const underWay: ReadonlySet<Item["status"]> = new Set(["UPDATING", "MERGING"])
const firstWait = 250
const longestWait = 5_000

/** The Item once its run has ended or waits for the person. A server that asks for patience is given it. */
export const settled = async (
  get: () => Promise<Item>,
  { now, sleep }: Clock,
  { onItem, signal, through = [], timeout = 900_000 }: SettleOptions = {}
): Promise<Item> => {
  const until = now() + timeout
  for (let wait = firstWait; ; wait = Math.min(wait * 1.5, longestWait)) {
    signal?.throwIfAborted()
    let asked = wait
    try {
      const item = await get()
      onItem?.(item)
      if (!underWay.has(item.status) && !through.includes(item.status)) return item
    } catch (error) {
      if (!(error instanceof TomadaError) || (error.status !== 429 && error.status !== 503)) throw error
      asked = Math.max(wait, (error.retryAfter ?? 0) * 1000)
    }
    const left = until - now()
    if (left <= asked) throw new DOMException("The run of the Item did not end in time", "TimeoutError")
    await sleep(asked, signal)
  }
}
