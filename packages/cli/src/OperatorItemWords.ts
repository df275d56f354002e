// An Item in words: how it stands, when it is synced next and why not, what its runs came to, and why one may not start now.
import { DateTime, Option, Predicate } from "effect"

import type { Execution, ItemDetail, ItemRow } from "./OperatorAnswers.ts"
import type { Refused } from "./OperatorClient.ts"
import * as Words from "./OperatorWords.ts"

const standing = ({ executionStatus, status }: Pick<ItemRow, "executionStatus" | "status">): string => {
  switch (status) {
    case "UPDATED":
      return executionStatus === "SUCCESS" ? "up to date" : `up to date in part (${executionStatus})`
    case "UPDATING":
    case "MERGING":
      return `syncing (${executionStatus})`
    case "WAITING_USER_INPUT":
    case "WAITING_USER_ACTION":
      return "waits for the person"
    case "LOGIN_ERROR":
      return `login refused (${executionStatus})`
    default:
      return `out of date (${executionStatus})`
  }
}

const ago = (at: DateTime.Utc | null, now: DateTime.Utc): string => (at === null ? "never" : Words.distance(at, now))

const next = ({ nextAutoSyncAt: at }: ItemRow, now: DateTime.Utc): string => {
  if (at === null) return "none"
  return DateTime.isGreaterThan(at, now) ? Words.distance(at, now) : "due"
}

/** A table of Items; with the application's name where there are several. */
export const rows = (
  items: ReadonlyArray<ItemRow>,
  applications: ReadonlyMap<string, string>,
  now: DateTime.Utc
): ReadonlyArray<string> => {
  const several = applications.size > 1
  return Words.table(
    ["ITEM", "STATUS", "CONNECTOR", "UPDATED", "NEXT SYNC", "PERSON", ...(several ? ["APPLICATION"] : [])],
    items.map((item) => [
      item.id,
      standing(item),
      `${item.connector.name} (${item.connector.id})`,
      ago(item.lastUpdatedAt, now),
      next(item, now),
      item.clientUserId ?? "-",
      ...(several ? [applications.get(item.applicationId) ?? item.applicationId] : [])
    ])
  )
}

const why: Readonly<Record<string, string>> = {
  "login-refused": "its login was refused; new credentials bring it back",
  "person-needed": "it needs the person; a sync that they attend brings it back",
  "retries-used-up": "five retries failed; a sync that succeeds brings it back"
}

const nextSync = (item: ItemDetail, now: DateTime.Utc): string => {
  const { disabledAt, endedBecause, retries } = item.autoSync
  if (item.nextAutoSyncAt !== null) {
    const planned = `${Words.moment(item.nextAutoSyncAt)}, ${next(item, now)}`
    return retries === null ? planned : `${planned}; retry ${retries + 1} of 5`
  }
  if (disabledAt !== null) return `none: auto-sync was disabled ${Words.distance(disabledAt, now)}`
  if (endedBecause !== null) return `none: ${why[endedBecause] ?? endedBecause}`
  if (item.consent.standing !== "given") return "none: its consent has ended"
  return "none: its application, its environment or its connector does not allow it"
}

const consent = ({ consent }: ItemDetail, now: DateTime.Utc): string => {
  const { expiresAt, givenAt, revokedAt, standing, source } = consent
  const given = `given ${Words.distance(givenAt, now)}, recorded by the ${source}`
  if (revokedAt !== null) return `revoked ${Words.distance(revokedAt, now)}; ${given}`
  if (expiresAt === null) return `${given}, without an end`
  return standing === "expired"
    ? `expired ${Words.distance(expiresAt, now)}; ${given}`
    : `${given}, ends ${Words.when(expiresAt, now)}`
}

const days = (of: ReadonlyArray<{ readonly from: string; readonly to: string }>): string =>
  of.length === 0 ? "nothing proven" : of.map(({ from, to }) => `${from} to ${to}`).join(", ")

const triggers: Readonly<Record<string, string>> = {
  USER: "the person",
  CLIENT: "the application",
  SYNC: "auto-sync",
  INTERNAL: "the operator"
}

const run = (execution: Execution, now: DateTime.Utc): ReadonlyArray<string> => {
  const { counts, createdAt, endedAt, error, steps } = execution
  const took = (to: DateTime.Utc, from: DateTime.Utc) => Words.length(to.epochMilliseconds - from.epochMilliseconds)
  const lasted = endedAt === null ? "under way" : `took ${took(endedAt, createdAt)}`
  const path = steps.map(({ at, status }, index) => {
    const before = steps[index - 1]?.at ?? createdAt
    const step = status.replace(/_IN_PROGRESS$/, "")
    return at.epochMilliseconds - before.epochMilliseconds < 1000 ? step : `(${took(at, before)}) ${step}`
  })
  return [
    `  ${Words.when(createdAt, now)}, by ${triggers[execution.trigger] ?? execution.trigger}: ${execution.status}, ${lasted}`,
    ...(error === null ? [] : [`    ${Words.plain(error.message)}`]),
    ...(error?.providerMessage == null ? [] : [`    the institution says: ${Words.plain(error.providerMessage)}`]),
    `    ${path.join(" > ")}`,
    ...(execution.screenshot === null
      ? []
      : [
          `    its page, masked, until ${Words.moment(execution.screenshot.expiresAt)}: tomada items screenshot ${execution.id} FILE`
        ]),
    ...counts
      .filter(({ collected, created, removed, updated }) => collected + created + removed + updated > 0)
      .map(
        ({ collected, created, product, removed, updated }) =>
          `    ${product}: ${collected} collected, ${created} new, ${updated} changed, ${removed} removed`
      )
  ]
}

