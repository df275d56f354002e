// What a list of statement documents changes in what is held of one account. Two documents of one month stay two.
import type { DateTime } from "effect"

import type { AccountId } from "./Account.ts"
import type { AccountStatement, AccountStatementId, CollectedAccountStatement } from "./AccountStatement.ts"
import * as CivilDate from "./CivilDate.ts"
import * as Coverage from "./Coverage.ts"
import * as DateInterval from "./DateInterval.ts"
import * as Upsert from "./Upsert.ts"

/** One complete or failed collection, and what is held; `newId` gives fresh UUIDs, `now` stamps what changes. */
export interface AccountStatementsRequest {
  readonly accountId: AccountId
  readonly held: ReadonlyArray<AccountStatement>
  readonly collected: Coverage.Collected<CollectedAccountStatement>
  readonly executionId: string
  readonly now: DateTime.Utc
  readonly newId: () => AccountStatementId
}

/** The days of a statement's month. */
export const daysOf = ({ monthYear }: Pick<CollectedAccountStatement, "monthYear">): DateInterval.DateInterval => {
  const [month = "", year = ""] = monthYear.split("-")
  const first = CivilDate.make(`${year}-${month}-01`)
  const [nextYear, nextMonth] = CivilDate.addDays(first, 31).split("-")
  return DateInterval.make(first, CivilDate.addDays(CivilDate.make(`${nextYear}-${nextMonth}-01`), -1))
}

/**
 * What the collection changes. A statement is absent only where a complete list claims every day of its month, and removed at
 * its second absence, in another execution. A new key for the only statement of a month is the same statement.
 */
export const merge = (request: AccountStatementsRequest): Upsert.Changes<AccountStatement> => {
  const { accountId, collected, newId } = request
  const proven = Coverage.provenDays(collected, "POSTED")
  return Upsert.merge<CollectedAccountStatement, AccountStatement>({
    held: request.held.filter((statement) => statement.accountId === accountId),
    records: collected.records,
    complete: collected.complete,
    rule: {
      identifiers: [
        { kind: "key", of: ({ key }) => [key] },
        { kind: "sole", of: ({ monthYear }) => [monthYear] }
      ],
      make: (record, life) => ({ ...record, id: newId(), accountId, ...life }),
      silent: ["key", "handle"],
      isProven: (statement) => DateInterval.subtract([daysOf(statement)], proven).length === 0,
      absences: 2
    },
    executionId: request.executionId,
    now: request.now
  })
}
