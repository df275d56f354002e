import { contract } from "@tomada/connector-testing/Contract"

import { connectors } from "../src/index.ts"

contract(connectors, import.meta.url)
