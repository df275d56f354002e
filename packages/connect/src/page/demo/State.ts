// What the page knows, and how it hears of more: as an application does, it reads again when a webhook says that something changed.
import { useCallback, useEffect, useRef, useState } from "preact/hooks"

import { clock } from "../api/Platform.ts"
import * as Backend from "./Backend.ts"
import * as Time from "./Time.ts"
import * as Widget from "./Widget.ts"
import type { Arrived, Item } from "./Wire.ts"

export interface Heard extends Widget.Called {
  /** How often the same came in a row. */
  readonly times: number
}

export interface Demo {
  readonly items: ReadonlyArray<Item> | undefined
  readonly webhooks: ReadonlyArray<Arrived>
  readonly calls: ReadonlyArray<Heard>
  /** Why the last request failed; null while all is well. */
  readonly trouble: string | null
  readonly isOpening: boolean
  /** Opens the widget: for a new Item, or for an update of one. */
  readonly connect: (itemId?: string) => Promise<void>
  readonly remove: (itemId: string) => Promise<void>
}

const every = 1_500
const mostCalls = 200

const runs = new Set(["UPDATING", "MERGING", "WAITING_USER_INPUT", "WAITING_USER_ACTION"])

const added = (calls: ReadonlyArray<Heard>, called: Widget.Called): ReadonlyArray<Heard> => {
  const [last, ...others] = calls
  if (last !== undefined && last.name === called.name && last.note === called.note) {
    return [{ ...called, times: last.times + 1 }, ...others]
  }
  return [{ ...called, times: 1 }, ...calls].slice(0, mostCalls)
}

const wordsOf = (error: unknown): string =>
  error instanceof Backend.Refused ? error.message : "The server does not answer. This page tries again by itself."

export const useDemo = (): Demo => {
  const [items, setItems] = useState<ReadonlyArray<Item>>()
  const [webhooks, setWebhooks] = useState<ReadonlyArray<Arrived>>([])
  const [calls, setCalls] = useState<ReadonlyArray<Heard>>([])
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isOpening, setOpening] = useState(false)
  const known = useRef({ last: 0, isStale: true })

  useEffect(
    () =>
      Time.repeating(every, async () => {
        try {
          const mail = await Backend.webhooks(known.current.last)
          const isNews = mail.webhooks.length > 0
          known.current.last = mail.last
          if (isNews) setWebhooks((held) => [...mail.webhooks.toReversed(), ...held])
          if (isNews || known.current.isStale) {
            const found = await Backend.items()
            known.current.isStale = found.some(({ status }) => runs.has(status))
            setItems(found)
          }
          setTrouble(null)
        } catch (error) {
          known.current.isStale = true
          setTrouble(wordsOf(error))
        }
      }),
    []
  )

  const heard = useCallback((called: Widget.Called) => {
    known.current.isStale = true
    setCalls((held) => added(held, called))
  }, [])

  const connect = useCallback(
    async (itemId?: string) => {
      const opener = document.activeElement
      const closed = () => (opener instanceof HTMLElement ? opener.focus() : undefined)
      setOpening(true)
      try {
        const connectToken = await Backend.connectToken(itemId)
        await Widget.open({ connectToken, updateItem: itemId, heard, closed, now: clock.now })
      } catch (error) {
        setTrouble(
          error instanceof Backend.Refused ? error.message : "The widget did not open. Is the server still there?"
        )
      } finally {
        setOpening(false)
      }
    },
    [heard]
  )

  const remove = useCallback(async (itemId: string) => {
    try {
      await Backend.remove(itemId)
      setItems((held) => held?.filter(({ id }) => id !== itemId))
    } catch (error) {
      setTrouble(wordsOf(error))
    }
  }, [])

  return { items, webhooks, calls, trouble, isOpening, connect, remove }
}

/** What a request came to; undefined while it is under way. */
export type Loaded<A> = { readonly value: A } | { readonly trouble: string } | undefined

/** Asks again whenever one of `by` changes, and shows what was there until the answer has come; what fails is asked for again. */
export const useLoaded = <A>(load: () => Promise<A>, by: ReadonlyArray<unknown>): Loaded<A> => {
  const [loaded, setLoaded] = useState<Loaded<A>>()
  useEffect(() => {
    let isCurrent = true
    let cancel = () => {}
    const turn = async (): Promise<void> => {
      try {
        const value = await load()
        if (isCurrent) setLoaded({ value })
      } catch (error) {
        if (!isCurrent) return
        setLoaded({ trouble: wordsOf(error) })
        cancel = clock.after(every, () => void turn())
      }
    }
    void turn()
    return () => {
      isCurrent = false
      cancel()
    }
  }, by)
  return loaded
}
