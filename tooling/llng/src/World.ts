// The bank while it runs: LemonLDAP::NG, hledger-web and nginx on loopback, all they write in one folder that goes with them. Whoever opens it
// closes it; when opening fails or is aborted nothing stays behind.
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"

import * as Captchas from "./Captchas.ts"
import * as Debian from "./Debian.ts"
import * as Enrolment from "./Enrolment.ts"
import * as Folder from "./Folder.ts"
import * as Journal from "./Journal.ts"
import * as JournalText from "./JournalText.ts"
import * as Nginx from "./Nginx.ts"
import * as People from "./People.ts"
import * as Portal from "./Portal.ts"
import * as Process from "./Process.ts"
import * as Programs from "./Programs.ts"
import { addresses, hosts, paths, type Site } from "./Site.ts"
import * as Totp from "./Totp.ts"
import * as Visitor from "./Visitor.ts"

export interface Options extends Portal.Locks {
  readonly journal: Journal.Journal
  /** Hears of what takes its time. */
  readonly say?: (line: string) => void
  /** Gives opening up, and waiting for a code. */
  readonly signal?: AbortSignal
}

export interface World {
  /** Without a slash at the end. Nobody knows these names: see `connectTo`. */
  readonly portal: string
  readonly application: string
  /** Where the two hosts really answer: `127.0.0.1` and the port, as the kit's `Http` takes it. */
  readonly connectTo: Readonly<Record<string, string>>
  /** A person whom the portal knows. */
  readonly login: Enrolment.Credentials
  /** What the application shows now. */
  readonly journal: () => Journal.Journal
  /** Writes more into the journal; resolves once the application shows it. */
  readonly append: (transactions: ReadonlyArray<Journal.Transaction>) => Promise<void>
  /** As a person does it in the portal; answers the secret. Needs `totp`, and rejects when the person has one. */
  readonly enrolTotp: () => Promise<string>
  /** A code of the secret that was not given before; waits for the next step, up to thirty seconds, when it has to. */
  readonly nextCode: (secret: string) => Promise<string>
  /** What a person would read in the captcha of the login page with this token. */
  readonly captchaAnswer: (token: string) => string
  /** The same of the login page that was shown last. */
  readonly newestCaptcha: () => string
  /** Ends all sessions at the bank's side, as it does by itself after hours; the cookies of visitors stay. */
  readonly endSessions: () => void
  /** What has to be gone once it is closed. */
  readonly folder: string
  readonly processes: () => ReadonlyArray<number>
  /** Somebody without a browser and without cookies; closed with the bank. */
  readonly visitor: () => Visitor.Visitor
  /** For whoever else has to leave before it is closed. */
  readonly beforeClose: (leave: () => Promise<void>) => void
  readonly close: () => Promise<void>
}

/** Neither is a word of any page. */
const login: Enrolment.Credentials = { user: "ana.lima.7731905", password: "pw-9x4kq-zebra" }
const patience = 30_000

const now = (): number => Date.now() / 1000

const freePorts = async (count: number): Promise<ReadonlyArray<number>> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"))
  await Promise.all(servers.map((server) => once(server, "listening")))
  const ports = servers.map((server) => (server.address() as AddressInfo).port) // they listen on TCP
  await Promise.all(servers.map((server) => once(server.close(), "close")))
  return ports
}

/** Whether the application has as many entries as this journal; asked past the portal. */
const shows = async ({ hledgerPort }: Site, { transactions }: Journal.Journal): Promise<boolean> => {
  const entries: unknown = await fetch(`http://127.0.0.1:${hledgerPort}/transactions`).then(
    (answer) => answer.json(),
    () => undefined // it does not listen yet
  )
  return Array.isArray(entries) && entries.length === transactions.length
}

/** Resolves once the answer is true; rejects with its words when a program ends before, and with those of all when it takes too long. */
const until = async (
  what: string,
  running: ReadonlyArray<Process.Running>,
  isTrue: () => Promise<boolean>,
  signal: AbortSignal | undefined
): Promise<void> => {
  const deadline = performance.now() + patience
  for (;;) {
    const isDone = await isTrue()
    signal?.throwIfAborted()
    if (isDone) return
    const ended = running.find((process) => process.hasEnded())
    if (ended !== undefined) throw new Error(`${ended.name} ended: ${ended.words()}`)
    if (performance.now() > deadline) {
      const words = running.map((one) => `${one.name} said: ${one.words()}`)
      throw new Error([`${what}: not within ${patience / 1000} seconds`, ...words].join("\n"))
    }
    await sleep(50)
  }
}

