// The floor of an execution by HTTP: login form, accounts and rows with an HTTP client and a jar of cookies, each page parsed and each row
// made a record by the connector's own parser. No engine, no database, no kit beside the parser; in a process of its own, like bare.ts.
import { type Connector, Html, type Products } from "@tomada/connector-kit"
import { accounts } from "@tomada/connector-sandbox/accounts"
import * as Pages from "@tomada/connector-sandbox/pages"
import { transactions } from "@tomada/connector-sandbox/transactions"
import type { Door } from "@tomada/connector-sandbox/view"
import { Effect, Stream } from "effect"
import { CookieJar } from "tough-cookie"
import { Agent, request } from "undici"

export interface Order {
  readonly user: string
  readonly window: Products.Window
  readonly times: number
}

/** Milliseconds of CPU for all the times together, and the rows of one; or why it could not be done. */
export type Outcome = { readonly cpu: number; readonly rows: number } | { readonly failed: string }

const [bank = ""] = process.argv.slice(2)
const home = `http://${bank}`

const client = () => {
  const agent = new Agent({ pipelining: 1 })
  const jar = new CookieJar()
  const ask = async (path: string, form?: Readonly<Record<string, string>>): Promise<string> => {
    const url = `${home}${path}`
    const answer = await request(url, {
      dispatcher: agent,
      method: form === undefined ? "GET" : "POST",
      headers: {
        cookie: await jar.getCookieString(url),
        ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded" })
      },
      body: form === undefined ? null : new URLSearchParams(form).toString()
    })
    for (const line of [answer.headers["set-cookie"] ?? []].flat()) await jar.setCookie(line, url)
    const text = await answer.body.text()
    if (answer.statusCode !== (form === undefined ? 200 : 303))
      throw new Error(`${path} was answered with ${answer.statusCode}`)
    return text
  }
  return { ask, close: () => agent.destroy() }
}

const flow = Effect.fnUntraced(function* ({ user, window }: Order) {
  const { ask } = yield* Effect.acquireRelease(Effect.sync(client), ({ close }) => Effect.promise(close))
  const page = (path: string) =>
    Effect.flatMap(
      Effect.promise(() => ask(path)),
      (text) => Pages.parse(text, path)
    )
  const login = yield* page("/login")
  const form = yield* Html.one(login.main, "#login-form", "login")
  yield* Effect.promise(() => ask("/login", { ...Html.formValues(form), user, password: "password-ok" }))
  const door: Door<null> = (_, path, name) => Effect.flatMap(page(path), (seen) => Pages.shown(seen, name))
  let rows = 0
  for (const account of (yield* Stream.runCollect(accounts(door)(null))).flatMap(({ records }) => records)) {
    const pages = yield* Stream.runCollect(transactions(door)(null, account, window))
    rows += pages.reduce((sum, { records }) => sum + records.length, 0)
  }
  return rows
}, Effect.scoped)

/** The door above needs nothing of a visit, but the type of a door says that it may. */
const alone = <A, E>(effect: Effect.Effect<A, E, Connector.VisitEnv>): Effect.Effect<A, E> =>
  effect as Effect.Effect<A, E>

const carriedOut = async (order: Order): Promise<Outcome> => {
  const before = process.cpuUsage()
  try {
    let rows = 0
    for (let time = 0; time < order.times; time++) rows = await Effect.runPromise(alone(flow(order)))
    const { system, user } = process.cpuUsage(before)
    return { cpu: (user + system) / 1000, rows }
  } catch (error) {
    return { failed: String(error) }
  }
}

process.on("message", (order: Order) => {
  void carriedOut(order).then((outcome) => process.send?.(outcome))
})
