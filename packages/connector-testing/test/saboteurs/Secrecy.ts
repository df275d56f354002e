// Connectors that say, give away or leave lying what they were told.
import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Connector } from "@tomada/connector-kit"
import { Effect, Redacted } from "effect"

import * as Subject from "../../src/contract/Subject.ts"
import * as Model from "../model/Model.ts"
import { accounts } from "../model/ModelBank.ts"
import type { Saboteur } from "./Saboteur.ts"

const subjectOf = (connector: Connector.Connector, options: Model.Recorded = {}) =>
  Effect.flatMap(Model.recorded({ ...options, connector }), (cassette) => Subject.make(connector, [cassette]))

const talking = Connector.make({
  ...Model.definition,
  login: (given, known) =>
    Effect.andThen(
      Effect.logInfo(`logging in ${Buffer.from(Redacted.value(given).password).toString("base64")}`),
      Model.login(given, known)
    )
})

/** A process that is told the password, and lasts as long as the visit. */
const delegating = Connector.make({
  ...Model.definition,
  manifest: { ...Model.manifest, transport: "browser" },
  login: (given, known) =>
    Effect.andThen(
      Effect.acquireRelease(
        Effect.sync(() =>
          spawn("tail", ["-f", "/dev/null"], {
            stdio: "ignore",
            env: { ...process.env, GIVEN: Redacted.value(given).password }
          })
        ),
        (child) => Effect.sync(() => void child.kill("SIGKILL"))
      ),
      Model.login(given, known)
    )
})

/** Into the folder of the check alone: a saboteur leaves nothing on the machine. */
const littering = Connector.make({
  ...Model.definition,
  login: (given, known) =>
    Effect.tap(Model.login(given, known), () =>
      Effect.sync(() => {
        if (tmpdir().includes("tomada-visit-")) writeFileSync(join(tmpdir(), "statement.pdf"), "")
      })
    )
})

const [first, ...others] = accounts

export const saboteurs: ReadonlyArray<Saboteur> = [
  { breaks: "C-50", how: "logs the password in another writing", subject: subjectOf(talking) },
  { breaks: "C-51", how: "gives the password to another process", subject: subjectOf(delegating) },
  {
    breaks: "C-52",
    how: "has somebody's address in its recording",
    subject: subjectOf(Model.connector, {
      accounts: first === undefined ? [] : [{ ...first, name: "ana.souza@posteo.net" }, ...others]
    })
  },
  { breaks: "C-53", how: "keeps a document in a file", subject: subjectOf(littering) }
]
