// How far the connection is, line by line. A screen reader hears each step once when it begins.
import { useEffect, useRef } from "preact/hooks"

import type { Progress as State } from "../flow/State.ts"
import type { Line } from "../flow/Steps.ts"
import { stepsOf } from "../flow/Steps.ts"
import type { Words } from "../words/Words.ts"
import { useAround } from "./Around.ts"
import { reveal } from "./Focus.ts"
import { Icon } from "./Icon.tsx"
import { Body, Heading, Institution } from "./Parts.tsx"

const nameOf = (line: Line, words: Words): string =>
  line === "LOGIN" || line === "MERGING" ? words.progress.steps[line] : words.products[line]

const said = { done: "done", now: "now", "to come": "toCome" } as const

export const Progress = ({ state }: { readonly state: State }) => {
  const { words, say, host } = useAround()
  const steps = stepsOf(state.item)
  const now = steps.find((step) => step.is === "now")
  const name = now === undefined ? "" : nameOf(now.line, words)
  const current = useRef<HTMLLIElement>(null)
  useEffect(() => {
    say(name)
    if (current.current !== null) reveal(current.current)
  }, [name, say])
  return (
    <Body>
      <Institution connector={state.choice.connector} />
      <Heading>{words.progress.title}</Heading>
      <p class="lead">{host.options.allowConnectInBackground ? words.progress.background : words.progress.keep}</p>
      <ol class="steps">
        {steps.map((step) => (
          <li
            key={step.line}
            ref={step.is === "now" ? current : null}
            class={step.is.replace(" ", "-")}
            aria-current={step.is === "now" ? "step" : undefined}
          >
            <span class="mark">
              {step.is === "done" && <Icon name="check" />}
              {step.is === "now" && <span class="spinner small" aria-hidden="true" />}
            </span>
            <span>{nameOf(step.line, words)}</span>
            <span class="hidden">, {words.progress[said[step.is]]}</span>
          </li>
        ))}
      </ol>
    </Body>
  )
}
