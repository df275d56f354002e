// The time that an institution still waits. It is shown every second and said only at a few moments, so that nobody is talked at.
import { useEffect, useState } from "preact/hooks"

import { useAround } from "./Around.ts"
import { Icon } from "./Icon.tsx"

const saidAt: ReadonlySet<number> = new Set([300, 120, 60, 30, 10])

const shown = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`

export const Countdown = ({ until }: { readonly until: string | null | undefined }) => {
  const { words, clock, say } = useAround()
  const end = Date.parse(until ?? "")
  const left = () => Math.max(0, Math.ceil((end - clock.now()) / 1_000))
  const [seconds, setSeconds] = useState(left)
  useEffect(() => {
    if (Number.isNaN(end)) return undefined
    if (saidAt.has(seconds)) say(words.second.leftAloud(seconds))
    if (seconds === 0) return undefined
    return clock.after(1_000, () => setSeconds(left()))
  }, [seconds, end])
  if (Number.isNaN(end)) return null
  return (
    <p class={seconds <= 10 ? "countdown soon" : "countdown"}>
      <Icon name="clock" />
      <span>{seconds === 0 ? words.second.over : words.second.left(shown(seconds))}</span>
    </p>
  )
}
