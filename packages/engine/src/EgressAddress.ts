// What kind of address a receiver has. Public is what IANA gives out as globally reachable unicast, less what can carry a private IPv4
// inside (6to4, Teredo, NAT64, mapped). For IPv6 that is a list of what is given out, so that a range nobody has heard of is not public.
// Clouds answer for their machines' secrets on addresses that no allowance may open.
import ipaddr from "ipaddr.js"

/** `never`: not even where an operator allows its network. */
export type Kind = "public" | "private" | "never"

export interface Network {
  readonly cidr: readonly [ipaddr.IPv4 | ipaddr.IPv6, number]
}

const cidr = (text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] => ipaddr.parseCIDR(text)

/** Metadata services, whole link-local networks, and what addresses no single machine. */
const never = [
  "0.0.0.0/8",
  "169.254.0.0/16",
  "100.100.100.200/32",
  "168.63.129.16/32",
  "192.0.0.192/32",
  "224.0.0.0/4",
  "255.255.255.255/32",
  "::/128",
  "fe80::/10",
  "fd00:ec2::254/128",
  "fd20:ce::254/128",
  "ff00::/8"
].map(cidr)

const globalUnicast = cidr("2000::/3")

/** What the library's table leaves out of the registries. */
const unlisted = ["192.88.99.0/24", "2001::/23", "3fff::/20", "5f00::/16", "100:0:0:1::/64"].map(cidr)

const matches = (address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: readonly [ipaddr.IPv4 | ipaddr.IPv6, number]) =>
  address.kind() === network.kind() && address.match([network, bits])

/** An address in its one canonical spelling, mapped IPv4 as IPv4; undefined for anything else, a zone included. */
export const parse = (text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined => {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (!text.includes(":") || text.includes("%") || !ipaddr.IPv6.isValid(text)) return undefined
  return ipaddr.process(text)
}

export const kind = (address: ipaddr.IPv4 | ipaddr.IPv6): Kind => {
  if (never.some((network) => matches(address, network))) return "never"
  if (unlisted.some((network) => matches(address, network))) return "private"
  if (address.kind() === "ipv6" && !matches(address, globalUnicast)) return "private"
  return address.range() === "unicast" ? "public" : "private"
}

/** `10.0.0.0/8`, `fd00::/8` or one address; undefined for anything else. */
export const network = (text: string): Network | undefined => {
  if (!text.includes("/")) {
    const address = parse(text)
    return address === undefined ? undefined : { cidr: [address, address.kind() === "ipv4" ? 32 : 128] }
  }
  const [address = "", bits = ""] = text.split("/", 2)
  const parsed = parse(address)
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) : -1
  if (parsed === undefined || length < 0 || length > (parsed.kind() === "ipv4" ? 32 : 128)) return undefined
  return { cidr: [parsed, length] }
}

export const isIn = (address: ipaddr.IPv4 | ipaddr.IPv6, { cidr }: Network): boolean => matches(address, cidr)
