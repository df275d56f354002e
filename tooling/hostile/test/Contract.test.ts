// What connectors of this repository keep in this process they keep behind `layerProcess` too: a few of the contract's checks, because
// each visit is a process; all of them are run by `pnpm prove:process-host`.
import { connectors as sandbox } from "@tomada/connector-sandbox"
import { connectors as files } from "@tomada/connector-statement-files"
import { contract } from "@tomada/connector-testing/Contract"

import { hostOf } from "../src/Contract.ts"

const ofFiles = import.meta.resolve("@tomada/connector-statement-files")
const ofSandbox = import.meta.resolve("@tomada/connector-sandbox")

contract(files, ofFiles, { host: hostOf(ofFiles, files), checks: ["C-27"] })
contract(
  sandbox.filter(({ manifest }) => manifest.slug === "sandbox-two-step"),
  ofSandbox,
  { host: hostOf(ofSandbox, sandbox), checks: ["C-22"] }
)
