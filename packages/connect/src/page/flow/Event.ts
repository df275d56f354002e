// What happens to a connection, and what is to be done about it. Events come from the person, the server and the clock; commands are carried
// out by the widget and come back as events.
import type { Choice, Connector, Grant, Item, Parameters, Refusal } from "../api/Wire.ts"
import type { HostEvent } from "../host/Host.ts"

/** What the server was asked for when it refused or did not answer. */
export type Asked = "opening" | "list" | "choice" | "create" | "update" | "answer" | "poll"

export type Event =
  | { readonly type: "opened"; readonly grant: Grant; readonly choice: Choice | null; readonly item: Item | null }
  /** A page frames this one that the application did not name. */
  | { readonly type: "barred" }
  | { readonly type: "agreed" }
  | { readonly type: "listed"; readonly connectors: ReadonlyArray<Connector> }
  | { readonly type: "chose"; readonly connector: Connector }
  | { readonly type: "choice"; readonly choice: Choice }
  | { readonly type: "submitted"; readonly parameters: Parameters }
  | { readonly type: "answered"; readonly parameters: Parameters }
  | { readonly type: "item"; readonly item: Item; readonly polled: boolean }
  | { readonly type: "refused"; readonly asked: Asked; readonly refusal: Refusal }
  | { readonly type: "unreachable"; readonly asked: Asked }
  | { readonly type: "retry" }
  | { readonly type: "back" }
  | { readonly type: "again" }
  | { readonly type: "change" }
  | { readonly type: "other" }

export type Command =
  | { readonly do: "open" }
  | { readonly do: "list" }
  | { readonly do: "choose"; readonly connectorId: number }
  | {
      readonly do: "create"
      readonly connectorId: number
      readonly products: ReadonlyArray<string>
      readonly parameters: Parameters
    }
  | {
      readonly do: "update"
      readonly itemId: string
      readonly parameters: Parameters | null
      readonly agreed: boolean
    }
  | { readonly do: "answer"; readonly itemId: string; readonly parameters: Parameters }
  | { readonly do: "poll"; readonly itemId: string; readonly after: number }
  | { readonly do: "retry"; readonly after: number }
  | { readonly do: "stop" }
  | { readonly do: "tell"; readonly event: HostEvent }
  | { readonly do: "succeed"; readonly item: Item }
  | { readonly do: "fail"; readonly message: string; readonly data: Failure | null }

type Failure = { readonly item: Item } | { readonly items: ReadonlyArray<string> }
