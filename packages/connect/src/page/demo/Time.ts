// The one seam to time: the calendar, the clock and the timer of whoever looks at the page.

/** Today, where the person is. */
export const today = (): string => new Intl.DateTimeFormat("en-CA", { dateStyle: "short" }).format(new Date())

/** Milliseconds as a time of day. */
export const clockTime = (milliseconds: number): string =>
  new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" }).format(new Date(milliseconds))

const civil = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options })
  return (day: string): string => format.format(new Date(`${day}T00:00:00Z`))
}

export const shortDay = civil({ day: "numeric", month: "short", year: "2-digit" })
export const longDay = civil({ dateStyle: "long" })
export const month = civil({ month: "long", year: "numeric" })
export const monthMark = civil({ month: "short" })

export const now = (): number => Date.now()

/** Calls again and again, so many milliseconds after the call before has ended, while the page is looked at; what comes back ends it. */
export const repeating = (milliseconds: number, call: () => Promise<void>): (() => void) => {
  let isOver = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const turn = async (): Promise<void> => {
    if (!document.hidden) await call()
    if (!isOver) timer = setTimeout(() => void turn(), milliseconds)
  }
  void turn()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
