// The list of institutions, with a search that begins as one types. Tab reaches each; the arrows are for those who know them.
import { useMemo, useState } from "preact/hooks"

import type { Connector } from "../api/Wire.ts"
import { matching } from "../flow/Listing.ts"
import type { Institutions as State } from "../flow/State.ts"
import type { Words } from "../words/Words.ts"
import { useAround } from "./Around.ts"
import { focus } from "./Focus.ts"
import { Icon } from "./Icon.tsx"
import { Logo } from "./Logo.tsx"
import { Body, Heading, Spinner } from "./Parts.tsx"

const countryName = (language: string, country: string): string => {
  try {
    return new Intl.DisplayNames([language], { type: "region" }).of(country) ?? country
  } catch {
    return country
  }
}

const Badges = ({ connector, words }: { readonly connector: Connector; readonly words: Words }) => {
  const { status, stage } = connector.health
  const say = words.institutions
  return (
    <>
      {status === "OFFLINE" && <span class="badge bad">{say.offline}</span>}
      {status === "UNSTABLE" && <span class="badge warn">{say.unstable}</span>}
      {stage === "BETA" && <span class="badge">{say.beta}</span>}
      {connector.isSandbox && <span class="badge">{say.sandbox}</span>}
    </>
  )
}

const Card = ({ connector, choosing }: { readonly connector: Connector; readonly choosing: boolean }) => {
  const { words, send } = useAround()
  return (
    <li>
      <button
        type="button"
        class="card"
        disabled={connector.health.status === "OFFLINE"}
        aria-busy={choosing}
        onClick={() => send({ type: "chose", connector })}
      >
        <Logo connector={connector} />
        <span class="about">
          <span class="name">{connector.name}</span>
          <span class="facts">
            {countryName(words.language, connector.country)} · {words.types[connector.type]}
          </span>
          <span class="badges">
            <Badges connector={connector} words={words} />
          </span>
        </span>
        {choosing ? <span class="spinner small" aria-hidden="true" /> : <Icon name="next" />}
      </button>
    </li>
  )
}

/** The card above or below the one that has the focus. */
const moved = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (by === undefined) return
  const cards = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("input, button.card:enabled"))
  const next = cards[cards.findIndex((card) => card === document.activeElement) + by]
  if (next === undefined) return
  event.preventDefault()
  focus(next)
}

export const Institutions = ({ state }: { readonly state: State }) => {
  const { words } = useAround()
  const say = words.institutions
  const [search, setSearch] = useState("")
  const { connectors, choosing } = state
  const found = useMemo(() => matching(connectors ?? [], search), [connectors, search])
  if (connectors === null)
    return (
      <Body>
        <Heading>{say.title}</Heading>
        <Spinner />
      </Body>
    )
  if (connectors.length === 0)
    return (
      <Body>
        <Heading>{say.title}</Heading>
        <p>{say.noneAtAll}</p>
      </Body>
    )
  return (
    <div class="body" onKeyDown={moved}>
      <Heading>{say.title}</Heading>
      <div class="search" role="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={say.search}
          placeholder={say.search}
          autocomplete="off"
          spellcheck={false}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <p class={found.length === 0 ? "none" : "hidden"} role="status">
        {found.length === 0 ? say.none : say.count(found.length)}
      </p>
      <ul class="cards">
        {found.map((connector) => (
          <Card key={connector.id} connector={connector} choosing={choosing === connector.id} />
        ))}
      </ul>
    </div>
  )
}