const prepare = (site: Site, folder: Folder.Folder, { journal, ...locks }: Options): void => {
  const own = paths(site)
  for (const path of [own.settings, own.sessions, own.persistent, own.locks, own.cache, own.temporary])
    folder.makeFolder(path)
  folder.writeFile(own.journal, JournalText.journal(journal))
  folder.writeFile(own.settingsFile, JSON.stringify(Portal.settings(site, locks, randomBytes(8).toString("hex"))))
  folder.writeFile(own.portalIni, Portal.ini(site))
  folder.writeFile(own.nginx, Nginx.configuration(site))
  People.write(own.people, [login])
  folder.give(own.people)
}

/** Starts the bank with this journal. Fails with `PackagesMissing` where it cannot be had. */
export const open = async (options: Options): Promise<World> => {
  const { say = () => undefined, signal } = options
  await Debian.ensure(say)
  signal?.throwIfAborted()
  const account = Folder.owner()
  const [port = 0, hledgerPort = 0] = await freePorts(2)
  const folder = Folder.make(account)
  const site: Site = { folder: folder.path, port, hledgerPort }
  const own = paths(site)
  const connectTo = Object.fromEntries(Object.values(hosts).map((host) => [host, `127.0.0.1:${port}`]))
  const running: Array<Process.Running> = []
  const leaving: Array<() => Promise<void>> = []
  let journal = options.journal
  let lastStep = 0

  const visitor = (): Visitor.Visitor => {
    const fresh = Visitor.open(connectTo)
    leaving.push(fresh.close)
    return fresh
  }
  const ready = (what: string, isTrue: () => Promise<boolean>) => until(what, running, isTrue, signal)
  const nextStep = async (): Promise<number> => {
    const wanted = Math.max(lastStep + 1, Totp.stepAt(now()))
    lastStep = wanted
    const wait = wanted * Totp.stepSeconds - now()
    if (wait > 0) {
      say(`waiting ${Math.ceil(wait)} seconds for a fresh code`)
      await sleep(wait * 1000, undefined, signal === undefined ? {} : { signal })
    }
    return wanted
  }
  const nextCode = async (secret: string): Promise<string> => Totp.code(secret, await nextStep())
  let closed: Promise<void> | undefined
  const closing = async (): Promise<void> => {
    try {
      await Promise.all(leaving.map((leave) => leave()))
    } finally {
      await Process.endAll(running).finally(folder.remove)
    }
  }
  const close = (): Promise<void> => (closed ??= closing())

  try {
    prepare(site, folder, options)
    for (const program of Programs.all(site)) running.push(Process.start({ ...program, account }))
    const { application, portal } = addresses
    const asker = visitor()
    const showsLogin = () =>
      asker.get(`${portal}/`).then(
        ({ text }) => text.includes('id="lform"'),
        () => false // it answers 502 and 500 before it is all there
      )
    await ready("the portal", async () => existsSync(own.socket) && (await showsLogin()))
    await ready("the application", () => shows(site, journal))
    return {
      portal,
      application,
      connectTo,
      login,
      journal: () => journal,
      append: async (transactions) => {
        const next = Journal.appended(journal, transactions)
        folder.writeFile(own.journal, JournalText.journal(next))
        journal = next
        await ready("the new rows", () => shows(site, next))
      },
      enrolTotp: () => Enrolment.enrol(visitor(), portal, login, nextCode),
      nextCode,
      captchaAnswer: (token) => Captchas.answer(own.sessions, token),
      newestCaptcha: () => Captchas.newest(own.sessions),
      endSessions: () => [own.sessions, own.cache].forEach(folder.empty),
      folder: folder.path,
      processes: () => running.flatMap((process) => process.processes()),
      visitor,
      beforeClose: (leave) => void leaving.push(leave),
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}
