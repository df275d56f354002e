// The peer in a process of its own: `node ActualPeer.ts <folder it is installed in> <folder for its budgets>`, told by messages what to do
// and answering each with a message. It works without a server, and what would reach the network is refused. CPU is that of this whole
// process from the call of `importTransactions` to its answer; what it still does after that is waited for and counts for nothing.
import { createRequire } from "node:module"
import { Socket } from "node:net"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

import type { PeerRow } from "./ActualRows.ts"
import * as Garbage from "./Garbage.ts"
import * as MergeCpu from "./MergeCpu.ts"

export type Order =
  /** A new budget with one account; the one before is removed. */
  | { readonly order: "begin" }
  /** Measured. */
  | { readonly order: "import"; readonly rows: ReadonlyArray<PeerRow> }
  /** Several imports into a new account of the budget that is open. */
  | { readonly order: "histories"; readonly imports: ReadonlyArray<ReadonlyArray<PeerRow>> }

export type Answer =
  | { readonly answer: "ready" | "begun" }
  | { readonly answer: "imported"; readonly cpu: number; readonly added: number; readonly updated: number }
  | { readonly answer: "holds"; readonly amounts: ReadonlyArray<number> }
  | { readonly answer: "failed"; readonly why: string }

/** As much of the peer as is used here. */
interface Actual {
  readonly init: (options: { readonly dataDir: string; readonly verbose: boolean }) => Promise<{
    readonly send: (name: "create-budget" | "delete-budget" | "close-budget", args?: object) => Promise<unknown>
  }>
  readonly getBudgets: () => Promise<ReadonlyArray<{ readonly id?: string }>>
  readonly createAccount: (account: { readonly name: string }, balance: number) => Promise<string>
  readonly importTransactions: (
    account: string,
    rows: ReadonlyArray<PeerRow & { readonly account: string }>
  ) => Promise<{
    readonly added: ReadonlyArray<string>
    readonly updated: ReadonlyArray<string>
    readonly errors: ReadonlyArray<{ readonly message: string }>
  }>
  readonly getTransactions: (
    account: string,
    from: string,
    to: string
  ) => Promise<ReadonlyArray<{ readonly amount: number }>>
}

const started = async (installed: string, dataDir: string): Promise<(order: Order) => Promise<Answer>> => {
  Socket.prototype.connect = () => {
    throw new Error("the peer asked for the network")
  }
  const actual = createRequire(join(installed, "package.json"))("@actual-app/api") as Actual // what its own types say
  const { send } = await actual.init({ dataDir, verbose: false })
  let account = ""

  /** Waits until it does nothing of its own accord any more, then frees what that left. */
  const rest = async (): Promise<void> => {
    for (let quiet = 0, turns = 0; quiet < 3 && turns < 100; turns++) {
      const before = MergeCpu.own()
      await pause(100)
      quiet = MergeCpu.own() - before < 5 ? quiet + 1 : 0
    }
    Garbage.collect()
  }

  const imported = async (into: string, rows: ReadonlyArray<PeerRow>) => {
    const told = rows.map((row) => ({ ...row, account: into }))
    const before = MergeCpu.own()
    const { added, errors, updated } = await actual.importTransactions(into, told)
    const cpu = MergeCpu.own() - before
    if (errors[0] !== undefined) throw new Error(errors[0].message)
    return { cpu, added: added.length, updated: updated.length }
  }

  return async (told) => {
    switch (told.order) {
      case "begin": {
        const before = await actual.getBudgets()
        await send("close-budget")
        for (const { id } of before) await send("delete-budget", { id })
        await send("create-budget", { budgetName: "bench", avoidUpload: true })
        account = await actual.createAccount({ name: "Checking" }, 0)
        await rest()
        return { answer: "begun" }
      }
      case "import": {
        const cost = await imported(account, told.rows)
        await rest()
        return { answer: "imported", ...cost }
      }
      case "histories": {
        const into = await actual.createAccount({ name: "History" }, 0)
        for (const rows of told.imports) await imported(into, rows)
        const held = await actual.getTransactions(into, "1900-01-01", "2999-12-31")
        return { answer: "holds", amounts: held.map(({ amount }) => amount) }
      }
    }
  }
}

const main = async ([installed = "", dataDir = ""]: ReadonlyArray<string>): Promise<void> => {
  const answer = (what: Answer): void => void process.send?.(what)
  const obey = await started(installed, dataDir)
  process.on("message", (order: Order) => {
    obey(order).then(answer, (error: unknown) => {
      answer({ answer: "failed", why: error instanceof Error ? error.message : String(error) })
    })
  })
  process.on("disconnect", () => process.exit())
  answer({ answer: "ready" })
}

if (import.meta.main) await main(process.argv.slice(2))
