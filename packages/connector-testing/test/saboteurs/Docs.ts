// A package that says something else than the manifest.
import { Effect } from "effect"

import * as Subject from "../../src/contract/Subject.ts"
import * as Model from "../model/Model.ts"
import { files, readme } from "./Package.ts"
import type { Saboteur } from "./Saboteur.ts"

const withFiles = (entries: Readonly<Record<string, string>>) =>
  Effect.flatMap(Model.recorded(), (ok) => Subject.make(Model.connector, [ok], { files: files(entries) }))

export const saboteurs: ReadonlyArray<Saboteur> = [
  { breaks: "C-60", how: "has no README", subject: withFiles({}) },
  {
    breaks: "C-60",
    how: "promises a product in its README that it does not read",
    subject: withFiles({ "README.md": readme.replace("`TRANSACTIONS`", "`TRANSACTIONS`, `LOANS`") })
  }
]
