// The life of a connection as a function: a state and an event give the next state and what is to be done. It knows no page, no clock and no
// server. The trap: a request that makes or changes an Item is never repeated when its answer was lost, for it may have arrived.
import type { Item, Refusal } from "../api/Wire.ts"
import type { Options } from "../host/Host.ts"
import type { Asked, Command, Event } from "./Event.ts"
import { listed } from "./Listing.ts"
import { isRunning, remarks, screenOf } from "./Standing.ts"
import type { Credentials, Lost, Reachable, Refused, Run, Running, Session, State } from "./State.ts"

export type Step = readonly [State, ReadonlyArray<Command>]

const stay = (state: State): Step => [state, []]
const refuse = (why: Refused["why"], message: string): Step => [
  { screen: "refused", why },
  [{ do: "stop" }, { do: "fail", message, data: null }]
]

/** Milliseconds until the next look: quick at first, as most logins are. */
const pollAfter = { first: 700, later: 2_000, missed: 1_500 } as const
const missesAllowed = 2

/** Milliseconds between tries of a server that does not answer. */
const backoff = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const
const waitOf = (attempt: number): number => backoff[Math.min(attempt, backoff.length - 1)] ?? 30_000

export const begin = (options: Options): Step =>
  options.token === ""
    ? refuse("no-token", "CONNECT_TOKEN_MISSING")
    : [{ screen: "loading", options }, [{ do: "open" }]]

/** Whether the states are those of a running connection. */
export const isRun = (state: State): state is Running =>
  ["progress", "code", "select", "image", "approve", "qr", "redirect"].includes(state.screen)

/** Whether leaving now would leave something behind: an Item runs, or credentials are on their way. */
export const isUnderWay = (state: State): boolean =>
  isRun(state) ||
  (state.screen === "credentials" && state.sending) ||
  (state.screen === "lost" && isUnderWay(state.back))

const wantsFresh = (item: Item): boolean => item.connector.credentials.some((field) => field.mfa === true)
const wantsCredentials = (item: Item, options: Options): boolean =>
  options.forceAskForCredentials ||
  item.status === "LOGIN_ERROR" ||
  item.error?.code === "INVALID_CREDENTIALS" ||
  wantsFresh(item)

const form = (session: Session, choice: Credentials["choice"], item: Item | null): Credentials => ({
  screen: "credentials",
  session,
  choice,
  item,
  freshOnly:
    item !== null && wantsFresh(item) && item.status !== "LOGIN_ERROR" && !session.options.forceAskForCredentials,
  problems: {},
  trouble: "",
  sending: false
})

const untold: Run["told"] = { login: false, answered: false, mfa: false, step: false }
const run = (session: Session, choice: Run["choice"], item: Item): Run => ({
  session,
  choice,
  item,
  told: untold,
  misses: 0,
  sending: false,
  trouble: ""
})

/** The next state of a connection whose Item was seen, with what the application hears and when to look again. */
const follow = (before: Run, item: Item, polled: boolean): Step => {
  const { told, commands } = remarks({ ...before, item })
  const next = screenOf({ ...before, item, told, misses: 0, sending: false })
  const heard: Array<Command> = polled
    ? [{ do: "tell", event: { event: "ITEM_RESPONSE", item } }, ...commands]
    : [...commands]
  if (isRun(next)) heard.push({ do: "poll", itemId: item.id, after: polled ? pollAfter.later : pollAfter.first })
  else if (next.screen === "error") heard.push({ do: "stop" }, { do: "fail", message: next.code, data: { item } })
  else heard.push({ do: "stop" }, { do: "succeed", item })
  return [next, heard]
}

const list = (session: Session): Step => [
  { screen: "institutions", session, connectors: null, choosing: null },
  [{ do: "stop" }, { do: "list" }]
]

const opened = (options: Options, event: Extract<Event, { type: "opened" }>): Step => {
  const { grant, choice, item } = event
  const session: Session = { options, grant, agreed: false }
  if (item === null || choice === null) return stay({ screen: "consent", session, choice, item: null })
  if (isRunning(item)) return follow(run(session, choice, item), item, false)
  if (wantsCredentials(item, options)) return stay({ screen: "consent", session, choice, item })
  return [
    { ...run(session, choice, item), screen: "progress" },
    [{ do: "update", itemId: item.id, parameters: null, agreed: false }]
  ]
}

