// Processes for the connectors that are not of this repository, as `ConnectorHost.layerProcess` asks for them. What starts them is an
// adapter of the system, kept in a room of its own.
export { type ChildrenOptions, isolation, layer } from "./process/Children.ts"
export type { Isolation } from "./process/Isolation.ts"
