// What connectors of this repository keep in this process they keep behind `layerProcess` too: a spread of the contract's checks; all
// of them are run by `pnpm prove:process-host`.
import { connectors } from "@tomada/connector-statement-files"
import { contract } from "@tomada/connector-testing/Contract"

import { hostOf } from "../src/Contract.ts"

const module = import.meta.resolve("@tomada/connector-statement-files")

contract(connectors, module, { host: hostOf(module, connectors) })