const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : ["", title, ...lines]

const indented = (lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.map((line) => `  ${line}`)

/** Everything of an Item. */
export const detail = (item: ItemDetail, now: DateTime.Utc): ReadonlyArray<string> => {
  const failures = `${item.consecutiveFailedSyncs} in a row, of which logins refused: ${item.consecutiveFailedLoginAttempts}`
  return [
    `Item ${item.id}`,
    ...Words.facts([
      ["Status", standing(item)],
      ...(item.error === null ? [] : [["Error", item.error.message] as const]),
      ["Connector", `${item.connector.name} (${item.connector.id})`],
      ["Person", item.clientUserId ?? "not named"],
      ["Application", item.applicationId],
      ["Made", Words.when(item.createdAt, now)],
      ["Last success", item.lastUpdatedAt === null ? "never" : Words.when(item.lastUpdatedAt, now)],
      ["Next sync", nextSync(item, now)],
      ["Consent", consent(item, now)],
      ...(item.webhookUrl === null ? [] : [["Webhook", item.webhookUrl] as const]),
      ...(item.consecutiveFailedSyncs === 0 ? [] : [["Failures", failures] as const]),
      ...(item.unblockedAt === null
        ? []
        : [["Pass", `given ${Words.distance(item.unblockedAt, now)}, not used yet`] as const])
    ]),
    ...section(
      "Products",
      indented(
        Words.table(
          ["PRODUCT", "LAST RUN", "LAST SUCCESS", "WARNINGS"],
          item.outcomes.map(({ isUpdated, lastUpdatedAt, product, warnings }) => [
            product,
            isUpdated ? "collected" : "failed",
            ago(lastUpdatedAt, now),
            warnings.map(({ message }) => message).join("; ") || "-"
          ])
        ).slice(item.outcomes.length === 0 ? 1 : 0)
      )
    ),
    ...section(
      "Accounts",
      indented(
        Words.table(
          ["ACCOUNT", "TYPE", "TRANSACTIONS PROVEN"],
          item.accounts.map(({ name, transactions, type }) => [name, type, days(transactions.days)])
        ).slice(item.accounts.length === 0 ? 1 : 0)
      )
    ),
    ...section(
      item.executions.length < item.executionsInAll
        ? `Runs, the last ${item.executions.length} of ${item.executionsInAll}`
        : "Runs",
      item.executions.flatMap((execution) => run(execution, now))
    )
  ]
}

const until = (data: Refused["data"], now: DateTime.Utc): string => {
  const at = data["canRetryAfterDate"]
  const date = Predicate.isString(at) ? DateTime.make(at) : Option.none()
  return Option.isNone(date) ? "later" : `from ${Words.when(DateTime.toUtc(date.value), now)}`
}

/** Why a run of the Item may not start now, and what leads out of it. */
export const refusal = (id: string, { codeDescription, data, sentence }: Refused, now: DateTime.Utc): string => {
  const pass = `tomada items unblock ${id}`
  switch (codeDescription) {
    case "ITEM_ALREADY_UPDATING":
      return `It is being synced already: see tomada items show ${id}.`
    case "PARAMETERS_NOT_PROVIDED":
      return "No credentials are held for it or its consent has ended: the person has to connect anew, in the application."
    case "LAST_EXECUTION_HAD_LOGIN_ERROR":
      return `Its last login was refused, and the same credentials again may lock the account: the person gives new ones in the application. For one more try all the same: ${pass}`
    case "CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR":
      return "Its connector wants a fresh code for each login: the person updates it in the application."
    case "TOO_MANY_CONSECUTIVE_LOGIN_FAILURES":
      return `Its login was refused several times in a row: it may be tried ${until(data, now)}. For a try before that: ${pass}`
    case "ITEM_IN_ERROR_COOLDOWN":
      return `It failed a moment ago: it may be tried ${until(data, now)}. For a try before that: ${pass}`
    case "CONNECTOR_OFFLINE":
      return `Its connector fails for everybody at present; it is tried again by itself. For a try now: ${pass}`
    case "ITEM_IS_ALREADY_UPDATING":
      return "Another Item with the same credentials is being synced: try again when that run has ended."
    case "PERSON_NEEDED":
      return "Its connector cannot be visited now without the person: they update it in the application."
    default:
      return sentence
  }
}
