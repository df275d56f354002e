import { assert, describe, it } from "@effect/vitest"

import * as StartupError from "../src/StartupError.ts"

const errors: ReadonlyArray<readonly [StartupError.StartupError, string]> = [
  [
    new StartupError.PortInUse({ host: "127.0.0.1", port: 4000 }),
    "Port 4000 on 127.0.0.1 is already in use: stop the other program or set PORT to a free one."
  ],
  [
    new StartupError.FolderNotWritable({ path: "/x", problem: "EACCES:\n  permission denied" }),
    "The data folder /x cannot be written (EACCES: permission denied): set TOMADA_HOME to a folder that this user may write."
  ],
  [
    new StartupError.FolderInUse({ path: "/x", pid: 7 }),
    "The data folder /x is in use by process 7: stop it first or set TOMADA_HOME to another folder."
  ],
  [
    new StartupError.DatabaseUnreachable({ where: "db:5432/app" }),
    "The database at db:5432/app cannot be reached: check DATABASE_URL and that PostgreSQL runs there."
  ],
  [
    new StartupError.PostgresNotStarted({ reason: "it is tired; wake it." }),
    "The embedded PostgreSQL did not start: it is tired; wake it."
  ],
  [
    new StartupError.KeyMissing({ keyId: "k1", source: "TOMADA_KEY" }),
    "The stored credentials are sealed with key k1, which is not in TOMADA_KEY: restore that key; no new one is made in its place."
  ],
  [
    new StartupError.BadSetting({ name: "PORT", problem: "it is not a number" }),
    "The setting PORT cannot be used: it is not a number."
  ]
]

describe("a start that fails", () => {
  it.each(errors)("%o says in one line what happened and what to do", (error, line) => {
    assert.strictEqual(StartupError.describe(error), line)
  })
})
