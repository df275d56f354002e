// OFX dates: `YYYYMMDD[HHMM[SS[.XXX]]][[offset[:zone]]]`. The day is the civil day that the bank wrote, never moved by a zone. The
// specification says that no offset means GMT, but banks write local time without one: then the instant stays unknown.

/** `day` is YYYY-MM-DD as written, `time` HH:MM:SS or null, `instant` epoch milliseconds when both time and offset are known. */
export interface OfxDate {
  readonly day: string
  readonly time: string | null
  readonly offsetMinutes: number | null
  readonly zone: string | null
  readonly instant: number | null
}

const shape = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:(\d{2})(?:[.:](\d{1,6}))?)?)?\s*(?:\[([^\][]{0,40})\]?)?$/

const daysIn = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31

const quarters: Readonly<Record<string, number>> = {
  "25": 15,
  "5": 30,
  "50": 30,
  "75": 45,
  "30": 30,
  "45": 45,
  "0": 0,
  "00": 0
}

const offsetOf = (bracket: string): number | null => {
  const match = /^([+-]?)(\d{1,2})(?:[.:]?(\d{1,2}))?(?![\d.])/.exec(bracket.trim())
  if (match === null) return null
  const part = match[3]
  const minutes = part === undefined ? 0 : quarters[part]
  if (minutes === undefined) return null
  const total = Number(match[2]) * 60 + minutes
  return total > 14 * 60 ? null : match[1] === "-" && total !== 0 ? -total : total
}

const zoneOf = (bracket: string): string | null => /([A-Za-z][\w+/-]{1,30})\s*$/.exec(bracket)?.[1] ?? null

/** Reads a date; null when it is none (day 31 of February, month 20, hour 25). An offset that makes no sense leaves the instant unknown. */
export const parseOfxDate = (text: string): OfxDate | null => {
  const match = shape.exec(text)
  if (match === null) return null
  const [, year = "", month = "", day = "", hour, minute = "00", second = "00", fraction = "", bracket = ""] = match
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  if (y < 1900 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m)) return null
  if (Number(hour ?? 0) > 23 || Number(minute) > 59 || Number(second) > 60) return null
  const offsetMinutes = offsetOf(bracket)
  const millis = Number(fraction.padEnd(3, "0").slice(0, 3))
  return {
    day: `${year}-${month}-${day}`,
    time: hour === undefined ? null : `${hour}:${minute}:${second}`,
    offsetMinutes,
    zone: zoneOf(bracket),
    instant:
      hour === undefined || offsetMinutes === null
        ? null
        : Date.UTC(y, m - 1, d, Number(hour), Number(minute) - offsetMinutes, Number(second), millis)
  }
}

/** True for the ways in which banks write "no date": nothing, or zeros only. */
export const isNoDate = (text: string): boolean => /^[0.:]*(?:\[[^\]]*\]?)?$/.test(text)
