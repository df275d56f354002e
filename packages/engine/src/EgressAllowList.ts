// Receivers on an operator's own network, which the guard refuses unless they are named: a host (`homeassistant.local`), an address
// or a network (`192.168.1.0/24`, `[fd12::/16]`), each with a port behind a colon if it shall be that one only. What is named may be
// called without TLS and on any port.
import { Result, Schema } from "effect"

import * as EgressAddress from "./EgressAddress.ts"

/** `entry` is none of the forms. */
export class BadAllowance extends Schema.TaggedError<BadAllowance>()("BadAllowance", { entry: Schema.String }) {
  override get message() {
    return `"${this.entry}" is neither a host, nor an address, nor a network like 192.168.1.0/24 or [fd12::/16]:8080`
  }
}

interface Allowance {
  /** Null for any. */
  readonly port: number | null
}

export interface EgressAllowList {
  readonly hosts: ReadonlyArray<Allowance & { readonly host: string }>
  readonly networks: ReadonlyArray<Allowance & { readonly network: EgressAddress.Network }>
}

export const none: EgressAllowList = { hosts: [], networks: [] }

const entry = /^(?:\[([^\]]+)\]|([^:[\]]+)|([0-9A-Fa-f:.]+:[0-9A-Fa-f:.]*(?:\/\d+)?))(?::(\d{1,5}))?$/
const hostName = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/

/** Entries with commas between them; an empty text allows nothing. */
export const parse = (text: string): Result.Result<EgressAllowList, BadAllowance> => {
  const hosts: Array<EgressAllowList["hosts"][number]> = []
  const networks: Array<EgressAllowList["networks"][number]> = []
  for (const given of text.split(",").map((part) => part.trim())) {
    if (given === "") continue
    const [, bracketed, plain, bare, digits] = entry.exec(given) ?? []
    const what = (bracketed ?? plain ?? bare ?? "").toLowerCase()
    const port = digits === undefined ? null : Number(digits)
    const network = EgressAddress.network(what)
    const isHost = bracketed === undefined && hostName.test(what) && !/^[\d.]+$/.test(what)
    if ((port !== null && (port < 1 || port > 65_535)) || (network === undefined && !isHost)) {
      return Result.fail(new BadAllowance({ entry: given }))
    }
    if (network === undefined) hosts.push({ host: what, port })
    else networks.push({ network, port })
  }
  return Result.succeed({ hosts, networks })
}

const opens = ({ port }: Allowance, wanted: number): boolean => port === null || port === wanted

export const allowsHost = ({ hosts }: EgressAllowList, host: string, port: number): boolean =>
  hosts.some((allowance) => allowance.host === host && opens(allowance, port))

export const allowsAddress = (
  { networks }: EgressAllowList,
  address: NonNullable<ReturnType<typeof EgressAddress.parse>>,
  port: number
): boolean => networks.some((allowance) => opens(allowance, port) && EgressAddress.isIn(address, allowance.network))
