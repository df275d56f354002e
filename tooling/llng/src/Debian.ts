// The packages of Debian that the bank is made of: installed here where that is possible, named in one sentence where not. Debian starts and
// enables the services of a package that it installs; what was not there before is kept from that, what was there is left as it is.
import { spawn, spawnSync } from "node:child_process"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"

/** The portal only recommends those of Perl, and answers 500 without. */
export const packages = [
  "liblemonldap-ng-portal-perl",
  "lemonldap-ng-fastcgi-server",
  "nginx-light",
  "hledger-web",
  "libconvert-base32-perl",
  "libdbd-sqlite3-perl",
  "libdigest-hmac-perl",
  "libemail-sender-perl",
  "libgd-securityimage-perl",
  "libimage-magick-perl",
  "libmime-tools-perl",
  "libstring-random-perl"
] as const

interface Service {
  readonly name: string
  readonly pidFile: string
}

const services: ReadonlyArray<Service> = [
  { name: "nginx", pidFile: "/run/nginx.pid" },
  { name: "lemonldap-ng-fastcgi-server", pidFile: "/run/llng-fastcgi-server/llng-fastcgi-server.pid" }
]

/** Asked by every package's script before it starts a service; 101 means that it may not. */
const policy = "/usr/sbin/policy-rc.d"

/** Refuses as long as this process lives, so that it says nothing any more should it be left behind. */
export const refusal = (pid: number): string => `#!/bin/sh\nif kill -0 ${pid} 2>/dev/null; then exit 101; fi\nexit 0\n`

/** The bank cannot be had on this computer. */
export class PackagesMissing extends Error {
  override readonly name = "PackagesMissing"
}

/** Which of these names `dpkg-query` does not tell to be installed, in lines of a name and a status. */
export const missingOf = (wanted: ReadonlyArray<string>, told: string): ReadonlyArray<string> => {
  const installed = new Set(
    told.split("\n").flatMap((line) => {
      const [name = "", status] = line.split(" ")
      return status === "installed" ? [name.replace(/:\w+$/, "")] : []
    })
  )
  return wanted.filter((name) => !installed.has(name))
}

const missing = (): ReadonlyArray<string> => {
  const asked = spawnSync("dpkg-query", ["-W", "-f", "${binary:Package} ${db:Status-Status}\n", ...packages], {
    encoding: "utf8"
  })
  if (asked.error !== undefined)
    throw new PackagesMissing("it is made of packages of Debian, and this computer has no dpkg to ask for them")
  return missingOf(packages, asked.stdout)
}

/** What a person types. */
export const sentence = (names: ReadonlyArray<string>): string =>
  `these packages of Debian are missing: apt-get install --no-install-recommends ${names.join(" ")}`

/** In a session of its own: a Ctrl-C that ends us would leave packages half configured. */
const apt = (args: ReadonlyArray<string>): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn("apt-get", ["-o", "DPkg::Lock::Timeout=120", ...args], {
      detached: true,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_SUSPEND: "1" },
      stdio: ["ignore", "ignore", "ignore"]
    })
    child.once("error", () => resolve(false))
    child.once("exit", (code) => resolve(code === 0))
  })

const pidOf = ({ pidFile }: Service): number | undefined => {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10)
    return existsSync(`/proc/${pid}`) ? pid : undefined
  } catch {
    return undefined // it does not run
  }
}

const isKnown = ({ name }: Service): boolean => existsSync(`/etc/init.d/${name}`)

/** Runs an installation after which no service runs, now or after the next start of the computer, that was not there before. */
const quietly = async (install: () => Promise<boolean>): Promise<boolean> => {
  const fresh = services.filter((service) => !isKnown(service))
  const isOurs = !existsSync(policy)
  if (isOurs) writeFileSync(policy, refusal(process.pid), { mode: 0o755 })
  try {
    return await install()
  } finally {
    if (isOurs) rmSync(policy, { force: true })
    for (const service of fresh.filter(isKnown)) {
      const pid = pidOf(service)
      if (pid !== undefined) process.kill(pid, "SIGTERM")
      spawnSync("update-rc.d", [service.name, "disable"], { stdio: "ignore" })
    }
  }
}

/** Installs what is missing where this process may, and says so through `say`. Fails with `PackagesMissing`. */
export const ensure = async (say: (line: string) => void): Promise<void> => {
  const names = missing()
  if (names.length === 0) return
  const mayInstall = process.getuid?.() === 0 && spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0
  if (!mayInstall) throw new PackagesMissing(sentence(names))
  say(`installing ${names.join(" ")}`)
  const args = ["install", "-y", "-q", "--no-install-recommends", ...names]
  const isDone = await quietly(async () => (await apt(args)) || ((await apt(["update", "-q"])) && (await apt(args))))
  if (!isDone || missing().length > 0) throw new PackagesMissing(`apt-get could not install them; ${sentence(names)}`)
}
