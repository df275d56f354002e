// The Items that this application has: one for each connection of a person with an institution.
import { useState } from "preact/hooks"

import type { Demo } from "./State.ts"
import * as Time from "./Time.ts"
import type { Item } from "./Wire.ts"

/** The wire's statuses in a few words, and how they look. */
const words: Readonly<Record<string, readonly [text: string, tone: "bad" | "busy" | "good" | "warn"]>> = {
  UPDATED: ["Connected", "good"],
  UPDATING: ["Collecting", "busy"],
  MERGING: ["Collecting", "busy"],
  WAITING_USER_INPUT: ["Waits for the person", "warn"],
  WAITING_USER_ACTION: ["Waits for the person", "warn"],
  LOGIN_ERROR: ["Login failed", "bad"],
  OUTDATED: ["Out of date", "warn"],
  ERROR: ["Failed", "bad"]
}

export const Logo = ({ connector: { id, name, primaryColor } }: Pick<Item, "connector">) => {
  const [isLost, lose] = useState(false)
  const initial = name.slice(0, 1).toUpperCase()
  return (
    <span class="logo" style={{ "--brand": `#${primaryColor}` }} aria-hidden="true">
      {isLost ? initial : <img src={`/connect/logos/${id}.svg`} alt="" onError={() => lose(true)} />}
    </span>
  )
}

const Status = ({ item }: { readonly item: Item }) => {
  const [text, tone] =
    item.executionStatus === "PARTIAL_SUCCESS" && item.status === "UPDATED"
      ? (["Connected in part", "warn"] as const)
      : (words[item.status] ?? ([item.status, "warn"] as const))
  return <span class={`status ${tone}`}>{text}</span>
}

interface CardProps {
  readonly item: Item
  readonly demo: Demo
  readonly isChosen: boolean
  readonly choose: () => void
}

const Card = ({ choose, demo, isChosen, item }: CardProps) => {
  const [isSure, setSure] = useState(false)
  const { name } = item.connector
  return (
    <li class={`item card${isChosen ? " chosen" : ""}`}>
      <button type="button" class="choose" aria-pressed={isChosen} onClick={choose}>
        <Logo connector={item.connector} />
        <span class="item-name">
          <strong>{name}</strong>
          <small>made on {Time.moment(Date.parse(item.createdAt))}</small>
        </span>
        <Status item={item} />
      </button>
      <dl>
        <div>
          <dt>status</dt>
          <dd>
            <code>{item.status}</code>
          </dd>
        </div>
        <div>
          <dt>executionStatus</dt>
          <dd>
            <code>{item.executionStatus}</code>
          </dd>
        </div>
        <div>
          <dt>id</dt>
          <dd>
            <code>{item.id}</code>
          </dd>
        </div>
      </dl>
      {item.error !== null && <p class="quiet">{item.error.message}</p>}
      <p class="actions">
        <button type="button" aria-label={`Update ${name}`} onClick={() => void demo.connect(item.id)}>
          Update
        </button>
        <button
          type="button"
          class={isSure ? "danger" : ""}
          aria-label={isSure ? `Yes, delete ${name}` : `Delete ${name}`}
          onBlur={() => setSure(false)}
          onClick={() => (isSure ? void demo.remove(item.id) : setSure(true))}
        >
          {isSure ? "Yes, delete it" : "Delete"}
        </button>
      </p>
    </li>
  )
}

interface Props {
  readonly demo: Demo
  readonly chosen: string | undefined
  readonly choose: (id: string) => void
}

export const Items = ({ choose, chosen, demo }: Props) => (
  <section aria-labelledby="items-title">
    <h2 id="items-title">Connections</h2>
    {demo.items === undefined && <p class="quiet">Loading…</p>}
    {demo.items?.length === 0 && (
      <p class="empty card">Nothing is connected yet. Each connection appears here as an Item, with its status.</p>
    )}
    <ul class="items">
      {demo.items?.map((item) => (
        <Card key={item.id} item={item} demo={demo} isChosen={item.id === chosen} choose={() => choose(item.id)} />
      ))}
    </ul>
  </section>
)
