// Where a visit may connect to: the hosts of the manifest and nothing else. The decision is a pure function, so that it is
// tested without connecting anywhere. `connectTo` sends a host's traffic to another address, as `curl --connect-to` does:
// that is how the sandbox bank, whose address is known only when it runs, has a name in a manifest.
import { Option } from "effect"

/** A host without a port means the default port of https; another port is named: `api.bank.com:8443`. */
export interface EgressList {
  readonly hosts: ReadonlyArray<string>
  readonly connectTo: Readonly<Record<string, string>>
}

export type Decision =
  | { readonly _tag: "Allowed"; readonly url: URL; readonly address: URL }
  | { readonly _tag: "Refused"; readonly why: "not-a-url" | "scheme" | "host" | "port" | "credentials" }

const parse = Option.liftThrowable((text: string, base?: string) => new URL(text, base))

/** A listed host as a URL would bear it: lower case, an international name in its ASCII form. */
const canonical = (host: string): string =>
  Option.match(parse(`https://${host}`), { onNone: () => host, onSome: (url) => url.host })

/** Whether a request may go out, and to which address it goes. A host without `connectTo` is reached over https only. */
export const decide = (list: EgressList, target: string, base?: string): Decision => {
  const url = Option.getOrUndefined(parse(target, base))
  if (url === undefined) return { _tag: "Refused", why: "not-a-url" }
  if (url.username !== "" || url.password !== "") return { _tag: "Refused", why: "credentials" }
  if (url.protocol !== "https:" && url.protocol !== "http:") return { _tag: "Refused", why: "scheme" }
  const listed = new Set(list.hosts.map(canonical))
  if (!listed.has(url.host)) {
    return { _tag: "Refused", why: listed.has(url.hostname) ? "port" : "host" }
  }
  const routed = Object.hasOwn(list.connectTo, url.host) ? list.connectTo[url.host] : undefined
  if (routed !== undefined)
    return { _tag: "Allowed", url, address: new URL(`http://${routed}${url.pathname}${url.search}`) }
  return url.protocol === "https:" ? { _tag: "Allowed", url, address: url } : { _tag: "Refused", why: "scheme" }
}
