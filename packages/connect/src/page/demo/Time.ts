// Time as whoever looks at the page has it: their calendar, their clock, and what is done again and again.
import { clock } from "../api/Platform.ts"

/** Today, where the person is. */
export const today = (): string =>
  new Intl.DateTimeFormat("en-CA", { dateStyle: "short" }).format(new Date(clock.now()))

/** Milliseconds as a time of day. */
export const clockTime = (milliseconds: number): string =>
  new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" }).format(new Date(milliseconds))

/** Milliseconds as a day and a time of day. */
export const moment = (milliseconds: number): string =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(
    new Date(milliseconds)
  )

const civil = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options })
  return (day: string): string => format.format(new Date(`${day}T00:00:00Z`))
}

export const shortDay = civil({ day: "numeric", month: "short", year: "2-digit" })
export const longDay = civil({ dateStyle: "long" })
export const month = civil({ month: "long", year: "numeric" })
export const monthMark = civil({ month: "short" })

/** Calls again and again, so many milliseconds after the call before has ended, while the page is looked at; what comes back ends it. */
export const repeating = (milliseconds: number, call: () => Promise<void>): (() => void) => {
  let isOver = false
  let cancel = () => {}
  const turn = async (): Promise<void> => {
    if (!document.hidden) await call()
    if (!isOver) cancel = clock.after(milliseconds, () => void turn())
  }
  void turn()
  return () => {
    isOver = true
    cancel()
  }
}
