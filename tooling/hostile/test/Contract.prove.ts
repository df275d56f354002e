// The whole contract behind `layerProcess`, of every connector of this repository that has recordings and needs no browser.
import { connectors as sandbox } from "@tomada/connector-sandbox"
import { connectors as files } from "@tomada/connector-statement-files"
import { contract } from "@tomada/connector-testing/Contract"

import { hostOf } from "../src/Contract.ts"

const slugs = new Set(["sandbox", "sandbox-two-step"])
const ofFiles = import.meta.resolve("@tomada/connector-statement-files")
const ofSandbox = import.meta.resolve("@tomada/connector-sandbox")
const timeout = 600_000

contract(files, ofFiles, { host: hostOf(ofFiles, files), timeout })
contract(
  sandbox.filter(({ manifest }) => slugs.has(manifest.slug)),
  ofSandbox,
  { host: hostOf(ofSandbox, sandbox), timeout }
)
