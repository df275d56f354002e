// A process of its own: the connector of a folder syncs the sandbox bank once, through the whole engine, and says what is held afterwards
// beside what the bank knows. `node GuideSync.ts <folder of the connector>`
import { join } from "node:path"
import { pathToFileURL } from "node:url"

import type { Connector } from "@tomada/connector-kit"
import { Stage } from "@tomada/connector-testing"
import { Ledger, SandboxBank } from "@tomada/sandbox-bank"
import { Effect, Redacted } from "effect"

const user = "user-ok-short+7731905"
const host = "bank.sandbox.test"

const synced = (connector: Connector.Connector) =>
  Effect.gen(function* () {
    const bank = yield* SandboxBank
    const stage = yield* Stage.open({
      connector,
      connectTo: { [host]: new URL(bank.url).host },
      answers: () => Effect.succeed(Redacted.make("123456")),
      pause: Stage.inRealTime
    })
    const { item } = yield* stage.create(Redacted.make({ user, password: "password-ok" }))
    const accounts = yield* stage.accounts(item.id)
    const rows = yield* Effect.forEach(accounts, ({ id }) => stage.transactions(id))
    const owner = { seed: bank.seed, user }
    const today = yield* bank.today
    const known = Ledger.accountsOf(owner).flatMap(({ id, type }) =>
      type === "checking" ? Ledger.rowsAt(owner, id, today) : []
    )
    return {
      status: item.executionStatus,
      accounts: accounts.length,
      held: rows
        .flat()
        .flatMap(({ institutionId }) => institutionId ?? [])
        .toSorted(),
      known: known.map(({ id }) => id).toSorted()
    }
  }).pipe(Effect.scoped, Effect.provide(SandboxBank.layer()))

const load = async (folder: string): Promise<Connector.Connector> => {
  const module = (await import(pathToFileURL(join(folder, "src/index.ts")).href)) as {
    readonly connectors: ReadonlyArray<Connector.Connector>
  } // as every connector's index exports
  const [connector] = module.connectors
  if (connector === undefined) throw new Error("the folder has no connector")
  return connector
}

console.log(JSON.stringify(await Effect.runPromise(synced(await load(process.argv[2] ?? "")))))
