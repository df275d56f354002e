// What the screens are put together from: a heading that takes the focus, a body, and the row of what one can do.
import type { ComponentChildren } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"

import type { Connector } from "../api/Wire.ts"
import { focus } from "./Focus.ts"
import type { IconName } from "./Icon.tsx"
import { Icon } from "./Icon.tsx"
import { Logo } from "./Logo.tsx"

/** The heading of a screen. It takes the focus when the screen comes, so that a screen reader begins there. */
export const Heading = ({ children }: { readonly children: ComponentChildren }) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    if (heading.current !== null) focus(heading.current)
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  )
}

/** A heading that names the institution, with its logo beside it. */
export const Titled = ({
  connector,
  children
}: {
  readonly connector: Connector
  readonly children: ComponentChildren
}) => (
  <div class="titled">
    <Logo connector={connector} />
    <Heading>{children}</Heading>
  </div>
)

export const Body = ({ children }: { readonly children: ComponentChildren }) => <div class="body">{children}</div>

interface Row {
  readonly children: ComponentChildren
  /** They stand after everything else and not above it: whoever reaches them has passed the rest. */
  readonly last?: boolean
}

export const Actions = ({ children, last = false }: Row) => (
  <div class={last ? "actions last" : "actions"}>{children}</div>
)

interface Pressed {
  readonly children: ComponentChildren
  readonly onPress?: () => void
  readonly kind?: "primary" | "secondary" | "quiet"
  readonly submit?: boolean
  readonly busy?: boolean
}

/** A button that stays where it is while it is busy: a disabled one would lose the focus. */
export const Button = ({ children, onPress, kind = "secondary", submit = false, busy = false }: Pressed) => (
  <button
    type={submit ? "submit" : "button"}
    class={`button ${kind}`}
    aria-disabled={busy ? "true" : undefined}
    onClick={(event) => {
      if (busy) event.preventDefault()
      else onPress?.()
    }}
  >
    {busy && <span class="spinner small" aria-hidden="true" />}
    {children}
  </button>
)

export const Spinner = () => <div class="spinner" aria-hidden="true" />

/** A round picture above a heading that tells at a glance how it stands. */
export const Sign = ({ name, mood }: { readonly name: IconName; readonly mood: "good" | "bad" | "wait" | "mixed" }) => (
  <div class={`sign ${mood}`}>
    <Icon name={name} />
  </div>
)

/** Which institution this is about. */
export const Institution = ({ connector }: { readonly connector: Connector }) => (
  <p class="institution">
    <Logo connector={connector} />
    <span>{connector.name}</span>
  </p>
)

export const Alert = ({ children }: { readonly children: ComponentChildren }) => (
  <p class="alert" role="alert">
    <Icon name="warning" />
    <span>{children}</span>
  </p>
)
