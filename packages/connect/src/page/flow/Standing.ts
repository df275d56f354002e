// What an Item's status means for the person: which screen they see, and what the application hears about the login.
import type { Item } from "../api/Wire.ts"
import type { Command } from "./Event.ts"
import type { Run, State } from "./State.ts"

/** Whether an execution runs, also while it waits for the person. */
export const isRunning = (item: Item): boolean =>
  ["UPDATING", "MERGING", "WAITING_USER_INPUT", "WAITING_USER_ACTION"].includes(item.status)

const beforeProducts: ReadonlySet<string> = new Set([
  "CREATING",
  "CREATED",
  "LOGIN_IN_PROGRESS",
  "LOGIN_MFA_IN_PROGRESS",
  "WAITING_USER_INPUT",
  "WAITING_USER_ACTION"
])

/** Whether the institution has let the person in and data is being read, or was. */
export const isPastLogin = (item: Item): boolean =>
  item.status === "UPDATED" ||
  item.status === "MERGING" ||
  (item.status === "UPDATING" && !beforeProducts.has(item.executionStatus))

/** The screen of a connection whose Item stands so. */
export const screenOf = (run: Run): State => {
  const { item } = run
  const { parameter, userAction } = item
  if (item.status === "WAITING_USER_INPUT" && parameter !== null) {
    const screen = parameter.type === "select" || parameter.type === "image" ? parameter.type : "code"
    return { ...run, screen, parameter }
  }
  if (item.status === "WAITING_USER_ACTION" && userAction !== null) {
    const url = userAction.attributes?.["url"]
    const screen = userAction.type === "qr" ? "qr" : url === undefined ? "approve" : "redirect"
    return { ...run, screen, action: userAction }
  }
  if (isRunning(item)) return { ...run, screen: "progress" }
  if (item.status === "UPDATED")
    return { ...run, screen: item.executionStatus === "PARTIAL_SUCCESS" ? "partial" : "success" }
  const { session, choice } = run
  return { screen: "error", session, choice, item, code: item.error?.code ?? item.executionStatus, retryAfter: null }
}

/** The remarks that are due now and were not made before, each once in a connection. */
export const remarks = (run: Run): { readonly told: Run["told"]; readonly commands: ReadonlyArray<Command> } => {
  const { item, told } = run
  const past = isPastLogin(item)
  const login = past || item.status === "WAITING_USER_INPUT"
  const commands: Array<Command> = []
  if (login && !told.login) commands.push({ do: "tell", event: { event: "LOGIN_SUCCESS", item } })
  if (past && told.answered && !told.mfa) commands.push({ do: "tell", event: { event: "LOGIN_MFA_SUCCESS", item } })
  if (past && !told.step) commands.push({ do: "tell", event: { event: "LOGIN_STEP_COMPLETED", item } })
  return {
    told: {
      login: told.login || login,
      answered: told.answered,
      mfa: told.mfa || (past && told.answered),
      step: told.step || past
    },
    commands
  }
}
