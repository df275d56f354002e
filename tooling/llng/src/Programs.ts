// The three programs and how each is started. They see nothing of our environment; HOME is the bank's own folder, where hledger-web keeps the
// key of its cookies.
import type { Program } from "./Process.ts"
import { addresses, paths, type Site } from "./Site.ts"

const words = (...lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.flatMap((line) => line.split(" "))

export const all = (site: Site): ReadonlyArray<Omit<Program, "account">> => {
  const own = paths(site)
  const environment = {
    PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: site.folder,
    TMPDIR: own.temporary,
    LANG: "C.UTF-8"
  }
  return [
    {
      name: "hledger-web",
      command: "hledger-web",
      args: words(
        `--serve --host 127.0.0.1 --port ${site.hledgerPort} --capabilities view`,
        `--base-url ${addresses.application} -f`
      ).concat(own.journal),
      environment
    },
    {
      name: "LemonLDAP::NG",
      command: "llng-fastcgi-server",
      args: ["--foreground", "-n", "2", "-s", own.socket, "-p", own.portalPid],
      environment: {
        ...environment,
        LLNG_DEFAULTCONFFILE: own.portalIni,
        LLNG_DEFAULTLOGGER: "Lemonldap::NG::Common::Logger::Std"
      }
    },
    { name: "nginx", command: "nginx", args: ["-c", own.nginx, "-e", "stderr"], environment }
  ]
}
