import { contract } from "@tomada/connector-testing/Contract"

import { connectors } from "../src/index.ts"

const named = (...slugs: ReadonlyArray<string>) => connectors.filter(({ manifest }) => slugs.includes(manifest.slug))

contract(named("sandbox", "sandbox-two-step"), import.meta.url)

/** In a browser the whole contract takes minutes (`pnpm prove:contract`): here those checks that need one visit or a few. */
contract(named("sandbox-browser"), import.meta.url, { checks: ["C-22", "C-26", "C-28", "C-30", "C-43"] })