const agreed = (state: Extract<State, { screen: "consent" }>): Step => {
  const session = { ...state.session, agreed: true }
  const consented: Command = { do: "tell", event: { event: "SUBMITTED_CONSENT" } }
  if (state.choice !== null) return [form(session, state.choice, state.item), [consented]]
  const [next, commands] = list(session)
  return [next, [consented, ...commands]]
}

const submitted = (state: Credentials, parameters: Readonly<Record<string, string>>): Step => {
  if (state.sending) return stay(state)
  const { choice, item, session } = state
  const products = session.options.products.filter((product) =>
    choice.connector.products.some((one) => one === product)
  )
  return [
    { ...state, sending: true, problems: {}, trouble: "" },
    [
      item === null
        ? { do: "create", connectorId: choice.connector.id, products, parameters }
        : { do: "update", itemId: item.id, parameters, agreed: session.agreed },
      { do: "tell", event: { event: "SUBMITTED_LOGIN" } }
    ]
  ]
}

const failed = (state: Credentials | Running, refusal: Refusal): Step => {
  const { session, choice, item } = state
  const code = refusal.code === "" ? "UNEXPECTED_ERROR" : refusal.code
  return [
    { screen: "error", session, choice, item, code, retryAfter: refusal.retryAfter },
    [
      { do: "stop" },
      {
        do: "fail",
        message: code,
        data: refusal.items.length > 0 ? { items: refusal.items } : item === null ? null : { item }
      }
    ]
  ]
}

/** The server wants a value that it does not hold: the form asks for it. */
const lacks: ReadonlySet<string> = new Set([
  "CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR",
  "PARAMETERS_NOT_PROVIDED",
  "LAST_EXECUTION_HAD_LOGIN_ERROR"
])

const refused = (state: Reachable, asked: Asked, refusal: Refusal): Step => {
  if (refusal.status === 401 || refusal.status === 403) return refuse("expired", "CONNECT_TOKEN_INVALID")
  if (refusal.status === 429) return away(state, asked, false)
  if (asked === "opening") return refuse(refusal.code === "ITEM_NOT_FOUND" ? "no-item" : "no-institution", refusal.code)
  if (state.screen === "credentials" && Object.keys(refusal.problems).length > 0)
    return stay({ ...state, sending: false, problems: refusal.problems, trouble: "invalid" })
  if (isRun(state) && asked === "answer")
    return [
      { ...state, sending: false, trouble: refusal.code === "" ? "UNEXPECTED_ERROR" : refusal.code },
      [{ do: "poll", itemId: state.item.id, after: pollAfter.first }]
    ]
  if (isRun(state) && refusal.code === "ITEM_ALREADY_UPDATING")
    return [state, [{ do: "poll", itemId: state.item.id, after: 0 }]]
  if (isRun(state) && asked === "update" && lacks.has(refusal.code)) {
    const { session, choice, item } = state
    return stay({ screen: "consent", session, choice, item })
  }
  if (state.screen === "credentials" || isRun(state)) return failed(state, refusal)
  if (state.screen === "institutions") return refuse("no-institution", refusal.code)
  return stay(state)
}

/** What a person was doing when the server went away, as they will find it when it is back. */
const settled = (state: Reachable, unsure: boolean): Reachable => {
  if (state.screen === "credentials") return { ...state, sending: false, trouble: unsure ? "unsure" : "" }
  if (state.screen === "institutions") return { ...state, choosing: null }
  return isRun(state) ? { ...state, sending: false } : state
}

const away = (state: Reachable, asked: Asked, unsure: boolean): Step => {
  if (isRun(state) && asked === "poll" && state.misses < missesAllowed)
    return [{ ...state, misses: state.misses + 1 }, [{ do: "poll", itemId: state.item.id, after: pollAfter.missed }]]
  const lost: Lost = { screen: "lost", back: settled(state, unsure), unsure, attempt: 0, trying: false }
  return [lost, [{ do: "stop" }, { do: "retry", after: waitOf(0) }]]
}

/** What is asked again of a server that was away: never what makes or changes an Item. */
const question = (back: Reachable): Command => {
  if (back.screen === "institutions") return { do: "list" }
  if (isRun(back) || (back.screen === "credentials" && back.item !== null))
    return { do: "poll", itemId: back.item?.id ?? "", after: 0 }
  return { do: "open" }
}

