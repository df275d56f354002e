// What the API's bench reads beside what the bank shows: two accounts of one Item, one of four pages and one with a long history, whose rows
// PostgreSQL writes itself; and a user for those who ask it by hand, who may work as the roles that the server works as.
import { randomUUID } from "node:crypto"

import { Tenancy } from "@tomada/store"
import { Client } from "pg"

import * as MergeRows from "./MergeRows.ts"

/** Rows of the account of which one page is read. */
export const fewRows = 2_000

export interface Seeded {
  /** The ids of the two accounts. */
  readonly few: string
  readonly many: string
  /** The address of the database for those who ask by hand. */
  readonly url: string
}

const { columns } = MergeRows

const accountStatement = `
  insert into accounts (id, application_id, item_id, type, key, balance, currency_code, details, created_at, updated_at)
  select $1::uuid, application_id, item_id, type, $1::text, balance, currency_code, details, created_at, updated_at
  from accounts where item_id = $2::uuid and type = 'BANK' order by ordinal limit 1`

const rowsStatement = `
  insert into transactions (id, application_id, account_id, institution_id, date, position, status, type, amount, currency_code, description,
    state, absences, absent_in, unconfirmed, recipe, details, created_at, updated_at)
  select gen_random_uuid(), accounts.application_id, accounts.id, ${columns.institutionId}, ${columns.date}, ${columns.position}, 'POSTED',
    'DEBIT', ${columns.amount}, 'BRL', ${columns.description}, 'live', 0, null, false, 1,
    jsonb_build_object('previousIds', '[]'::jsonb, 'category', ${columns.category}, 'providerCode', ${columns.providerCode}),
    accounts.created_at, accounts.created_at
  from accounts cross join generate_series(0, $1::int - 1) as k where accounts.id = $3::uuid`

const account = async (client: Client, itemId: string, rows: number): Promise<string> => {
  const id = randomUUID()
  const { rowCount: accounts } = await client.query(accountStatement, [id, itemId])
  const first = MergeRows.dayOf(0, Math.ceil(rows / MergeRows.perDay))
  const { rowCount: written } = await client.query(rowsStatement, [rows, first, id])
  if (accounts !== 1 || written !== rows) throw new Error(`${written} rows were written instead of ${rows}`)
  return id
}

/** Writes both accounts into an Item of the database at this address, which is its owner's; the long one has so many rows. */
export const seed = async (owner: string, itemId: string, rows: number): Promise<Seeded> => {
  const client = new Client({ connectionString: owner })
  await client.connect()
  try {
    const few = await account(client, itemId, fewRows)
    const many = await account(client, itemId, rows)
    const [name, password] = ["bench", randomUUID()]
    await client.query(`create role ${name} login noinherit password '${password}'`)
    await client.query(`grant ${Tenancy.house}, ${Tenancy.tenant} to ${name}`)
    await client.query("vacuum analyze")
    await client.query("checkpoint")
    const url = new URL(owner)
    url.username = name
    url.password = password
    return { few, many, url: url.href }
  } finally {
    await client.end()
  }
}
