// An account's months that are over, with the balance before and after: what a statement document is of.
import { Option } from "effect"

import * as CivilDay from "./CivilDay.ts"
import type * as Ledger from "./Ledger.ts"
import type { Centavos } from "./Money.ts"
import * as Money from "./Money.ts"

export interface Month {
  /** `2026-02`. */
  readonly name: string
  readonly account: Ledger.Account
  readonly first: CivilDay.CivilDay
  readonly last: CivilDay.CivilDay
  readonly opening: Centavos
  readonly closing: Centavos
  /** Posted ones, oldest first. */
  readonly rows: ReadonlyArray<Ledger.Row>
}

const monthOf = (name: string, account: Ledger.Account, rows: ReadonlyArray<Ledger.Row>): Month => {
  const first = Option.getOrElse(CivilDay.fromIso(`${name}-01`), () => 0)
  const opening = (rows[0]?.balance ?? 0) - (rows[0]?.amount ?? 0)
  return {
    name,
    account,
    first,
    last: CivilDay.monthEnd(first),
    opening,
    closing: rows.at(-1)?.balance ?? opening,
    rows
  }
}

/** The months before the one of `today`, newest first. */
export const monthsOf = (
  account: Ledger.Account,
  rows: ReadonlyArray<Ledger.Row>,
  today: CivilDay.CivilDay
): ReadonlyArray<Month> => {
  const now = CivilDay.toIso(today).slice(0, 7)
  const posted = rows.filter(({ status }) => status === "posted")
  return [...Map.groupBy(posted, ({ date }) => date.slice(0, 7))]
    .filter(([name]) => name < now)
    .map(([name, own]) => monthOf(name, account, own))
    .toReversed()
}

const brazilian = (iso: string) => iso.split("-").toReversed().join("/")

/** The month as lines of a printed statement. */
export const lines = (month: Month): ReadonlyArray<string> => [
  "BANCO TOMADA SA - EXTRATO DE CONTA CORRENTE",
  `Conta ${month.account.number}   Periodo ${CivilDay.toBrazilian(month.first)} a ${CivilDay.toBrazilian(month.last)}`,
  "",
  `SALDO ANTERIOR ${Money.format(month.opening).padStart(80)}`,
  ...month.rows.map((row) =>
    [
      brazilian(row.date),
      row.id.padEnd(12),
      row.description.slice(0, 40).padEnd(40),
      Money.format(row.amount).padStart(15),
      Money.format(row.balance ?? 0).padStart(15)
    ].join(" ")
  ),
  `SALDO FINAL ${Money.format(month.closing).padStart(83)}`
]
