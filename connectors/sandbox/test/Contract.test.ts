import { contract } from "@tomada/connector-testing/Contract"

import { connectors } from "../src/index.ts"

/** In a browser the whole contract takes minutes: `pnpm prove:contract`. */
const recorded = new Set(["sandbox", "sandbox-two-step"])

contract(
  connectors.filter(({ manifest }) => recorded.has(manifest.slug)),
  import.meta.url
)
