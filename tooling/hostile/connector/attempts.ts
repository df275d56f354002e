// What a connector may try that means harm, one attempt each: `target` is whatever the attempt is about, the answer is what it got. An
// attempt that is refused throws. None of them does damage where it succeeds: the same attempts are made with nothing in the way.
import { spawnSync } from "node:child_process"
import * as dgram from "node:dgram"
import * as dns from "node:dns/promises"
import * as fs from "node:fs"
import * as http from "node:http"
import * as inspector from "node:inspector"
import * as net from "node:net"
import * as vm from "node:vm"
import { Worker } from "node:worker_threads"

type Attempt = (target: string) => Promise<string> | string

const connected = (socket: net.Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    socket.once("error", reject)
    socket.once("connect", () => {
      socket.destroy()
      resolve("connected")
    })
  })

const hostPort = (target: string) => {
  const [host = "", port = ""] = target.split(/:(?=\d+$)/)
  return { host, port: Number(port) }
}

interface Raw {
  readonly bind: (host: string, port: number) => number
  readonly close: () => void
}

/** What a server stands on, whose constructor makes sockets that no function of a module is asked for. */
const handleOf = (server: net.Server): { readonly constructor: new (kind: number) => Raw } =>
  Reflect.get(server, "_handle")

type SqliteDatabase = { readonly prepare: (sql: string) => { readonly all: () => unknown } }

const builtin = <A>(name: string): A => process.getBuiltinModule(name) as A // by its name

export const attempts: Readonly<Record<string, Attempt>> = {
  environment: (name) => process.env[name] ?? "",
  "environment of a report": (name) => {
    const { environmentVariables = {} } = process.report.getReport() as {
      environmentVariables?: Record<string, string>
    }
    return environmentVariables[name] ?? ""
  },
  "environment of the parent": () => fs.readFileSync(`/proc/${process.ppid}/environ`, "utf8"),
  "environment of itself": () => fs.readFileSync("/proc/self/environ", "utf8"),
  "environment of process 1": () => fs.readFileSync("/proc/1/environ", "utf8"),
  file: (path) => fs.readFileSync(path, "utf8"),
  "file by its promise": (path) => fs.promises.readFile(path, "utf8"),
  "file by an open number": (path) => fs.readFileSync(fs.openSync(path, "r"), "utf8"),
  "file by another way": (path) => fs.readFileSync(`${process.cwd()}/../../../../../../../../${path}`, "utf8"),
  "file by /proc": (path) => fs.readFileSync(`/proc/self/root${path}`, "utf8"),
  "file by a module": async (path) => JSON.stringify(await import(`${path}?raw`, { with: { type: "json" } })),
  "file by SQLite": (path) => {
    const { DatabaseSync } = builtin<{ readonly DatabaseSync: new (path: string) => SqliteDatabase }>("node:sqlite")
    const database = new DatabaseSync(path)
    return JSON.stringify(database.prepare("select * from secrets").all())
  },
  "file by a loader of another realm": (path) =>
    String(
      vm.runInThisContext("(process, path) => process.getBuiltinModule('node:fs').readFileSync(path, 'utf8')")(
        process,
        path
      )
    ),
  folder: (path) => fs.readdirSync(path).join(),
  link: (path) => fs.readlinkSync(path),
  "a link of its own": (path) => {
    const link = `${path}.link`
    fs.symlinkSync(path, link)
    return fs.readFileSync(link, "utf8")
  },
  "open files": () => fs.readdirSync("/proc/self/fd").join(),
  "memory of the parent": () => String(fs.openSync(`/proc/${process.ppid}/mem`, "r")),
  write: (path) => {
    fs.writeFileSync(path, "was here")
    return "written"
  },
  "program of the system": () => String(spawnSync("id").stdout),
  worker: () =>
    new Promise((resolve, reject) => {
      const worker = new Worker("require('node:worker_threads').parentPort.postMessage('alive')", { eval: true })
      worker.once("message", resolve)
      worker.once("error", reject)
    }),
  "internal binding": () => String(Reflect.get(process, "binding").call(process, "fs")),
  addon: (path) => {
    process.dlopen({ exports: {} }, path)
    return "loaded"
  },
  inspector: () => {
    const session = new inspector.Session()
    session.connect()
    session.disconnect()
    return "connected"
  },
  "signal to the parent": () => {
    process.kill(process.ppid, 0)
    return "sent"
  },
  "raw socket": (target) => connected(net.connect(hostPort(target))),
  "socket of a handle": () => {
    const server = net.createServer().listen(0)
    const made = new (handleOf(server).constructor)(0)
    server.close()
    const answer = made.bind("0.0.0.0", 0)
    made.close()
    if (answer !== 0) throw new Error("not bound")
    return "bound"
  },
  "socket file": (path) => connected(net.connect(path)),
  listener: () =>
    new Promise((resolve, reject) => {
      const server = net.createServer()
      server.once("error", reject)
      server.listen(0, "127.0.0.1", () => {
        server.close()
        resolve("listening")
      })
    }),
  datagram: (target) =>
    new Promise((resolve, reject) => {
      const { host, port } = hostPort(target)
      const socket = dgram.createSocket("udp4")
      socket.once("error", reject)
      socket.send("x", port, host, (error) => {
        socket.close()
        if (error === null) resolve("sent")
        else reject(error)
      })
    }),
  "web of Node": (target) =>
    new Promise((resolve, reject) => {
      http.get(`http://${target}/`, () => resolve("answered")).once("error", reject)
    }),
  fetch: async (target) => String((await fetch(`http://${target}/`)).status),
  "name of the system": async (target) => (await dns.lookup(target)).address,
  "what another visit left": () => String(Reflect.get(globalThis, "left by a visit") ?? "")
}

/** What it does to whoever runs it: these never answer. */
export const harms: Readonly<Record<string, () => unknown>> = {
  memory: () => {
    const held: Array<unknown> = []
    for (;;) held.push({ some: Array.from({ length: 1_000 }, (_, index) => ({ index })) })
  },
  "memory outside the heap": () => {
    const held: Array<Buffer> = []
    for (;;) held.push(Buffer.alloc(32 * 1024 * 1024, 1))
  },
  processor: () => {
    for (;;);
  },
  garbage: () => {
    const noise = Buffer.alloc(64 * 1024, 0x41)
    for (;;) fs.writeSync(3, noise)
  },
  "long message": () => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(0xffff_ffff)
    return fs.writeSync(3, length)
  },
  "wrong words": () => {
    const text = Buffer.from(JSON.stringify({ t: "ok", id: 99, value: null }))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    return fs.writeSync(3, Buffer.concat([length, text]))
  },
  crash: () => process.exit(3),
  throw: () => {
    throw new Error("on purpose")
  },
  nothing: () => undefined
}
