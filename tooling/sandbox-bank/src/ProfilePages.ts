// The person's profile: who they are, what they told the bank, and the company that they act for.
import type * as Faults from "./Faults.ts"
import { markup } from "./Html.ts"
import * as Identity from "./IdentityFacts.ts"
import * as Ledger from "./Ledger.ts"
import { json, type Sheet, table, terms } from "./Sheet.ts"
import { faultsAt, type Show } from "./View.ts"

const place: Faults.Place = "profile"

const lists = (identity: Identity.Identity): ReadonlyArray<readonly [id: string, rows: ReadonlyArray<Sheet>]> => [
  ["relations", identity.relations],
  ["documents", identity.documents],
  ["activities", identity.activities],
  ["parties", identity.parties],
  ["procurators", identity.procurators]
]

/** /profile */
export const profile: Show = (visit, { company, user }) => {
  const empty = faultsAt(visit, user, place).includes("empty")
  const identity = Identity.of(Ledger.companies.find(({ id }) => id === company))
  const person = empty ? [] : identity.person
  const more = empty ? {} : identity.more
  return {
    page: {
      name: "profile",
      title: "Profile",
      body: markup`<dl id="profile" class="panel">
          ${person.map(([label, field, value, type]) => markup`<dt>${label}</dt><dd data-field="${field}"${type === undefined ? undefined : markup` data-type="${type}"`}>${value}</dd>`)}
        </dl>
        <h2>What you told us</h2>
        ${terms("more", more)}${lists(identity).map(([id, rows]) => markup`<h2>${id.charAt(0).toUpperCase() + id.slice(1)}</h2>${table(id, empty ? [] : rows.map((sheet) => ({ sheet })))}`)}`
    },
    json: {
      person: person.map(([, field, value, type]) => ({ field, value, type: type ?? null })),
      more: json(more),
      ...Object.fromEntries(lists(identity).map(([id, rows]) => [id, empty ? [] : rows.map(json)]))
    }
  }
}
