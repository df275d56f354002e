// The bank's own desk: its latest requests, the devices that wait for a decision, and the calendar. For people who watch a demonstration and for
// tests of other processes; it is not part of the bank that is scraped and its visits are not logged.
import { DateTime, Effect, Option } from "effect"

import * as CivilDay from "./CivilDay.ts"
import { markup } from "./Html.ts"
import { goTo, type Handler, page } from "./Visit.ts"

const shown = 200

/** GET /_bank */
export const show: Handler = Effect.fnUntraced(function* (visit) {
  const { bank } = visit
  const devices = yield* bank.sessions.devices
  const approvals = yield* bank.sessions.approvals.pending
  const entries = bank.log.entries().slice(-shown).toReversed()
  return page(visit, {
    name: "bank-log",
    title: "The bank's desk",
    body: markup`<form id="today-form" class="row" method="post" action="/_bank">
        <label>Today <input name="today" type="date" value="${CivilDay.toIso(visit.today)}" /></label>
        <label><button type="submit">Set</button> <button type="submit" name="reset" value="1">Back to the clock</button></label>
      </form>
      <h2>Devices</h2>
      <ul id="devices">
        ${devices.map(({ code, state, user }) => markup`<li data-user="${user}" data-state="${state}"><a href="/device/${code}">${user}</a>: ${state}</li>`)}
      </ul>
      <h2>Passwords posted</h2>
      <ul id="password-posts">
        ${[...bank.passwordPosts].map(([user, count]) => markup`<li data-user="${user}">${user}: <span data-field="count">${count}</span></li>`)}
      </ul>
      <h2>Codes sent</h2>
      <ul id="codes-sent">
        ${[...bank.codesSent].map(([user, count]) => markup`<li data-user="${user}">${user}: <span data-field="count">${count}</span></li>`)}
      </ul>
      <h2>Waiting for a phone</h2>
      <ul id="approvals">
        ${approvals.map(({ code, kind, state, user }) => markup`<li data-user="${user}" data-kind="${kind}" data-state="${state}"><a href="/phone/${code}">${user}</a>: ${state}</li>`)}
      </ul>
      <h2>Latest requests</h2>
      <div class="panel">
        <table id="requests">
          <thead>
            <tr>
              <th>At</th>
              <th>Today</th>
              <th>User</th>
              <th>Request</th>
              <th>Status</th>
              <th>Did</th>
            </tr>
          </thead>
          <tbody>
            ${entries.map(
              ({ at, did, id, method, path, query, status, today, user }) =>
                markup`<tr data-request="${id}">
                  <td>${DateTime.formatIso(at)}</td>
                  <td>${today}</td>
                  <td>${user}</td>
                  <td>
                    ${method} ${path}
                    ${Object.entries(query).map(([name, value]) => markup`<code>${name}=${value}</code> `)}
                  </td>
                  <td>${status ?? "held"}</td>
                  <td data-field="did">${(did ?? []).join(" ")}</td>
                </tr>`
            )}
          </tbody>
        </table>
      </div>`
  })
})

/** POST /_bank */
export const setToday: Handler = Effect.fnUntraced(function* (visit) {
  const day = visit.form.get("reset") === "1" ? Option.none() : CivilDay.fromIso(visit.form.get("today") ?? "")
  yield* visit.bank.setToday(Option.getOrUndefined(day))
  return goTo("/_bank")
})
