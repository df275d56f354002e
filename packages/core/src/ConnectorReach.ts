// Which connectors an application may have Items of. An application that plays, as that of the demo does, must not be the way to
// anybody's bank: whoever can use it can at most visit a bank that is made up, or bring a file that they have.
import { Schema } from "effect"

import type { Manifest } from "./Manifest.ts"

/** `trial`: those of a sandbox, and those that read a file and visit nobody. */
export const ConnectorReach = Schema.Literals(["all", "trial"])
export type ConnectorReach = typeof ConnectorReach.Type

/** Whether an application of this reach may have Items of the connector. */
export const reaches = (
  reach: ConnectorReach,
  { sandbox, transport }: Pick<Manifest, "sandbox" | "transport">
): boolean => reach === "all" || sandbox || transport === "file"
