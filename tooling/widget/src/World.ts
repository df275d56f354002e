// All that a person meets who connects an institution: the sandbox bank, the server in a process of its own, the site of an application on another
// origin, and one Chromium, in which every scenario has a context to itself.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { find as findBrowser } from "@tomada/browser"
import type { Tomada } from "@tomada/sdk"
import { type Browser, chromium } from "playwright-core"

import * as Bank from "./Bank.ts"
import * as ParentSite from "./ParentSite.ts"
import * as ServerProcess from "./ServerProcess.ts"
import { clientOf } from "./Tokens.ts"

export interface World {
  readonly bank: Bank.Bank
  readonly server: ServerProcess.ServerProcess
  readonly site: ParentSite.ParentSite
  readonly browser: Browser
  /** The application that makes tokens, on its own server. */
  readonly client: Tomada
  /** Another login of a user of the sandbox bank, so that no two scenarios share one. */
  readonly login: (user: string) => string
  readonly close: () => Promise<void>
}

/** A host that is this computer and that nobody takes for it, so an origin that no server trusts by itself. */
const elsewhere = "app.example.test"

/** The application's site under that name. */
export const originElsewhere = ({ site }: World): string => `http://${elsewhere}:${site.port}`

const launch = async (): Promise<Browser> => {
  const { environment, executable } = await findBrowser()
  return chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...environment },
    chromiumSandbox: process.getuid?.() !== 0,
    args: [`--host-resolver-rules=MAP ${elsewhere} 127.0.0.1`]
  })
}

const serverSettings = (bank: Bank.Bank) => ({
  // More is asked here in a minute than one key may.
  TOMADA_REQUEST_RATE: "0",
  TOMADA_UPDATE_RATE: "0",
  TOMADA_AUTH_RATE: "0",
  TOMADA_SANDBOX_BANK: new URL(bank.url).host
})

/** Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async (environment: Readonly<Record<string, string>> = {}): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), "tomada-widget-"))
  const closing: Array<() => Promise<unknown>> = []
  const close = async (): Promise<void> => {
    await Promise.allSettled(closing.map((end) => end()))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const closed = async <A extends { readonly close: () => Promise<unknown> }>(opening: Promise<A>): Promise<A> => {
    const opened = await opening
    closing.push(() => opened.close())
    return opened
  }
  try {
    const bank = await closed(Bank.open())
    const [server, site, browser] = await Promise.all([
      closed(ServerProcess.open(join(folder, "home"), { ...serverSettings(bank), ...environment })),
      closed(ParentSite.open()),
      closed(launch())
    ])
    let logins = 0
    return { bank, server, site, browser, client: clientOf(server), login: (user) => `${user}+${++logins}`, close }
  } catch (error) {
    await close()
    throw error
  }
}
