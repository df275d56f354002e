// The settings of LemonLDAP::NG: people in a database of their own, sessions in files, plain http. The portal and the handler
// that nginx asks read the same ones, so a session is known to both at once. What is not named here is as Debian's package has it.
import * as People from "./People.ts"
import { addresses, hosts, packaged, paths, type Site } from "./Site.ts"

export interface Locks {
  /** People may enrol a TOTP and are asked for it from then on. */
  readonly totp?: boolean
  /** The login page has a picture with signs to type. */
  readonly captcha?: boolean
  /** After three bad passwords no login is taken for a while. */
  readonly lockOut?: boolean
}

/** How often one is refused before none is let in, and for how many seconds then. */
export const mostFailures = 3
export const lockedSeconds = 30

const whether = (on: boolean | undefined): 0 | 1 => (on === true ? 1 : 0)

const files = (directory: string, lockDirectory: string, modules: object = {}): object => ({
  Directory: directory,
  LockDirectory: lockDirectory,
  ...modules
})

/** The content of `lmConf-1.json`; `key` is 16 characters that seal cookies and tokens. */
export const settings = (
  site: Site,
  { captcha, lockOut, totp }: Locks,
  key: string
): Readonly<Record<string, unknown>> => {
  const { cache, locks, people, persistent, sessions } = paths(site)
  const portal = `${addresses.portal}/`
  const sessionIds = { generateModule: "Lemonldap::NG::Common::Apache::Session::Generate::SHA256" }
  const inFiles = "Apache::Session::File"
  return {
    // Without a number and a date that are not nothing there are no settings for it.
    cfgNum: 1,
    cfgDate: 1,
    cfgAuthor: "tomada",
    domain: "bank.test",
    portal,
    cookieName: "bank",
    securedCookie: 0,
    key,
    authentication: "DBI",
    userDB: "Same",
    passwordDB: "Null",
    registerDB: "Null",
    dbiAuthChain: `dbi:SQLite:dbname=${people}`,
    dbiAuthUser: "",
    dbiAuthPassword: "",
    dbiAuthTable: People.table,
    dbiAuthLoginCol: "uid",
    dbiAuthPasswordCol: "password",
    dbiUserTable: People.table,
    userPivot: "uid",
    dbiExportedVars: { uid: "uid" },
    locationRules: {
      [hosts.portal]: { default: "accept" },
      [hosts.application]: { "(?#logout)^/logout": `logout_sso ${portal}`, default: "accept" }
    },
    exportedHeaders: { [hosts.application]: { "Auth-User": "$uid" } },
    whatToTrace: "_whatToTrace",
    macros: { _whatToTrace: "lc($_user)" },
    globalStorage: inFiles,
    globalStorageOptions: files(sessions, locks, sessionIds),
    persistentStorage: inFiles,
    persistentStorageOptions: files(persistent, locks),
    tokenUseGlobalStorage: 1,
    // Or it would remember the last session for seconds after its end.
    handlerInternalCache: 0,
    localSessionStorage: "Cache::FileCache",
    localSessionStorageOptions: {
      namespace: "sessions",
      default_expires_in: 600,
      directory_umask: "007",
      cache_root: cache,
      cache_depth: 3
    },
    totp2fActivation: whether(totp),
    totp2fSelfRegistration: whether(totp),
    totp2fRange: 1,
    totp2fInterval: 30,
    totp2fDigits: 6,
    loginHistoryEnabled: whether(lockOut),
    bruteForceProtection: whether(lockOut),
    bruteForceProtectionMaxFailed: mostFailures,
    bruteForceProtectionTempo: lockedSeconds,
    captcha_login_enabled: whether(captcha),
    captcha_size: 6,
    portalDisplayRegister: 0,
    portalDisplayResetPassword: 0,
    portalSkin: "bootstrap"
  }
}

/** The ini that says where the settings are, for portal and handler alike. */
export const ini = (site: Site): string => {
  const { cache, settings } = paths(site)
  return `[all]
logLevel = warn
[configuration]
type = File
dirName = ${settings}
localStorage = Cache::FileCache
localStorageOptions = { 'namespace' => 'settings', 'default_expires_in' => 600, 'directory_umask' => '007', 'cache_root' => '${cache}', 'cache_depth' => 3 }
[portal]
checkTime = 1
staticPrefix = /static
templateDir = ${packaged.portal}/templates
languages = en
[handler]
checkTime = 1
`
}
