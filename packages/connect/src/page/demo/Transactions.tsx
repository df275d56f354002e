// The rows of one account: its balance over the year, and a table that is searched and turned page by page.
import { useMemo, useState } from "preact/hooks"

import * as Backend from "./Backend.ts"
import * as BalancePath from "./BalancePath.ts"
import { Chart } from "./Chart.tsx"
import * as Money from "./Money.ts"
import { useLoaded } from "./State.ts"
import * as Time from "./Time.ts"
import type { Account, Transaction } from "./Wire.ts"

const pageSize = 20

const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase()

/** On a card a row above zero is a purchase: no income to be glad of. */
const Amount = ({ isCard, row }: { readonly isCard: boolean; readonly row: Transaction }) => {
  const units = Money.units(row.amount)
  if (units === undefined) return <>{row.amount}</>
  return (
    <span class={units > 0n && !isCard ? "in" : ""}>
      {Money.shown(units, row.currencyCode, { signDisplay: isCard ? "auto" : "exceptZero" })}
    </span>
  )
}

interface RowProps {
  readonly row: Transaction
  readonly isCard: boolean
  readonly hasCategories: boolean
}

const Row = ({ hasCategories, isCard, row }: RowProps) => {
  const day = BalancePath.dayOf(row.date)
  return (
    <tr>
      <td class="day">
        <time dateTime={day}>{Time.shortDay(day)}</time>
      </td>
      <td>
        {row.description}
        <small class="day under">{Time.shortDay(day)}</small>{" "}
        {row.status === "PENDING" && <span class="status pending">pending</span>}
      </td>
      {hasCategories && <td class="category">{row.category}</td>}
      <td class="amount">
        <Amount row={row} isCard={isCard} />
      </td>
    </tr>
  )
}

const Table = ({ isCard, rows }: { readonly isCard: boolean; readonly rows: ReadonlyArray<Transaction> }) => {
  const [wanted, setWanted] = useState("")
  const [page, setPage] = useState(0)
  const hasCategories = rows.some(({ category }) => category !== null)
  const found = useMemo(() => {
    const words = plain(wanted).split(/\s+/)
    return rows.filter(({ category, description }) => {
      const text = plain(`${description} ${category ?? ""}`)
      return words.every((word) => text.includes(word))
    })
  }, [rows, wanted])
  const pages = Math.max(1, Math.ceil(found.length / pageSize))
  const shown = Math.min(page, pages - 1)
  const count = found.length.toLocaleString("en")
  return (
    <div class="card">
      <div class="table-head">
        <h3>Transactions</h3>
        <label class="search">
          <span class="hidden">Search transactions</span>
          <input
            type="search"
            placeholder="Search"
            value={wanted}
            onInput={({ currentTarget }) => {
              setWanted(currentTarget.value)
              setPage(0)
            }}
          />
        </label>
      </div>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col" class="day">
              Day
            </th>
            <th scope="col">Description</th>
            {hasCategories && (
              <th scope="col" class="category">
                Category
              </th>
            )}
            <th scope="col" class="amount">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {found.slice(shown * pageSize, (shown + 1) * pageSize).map((row) => (
            <Row key={row.id} row={row} isCard={isCard} hasCategories={hasCategories} />
          ))}
        </tbody>
      </table>
      {found.length === 0 && <p class="empty">{rows.length === 0 ? "No transactions." : "Nothing is called that."}</p>}
      <nav class="pages" aria-label="Pages of transactions">
        <button type="button" disabled={shown === 0} onClick={() => setPage(shown - 1)}>
          Newer
        </button>
        <span role="status">
          Page {shown + 1} of {pages}, {count} {found.length === 1 ? "transaction" : "transactions"}
        </span>
        <button type="button" disabled={shown >= pages - 1} onClick={() => setPage(shown + 1)}>
          Older
        </button>
      </nav>
    </div>
  )
}

export const Transactions = ({ account, asOf }: { readonly account: Account; readonly asOf: string | null }) => {
  const loaded = useLoaded(() => Backend.transactions(account.id), [account.id, asOf])
  const points = useMemo(
    () =>
      loaded === undefined || "trouble" in loaded || account.type === "CREDIT"
        ? []
        : BalancePath.path(account, loaded.value, Time.today()),
    [loaded, account]
  )
  if (loaded === undefined) return <p class="quiet">Loading transactions…</p>
  if ("trouble" in loaded) return <p class="trouble">{loaded.trouble}</p>
  return (
    <>
      {points === undefined && (
        <p class="quiet">
          Some rows are in another currency, without their amount in this account's: no balance is drawn.
        </p>
      )}
      {points !== undefined && points.length > 1 && <Chart points={points} currency={account.currencyCode} />}
      <Table rows={loaded.value} isCard={account.type === "CREDIT"} />
    </>
  )
}
