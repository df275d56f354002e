// The widget's page as it is in this checkout: what builds it belongs to the whole repository, so it runs as a program of its own.
import { once } from "node:events"

import * as Child from "@tomada/bench/Child"

/** Builds the page where it is older than its source. */
export const build = async (): Promise<void> => {
  const child = Child.start("tooling/page.ts", [], {})
  const [code] = await once(child.process, "exit")
  if (code !== 0) throw new Error(`the page was not built: ${child.lastWords()}`)
}
