// CREDIT_CARDS: the connector has not been taught to read them, and says so to whoever asks.
import { type Connector, Errors } from "@tomada/connector-kit"
import { Stream } from "effect"

import type { Session } from "./session.ts"

export const creditCards = (_session: Session): Connector.Rows<"CREDIT_CARDS"> =>
  Stream.fail(new Errors.Unsupported({ what: "CREDIT_CARDS" }))
