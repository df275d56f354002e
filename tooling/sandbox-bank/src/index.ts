export * as Ledger from "./Ledger.ts"
export * as Users from "./Users.ts"
export { LogEntry } from "./RequestLog.ts"
export { defaultSeed, type Options, SandboxBank } from "./SandboxBank.ts"
