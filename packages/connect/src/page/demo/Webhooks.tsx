// The webhooks as they arrived at the application, over HTTP and signed, the latest first.
import { useState } from "preact/hooks"

import * as Time from "./Time.ts"
import type { Arrived } from "./Wire.ts"

const few = 30

export const Webhooks = ({ webhooks }: { readonly webhooks: ReadonlyArray<Arrived> }) => {
  const [isWhole, show] = useState(false)
  return (
    <section aria-labelledby="webhooks-title" class="card log">
      <h2 id="webhooks-title">What the server tells the application</h2>
      <p class="quiet">Webhooks, delivered over HTTP. Each was believed only once its signature had been checked.</p>
      {webhooks.length === 0 && <p class="empty">They come when something is connected, updated or deleted.</p>}
      <ol>
        {(isWhole ? webhooks : webhooks.slice(0, few)).map(({ arrivedAt, event, number }) => (
          <li key={`${number} ${event.eventId}`}>
            <details>
              <summary>
                <time>{Time.clockTime(Date.parse(arrivedAt))}</time>
                <code>{event.event}</code>
              </summary>
              <pre tabIndex={0} aria-label={`${event.event} as JSON`}>
                {JSON.stringify(event, null, 2)}
              </pre>
            </details>
          </li>
        ))}
      </ol>
      {!isWhole && webhooks.length > few && (
        <button type="button" onClick={() => show(true)}>
          Show all {webhooks.length}
        </button>
      )}
    </section>
  )
}
