// What the SDK called back with while the widget was open, the latest first.
import type { Heard } from "./State.ts"
import * as Time from "./Time.ts"

export const Calls = ({ calls }: { readonly calls: ReadonlyArray<Heard> }) => (
  <section aria-labelledby="calls-title" class="card log">
    <h2 id="calls-title">What the widget tells the page</h2>
    <p class="quiet">The callbacks of the SDK as they happen: events by name, and how the visit ended.</p>
    {calls.length === 0 && <p class="empty">Open the widget to see them.</p>}
    <ol>
      {calls.map(({ at, name, note, times }, index) => (
        <li key={calls.length - index}>
          <time>{Time.clockTime(at)}</time>
          <code>{name}</code>
          {times > 1 && <span class="times">× {times}</span>}
          {note !== null && <span class="note">{note}</span>}
        </li>
      ))}
    </ol>
  </section>
)
