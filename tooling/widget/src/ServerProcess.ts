// `tomada up` in a process of its own, that can be killed and started again at the same address with the same data. All that it ever said is
// kept, since secrets are looked for in it.
import { readFileSync } from "node:fs"
import { join } from "node:path"

import * as Child from "@tomada/bench/Child"

export interface ServerProcess {
  /** Without a slash at the end; the same after a restart. */
  readonly address: string
  /** The data folder. */
  readonly home: string
  readonly application: { readonly clientId: string; readonly clientSecret: string }
  /** Everything it said on both outputs, of all its starts. */
  readonly said: () => string
  /** Ends it without a word, as a crash would. */
  readonly kill: () => Promise<void>
  /** What an operator types beside it: `tomada <args>`. */
  readonly operate: (...args: ReadonlyArray<string>) => Promise<void>
  readonly startAgain: () => Promise<void>
  readonly close: () => Promise<void>
}

const exited = ({ process }: Child.Child): Promise<void> =>
  process.exitCode !== null || process.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => process.once("exit", () => resolve()))

export const open = async (home: string, environment: Readonly<Record<string, string>>): Promise<ServerProcess> => {
  const said: Array<string> = []
  const start = (port: string): Child.Child => {
    const child = Child.start("packages/cli/src/main.ts", ["up", "--json"], {
      ...environment,
      PORT: port,
      TOMADA_HOME: home
    })
    for (const output of [child.process.stdout, child.process.stderr])
      output?.on("data", (chunk) => void said.push(String(chunk)))
    return child
  }
  const addressOf = async (child: Child.Child): Promise<string> => (await child.says(/"address":"([^"]*)"/))[1] ?? ""

  let child = start("0")
  try {
    const address = await addressOf(child)
    // What the server wrote at its first start.
    const application = JSON.parse(readFileSync(join(home, "client.json"), "utf8")) as ServerProcess["application"]
    return {
      address,
      home,
      application,
      said: () => said.join(""),
      kill: async () => {
        child.process.kill("SIGKILL")
        await exited(child)
      },
      operate: async (...args) => {
        const operator = Child.start("packages/cli/src/main.ts", args, { TOMADA_HOME: home })
        await exited(operator)
        if (operator.process.exitCode !== 0) throw new Error(`tomada ${args.join(" ")}: ${operator.lastWords()}`)
      },
      startAgain: async () => {
        child = start(new URL(address).port)
        await addressOf(child)
      },
      close: () => child.end()
    }
  } catch (error) {
    await child.end()
    throw error
  }
}
