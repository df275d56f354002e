// What Node offers that its permission model lets through: sockets, names, signals, SQLite, V8's own flags. It is a fence and no
// wall: where the system gives the child a network and processes of its own there is nothing behind it, and elsewhere only it
// stands. What is taken away is taken from the prototypes of the handles too, which every socket leads to.
import dgram from "node:dgram"
import dns from "node:dns"
import http2 from "node:http2"
import { syncBuiltinESMExports } from "node:module"
import net from "node:net"
import v8 from "node:v8"

class NotAllowed extends Error {
  readonly code = "ERR_ACCESS_DENIED"
  constructor() {
    super("A connector reaches institutions through Http alone.")
  }
}

const refuse = (): never => {
  throw new NotAllowed()
}

type Holder = Record<string, unknown>

/** Takes the functions of these names from an object, for good. */
const take = (from: unknown, names: ReadonlyArray<string>): void => {
  for (const name of names) {
    if (typeof (from as Holder)[name] !== "function") continue // of whatever Node gives out under this name
    Object.defineProperty(from, name, { value: refuse, writable: false, configurable: false })
  }
}

const handles = ["connect", "connect6", "bind", "bind6", "listen", "open", "send", "send6"]

/** The prototype of what a socket stands on. */
const handleOf = (holder: unknown, key: string | symbol): unknown => {
  const handle: unknown = Reflect.get(Object(holder), key)
  if (typeof handle !== "object" || handle === null) throw new Error("Node keeps its handles elsewhere than it did.")
  return Object.getPrototypeOf(handle)
}

const takeHandles = (channel: net.Socket): void => {
  take(handleOf(channel, "_handle"), handles)
  const server: unknown = Reflect.get(net, "_createServerHandle")("0.0.0.0", 0, 4)
  take(Object.getPrototypeOf(server), handles)
  ;(server as { close: () => void }).close() // a handle that is bound and listens to nobody
  const socket = dgram.createSocket("udp4")
  const state = Object.getOwnPropertySymbols(socket).find((symbol) => String(symbol).includes("state symbol"))
  take(handleOf(state === undefined ? undefined : Reflect.get(socket, state), "handle"), [...handles, "disconnect"])
  socket.close()
  const resolver = handleOf(new dns.Resolver(), "_handle")
  const asks = Object.getOwnPropertyNames(resolver).filter((name) => /^(?:query|getHostByAddr)/.test(name))
  take(resolver, asks)
}

const takeModules = (): void => {
  take(net, ["connect", "createConnection", "createServer", "_createServerHandle"])
  take(net.Socket.prototype, ["connect"])
  take(net.Server.prototype, ["listen"])
  take(dgram, ["createSocket"])
  const names = Object.keys(dns).filter((name) => /^(?:lookup|lookupService|resolve\w*|reverse)$/.test(name))
  take(dns, names)
  take(dns.promises, names)
  take(http2, ["createServer", "createSecureServer"])
  take(v8, ["setFlagsFromString", "writeHeapSnapshot", "setHeapSnapshotNearHeapLimit", "startCpuProfile"])
  syncBuiltinESMExports()
}

/** The parts of the process that lead out of it. */
const takeProcess = (): void => {
  take(process, [
    "kill",
    "_kill",
    "_debugProcess",
    "_debugEnd",
    "_startProfilerIdleNotifier",
    "execve",
    "dlopen",
    "binding",
    "_linkedBinding",
    "setuid",
    "setgid",
    "seteuid",
    "setegid",
    "setgroups",
    "initgroups",
    "chdir",
    "loadEnvFile",
    "abort"
  ])
  for (const name of ["env", "report"]) {
    Object.defineProperty(process, name, { value: Object.freeze({}), writable: false, configurable: false })
  }
}

/** Nothing opens again. `channel`: any socket over a pipe. */
export const close = (channel: net.Socket): void => {
  takeHandles(channel)
  takeModules()
  takeProcess()
}
