// The page around the screens: the bar with the ways back and out, the screen itself, and the voice for those who listen.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks"

import type { Clock } from "../api/Platform.ts"
import { isUnderWay, isRun } from "../flow/Flow.ts"
import type { State } from "../flow/State.ts"
import type { Host } from "../host/Host.ts"
import type { Widget } from "../Widget.ts"
import type { Words } from "../words/Words.ts"
import { Acting } from "./Acting.tsx"
import { AroundProvider } from "./Around.ts"
import { Asking } from "./Asking.tsx"
import { Consent } from "./Consent.tsx"
import { Credentials } from "./Credentials.tsx"
import { Ended } from "./Ended.tsx"
import { Failed } from "./Failed.tsx"
import { Icon } from "./Icon.tsx"
import { Institutions } from "./Institutions.tsx"
import { Leave } from "./Leave.tsx"
import { Lost } from "./Lost.tsx"
import { Body, Heading, Spinner } from "./Parts.tsx"
import { Progress } from "./Progress.tsx"
import { Refused } from "./Refused.tsx"

const Screen = ({ state, words }: { readonly state: State; readonly words: Words }) => {
  switch (state.screen) {
    case "loading":
      return (
        <Body>
          <Heading>{words.loading}</Heading>
          <Spinner />
        </Body>
      )
    case "consent":
      return <Consent state={state} />
    case "institutions":
      return <Institutions state={state} />
    case "credentials":
      return <Credentials state={state} />
    case "progress":
      return <Progress state={state} />
    case "code":
    case "select":
    case "image":
      return <Asking state={state} key={`${state.parameter.name} ${state.parameter.expiresAt}`} />
    case "approve":
    case "qr":
    case "redirect":
      return <Acting state={state} key={`${state.screen} ${state.action.expiresAt}`} />
    case "success":
    case "partial":
      return <Ended state={state} />
    case "error":
      return <Failed state={state} key={state.code} />
    case "lost":
      return <Lost state={state} />
    case "refused":
      return <Refused state={state} />
  }
}

/** Screens in which nothing takes the focus; what does not fit is scrolled by the keyboard all the same. */
const still: ReadonlySet<string> = new Set(["loading", "progress", "approve", "qr"])

const canGoBack = (state: State): boolean =>
  state.screen === "institutions" || (state.screen === "credentials" && !state.sending)

interface Shown {
  readonly widget: Widget
  readonly host: Host
  readonly clock: Clock
  readonly words: Words
}

export const Page = ({ widget, host, clock, words }: Shown) => {
  const [state, setState] = useState(widget.state)
  const [said, say] = useState("")
  const [asking, setAsking] = useState(false)
  const [closed, setClosed] = useState(false)
  const typed = useRef(new Map<string, string>())
  useEffect(() => {
    widget.onChange(() => setState(widget.state()))
    widget.start()
  }, [widget])

  // A frame is taken away and a web view goes; a window that a person opened stays, and they are told so.
  const close = useCallback(() => {
    host.close()
    clock.after(1_000, () => setClosed(true))
  }, [host, clock])

  const leave = useCallback(() => {
    const now = widget.state()
    if (isRun(now) && host.options.allowConnectInBackground) host.hide()
    else if (isUnderWay(now)) setAsking(true)
    else close()
  }, [widget, host, close])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]") !== null) return
      leave()
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [leave])

  const stays = asking && isUnderWay(state)
  const around = useMemo(
    () => ({ words, host, clock, send: widget.send, say, leave, close, typed: typed.current }),
    [words, host, clock, widget, leave, close]
  )
  return (
    <AroundProvider value={around}>
      <div class="sheet">
        <header class="bar">
          {canGoBack(state) ? (
            <button type="button" class="round" aria-label={words.back} onClick={() => widget.send({ type: "back" })}>
              <Icon name="back" />
            </button>
          ) : (
            <span class="round" />
          )}
          <span class="brand">{"session" in state ? state.session.grant.applicationName : ""}</span>
          <button type="button" class="round" aria-label={words.close} onClick={leave}>
            <Icon name="close" />
          </button>
        </header>
        {closed && (
          <p class="closed" role="status">
            {words.closed}
          </p>
        )}
        <main
          key={state.screen}
          data-screen={state.screen}
          tabIndex={still.has(state.screen) ? 0 : undefined}
          aria-busy={state.screen === "loading" ? "true" : undefined}
        >
          <Screen state={state} words={words} />
        </main>
      </div>
      {stays && (
        <Leave
          onStay={() => setAsking(false)}
          onLeave={() => {
            setAsking(false)
            close()
          }}
        />
      )}
      <p class="hidden" role="status" aria-live="polite">
        {said}
      </p>
    </AroundProvider>
  )
}
