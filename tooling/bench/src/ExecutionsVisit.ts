// A visit without engine, database and server, as a script that scrapes makes it: the connector's own login, accounts and rows, with a
// browser that is launched for it and closed after it, by Playwright's own settings or by the pool's. In a process of its own, told over
// the channel what to do, like bare.ts.
import { ConnectorHost, type Products } from "@tomada/connector-kit"
import { connectors } from "@tomada/connector-sandbox"
import { Manifest } from "@tomada/core"
import { BrowserPool } from "@tomada/engine"
import { Effect, Layer, Option, Redacted, Stream } from "effect"

import * as ExecutionsScript from "./ExecutionsScript.ts"

export interface Order {
  readonly connectorId: number
  readonly settings: "playwright" | "pool"
  readonly user: string
  readonly window: Products.Window
  readonly times: number
}

/** The rows of one execution, or why there are none. */
export type Outcome = { readonly rows: number } | { readonly failed: string }

const [bank = "", folder = "", executable = "", sandbox = "on"] = process.argv.slice(2)
const host = "bank.sandbox.test"

const environment = JSON.parse(process.env["EXECUTIONS_BROWSER"] ?? "{}") as Readonly<Record<string, string>> // the bench's own

const options = { executable, environment, sandbox: sandbox === "on" }

const browser = (settings: Order["settings"]) =>
  settings === "pool"
    ? BrowserPool.layer({ ...options, folder, maxContexts: 1 })
    : ExecutionsScript.layer({ ...options, connectTo: [host, bank] })

const visit = Effect.fnUntraced(function* ({ connectorId, user, window }: Order) {
  const { open } = yield* ConnectorHost.ConnectorHost
  const visiting = yield* open({
    connectorId: Manifest.ConnectorId.make(connectorId),
    parameters: Redacted.make({ user, password: "password-ok" }),
    saved: { session: Option.none(), trust: Option.none() },
    ask: () => Effect.succeed(Redacted.make("123456"))
  })
  yield* visiting.login
  const accounts = yield* Stream.runCollect(visiting.collect("ACCOUNTS", null))
  let rows = 0
  for (const account of accounts.flatMap(({ records }) => records)) {
    const pages = yield* Stream.runCollect(visiting.collect("TRANSACTIONS", { account, window }))
    rows += pages.reduce((sum, { records }) => sum + records.length, 0)
  }
  yield* visiting.saved
  return rows
}, Effect.scoped)

const launched = (order: Order): Promise<number> =>
  Effect.runPromise(
    visit(order).pipe(
      Effect.provide(
        ConnectorHost.ConnectorHost.layerInProcess(connectors, { connectTo: { [host]: bank } }).pipe(
          Layer.provide(browser(order.settings))
        )
      )
    )
  )

const carriedOut = async (order: Order): Promise<Outcome> => {
  try {
    let rows = 0
    for (let time = 0; time < order.times; time++) rows = await launched(order)
    return { rows }
  } catch (error) {
    return { failed: String(error) }
  }
}

process.on("message", (order: Order) => {
  void carriedOut(order).then((outcome) => process.send?.(outcome))
})
