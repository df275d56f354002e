// `node ApiBarePage.ts`: the floor of a page of transactions, in a process of its own: the statement of the page by `pg`, and JSON.stringify of
// the rows as they come. No HTTP, no token, no application. It is told over the channel to its parent for how long.
import { Pool } from "pg"

import { columns } from "./ApiColumns.ts"

export interface Order {
  readonly accountId: string
  readonly lanes: number
  readonly seconds: number
}

/** How many pages were made, and of the last one how long its text was and the ids of its rows. */
export interface Pages {
  readonly pages: number
  readonly length: number
  readonly ids: ReadonlyArray<string>
}
export type Outcome = Pages | { readonly failed: string }

const pool = new Pool({
  connectionString: process.env["API_DATABASE"] ?? "",
  max: 10,
  idleTimeoutMillis: 60_000,
  options: "-c role=tomada_house -c search_path=public"
})

const fields =
  "id accountId institutionId date position status type amount currencyCode description state absences absentIn unconfirmed recipe owned " +
  "createdAt updatedAt details"

const page = {
  name: "page",
  text: `select ${columns("transactions", fields)} from transactions where account_id = $1 and state = 'live'
    order by date desc, position desc, id desc limit 500`
}

const carriedOut = async ({ accountId, lanes, seconds }: Order): Promise<Outcome> => {
  const until = performance.now() + seconds * 1000
  let pages = 0
  let length = 0
  let last: ReadonlyArray<{ readonly id: string }> = []
  const lane = async (): Promise<void> => {
    do {
      const { rows } = await pool.query<{ readonly id: string }>({ ...page, values: [accountId] })
      length = JSON.stringify(rows).length
      last = rows
      pages += 1
    } while (performance.now() < until)
  }
  try {
    await Promise.all(Array.from({ length: lanes }, lane))
    return { pages, length, ids: last.map(({ id }) => id) }
  } catch (error) {
    return { failed: String(error) }
  }
}

process.on("message", (order: Order) => {
  void carriedOut(order).then((outcome) => process.send?.(outcome))
})
process.on("disconnect", () => process.exit())
