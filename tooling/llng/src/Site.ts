// Names and places of one bank: the two hosts that a person sees, and the folder in which all its files are. Their addresses have no port, as a
// manifest names hosts, whatever the port on which they really answer. Debian's own folders are only read.
import { join } from "node:path"

export const hosts = { portal: "auth.bank.test", application: "online.bank.test" } as const

/** A folder of Debian's packages. */
export const packaged = {
  portal: "/usr/share/lemonldap-ng/portal",
  javascript: "/usr/share/javascript",
  mimeTypes: "/etc/nginx/mime.types"
} as const

export interface Site {
  /** Absolute. */
  readonly folder: string
  /** On which both hosts answer, told apart by name. */
  readonly port: number
  /** On which the application answers whoever is on this computer, without a login. */
  readonly hledgerPort: number
}

/** What a person types, without a slash at the end. Nobody knows these names: whoever goes there has to be sent to the bank's port. */
export const addresses = { portal: `http://${hosts.portal}`, application: `http://${hosts.application}` } as const

/** Every path below the folder of a site. */
export const paths = ({ folder }: Site) => ({
  journal: join(folder, "bank.journal"),
  socket: join(folder, "portal.sock"),
  portalPid: join(folder, "portal.pid"),
  portalIni: join(folder, "portal.ini"),
  people: join(folder, "people.sqlite"),
  settings: join(folder, "settings"),
  settingsFile: join(folder, "settings", "lmConf-1.json"),
  sessions: join(folder, "sessions"),
  persistent: join(folder, "persistent"),
  locks: join(folder, "locks"),
  cache: join(folder, "cache"),
  nginx: join(folder, "nginx.conf"),
  nginxPid: join(folder, "nginx.pid"),
  temporary: join(folder, "tmp")
})