const found = (lost: Lost, event: Event): Step => {
  const { back } = lost
  if (event.type === "retry") return [{ ...lost, trying: true }, [{ do: "stop" }, question(back)]]
  if (event.type === "unreachable" || (event.type === "refused" && event.refusal.status === 429)) {
    const attempt = lost.attempt + 1
    return [{ ...lost, attempt, trying: false }, [{ do: "retry", after: waitOf(attempt) }]]
  }
  if (event.type === "refused") return refused(back, event.asked, event.refusal)
  if (event.type === "opened") return back.screen === "loading" ? transition(back, event) : stay(back)
  if (event.type === "item") {
    if (isRun(back)) return follow(back, event.item, event.polled)
    if (back.screen === "credentials" && isRunning(event.item))
      return follow(run(back.session, back.choice, event.item), event.item, event.polled)
    return stay(back)
  }
  return event.type === "listed" ? transition(back, event) : stay(lost)
}

const goBack = (state: State): Step => {
  if (state.screen === "institutions")
    return stay({ screen: "consent", session: state.session, choice: null, item: null })
  if (state.screen !== "credentials" || state.sending) return stay(state)
  const { session, choice, item } = state
  if (item !== null || session.options.selectedConnectorId !== null)
    return stay({ screen: "consent", session, choice, item })
  return other(session)
}

const other = (session: Session): Step => {
  const [next, commands] = list(session)
  return [next, [{ do: "tell", event: { event: "SELECTED_INSTITUTION", connector: null } }, ...commands]]
}

const afterError = (state: Extract<State, { screen: "error" }>, type: "again" | "change" | "other"): Step => {
  const { session, choice, item } = state
  if (type === "other")
    return session.agreed ? other(session) : stay({ screen: "consent", session, choice: null, item: null })
  const asks = item === null || type === "change" || item.status === "LOGIN_ERROR" || wantsFresh(item)
  if (asks && !session.agreed) return stay({ screen: "consent", session, choice, item })
  if (asks) return stay({ ...form(session, choice, item), ...(type === "change" ? { freshOnly: false } : {}) })
  return [
    { ...run(session, choice, item), screen: "progress" },
    [{ do: "update", itemId: item.id, parameters: null, agreed: session.agreed }]
  ]
}

export const transition = (state: State, event: Event): Step => {
  if (state.screen === "lost") return found(state, event)
  if (state.screen === "refused" || state.screen === "success" || state.screen === "partial") return stay(state)
  if (event.type === "refused") return refused(state, event.asked, event.refusal)
  if (event.type === "unreachable")
    return away(state, event.asked, event.asked === "create" || event.asked === "update")
  if (event.type === "barred") return [{ screen: "refused", why: "origin" }, [{ do: "stop" }]]
  if (event.type === "back") return goBack(state)
  switch (state.screen) {
    case "loading":
      return event.type === "opened" ? opened(state.options, event) : stay(state)
    case "consent":
      return event.type === "agreed" ? agreed(state) : stay(state)
    case "institutions":
      if (event.type === "listed") return stay({ ...state, connectors: listed(event.connectors, state.session) })
      if (event.type === "choice") return stay(form(state.session, event.choice, null))
      if (event.type !== "chose") return stay(state)
      return [
        { ...state, choosing: event.connector.id },
        [
          { do: "tell", event: { event: "SELECTED_INSTITUTION", connector: event.connector } },
          { do: "choose", connectorId: event.connector.id }
        ]
      ]
    case "credentials":
      if (event.type === "submitted") return submitted(state, event.parameters)
      if (event.type === "change") return stay({ ...state, freshOnly: false })
      return event.type === "item"
        ? follow(run(state.session, state.choice, event.item), event.item, event.polled)
        : stay(state)
    case "error":
      return event.type === "again" || event.type === "change" || event.type === "other"
        ? afterError(state, event.type)
        : stay(state)
    default:
      if (event.type === "item")
        return state.sending && event.polled ? stay(state) : follow(state, event.item, event.polled)
      if (event.type !== "answered" || state.sending) return stay(state)
      return [
        { ...state, sending: true, trouble: "", told: { ...state.told, answered: true } },
        [
          { do: "stop" },
          { do: "answer", itemId: state.item.id, parameters: event.parameters },
          { do: "tell", event: { event: "SUBMITTED_MFA" } }
        ]
      ]
  }
}
