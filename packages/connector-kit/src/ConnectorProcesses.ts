// What a host of connectors needs of processes: one child for one visit, with a channel to speak over and, where it may reach
// institutions, a door that lets it through to the hosts of its list alone. The kit says what is spoken; who starts a process
// and what the system is asked to keep from it is the engine's.
import type { Duplex } from "node:stream"

import { Context, type Effect, Schema, type Scope } from "effect"

import type { EgressList } from "./EgressList.ts"

/** The program of a child. */
export const entry = new URL(
  `./internal/process/Entry${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`,
  import.meta.url
)

/** What a child is started for. Without `egress` it reaches nothing. */
export interface ProcessRequest {
  /** The file of the module whose `connectors` it runs, as a URL. */
  readonly module: string
  readonly egress: EgressList | null
  /** After so many seconds it is ended, whatever it does. */
  readonly seconds: number
}

/** No child could be started; `why` says what to do about it, in a sentence for the operator. */
export class ProcessUnavailable extends Schema.TaggedError<ProcessUnavailable>()("ProcessUnavailable", {
  why: Schema.String
}) {
  override get message() {
    return this.why
  }
}

export class ConnectorProcesses extends Context.Service<
  ConnectorProcesses,
  {
    /** Closing the scope ends the child and whatever it started. */
    start(request: ProcessRequest): Effect.Effect<Duplex, ProcessUnavailable, Scope.Scope>
  }
>()("@tomada/connector-kit/ConnectorProcesses") {}
