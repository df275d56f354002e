// What of a visit's requests is a login. A request that carries what nobody else may see is one; where a connector disguises that before
// it is sent, whatever a login does not merely fetch is taken for one. Where the form asks for no secret, none is: a token of a consent
// is had where it is renewed.
import type { Manifest } from "@tomada/core"
import { Encodings } from "@tomada/core"

import type * as Cassette from "../Cassette.ts"
import { likeness } from "../Player.ts"

/** Shorter ones stand in other texts by chance. */
const shortest = 4

/** The values of a recording's form that nobody else may see. */
const secretsOf = ({ credentials }: Manifest.Manifest, { parameters }: Cassette.Header): ReadonlyArray<string> =>
  credentials.flatMap(({ mfa, name, secret, type }) => {
    const value = parameters[name] ?? ""
    return secret && !mfa && type !== "file" && value.length >= shortest ? [value] : []
  })

const carries = (request: string, secret: string): boolean =>
  Encodings.of(secret).some((form) => request.includes(form))

/** `POST https://bank.test/login`, without query and body. */
const addressOf = (request: string): string => {
  const [method = "", url = ""] = request.split(" ")
  return `${method} ${url.split("?")[0] ?? ""}`
}

const most = (counts: Iterable<number>): number => Math.max(0, ...counts)

export interface Attempts {
  /** How many logins these requests tried. */
  readonly count: (requests: ReadonlyArray<string>) => number
  /** Those of these requests that go where the recorded login sent what it sent. */
  readonly touching: (requests: ReadonlyArray<string>) => ReadonlyArray<string>
}

/** By what the recorded login sent. */
export const of = (
  manifest: Manifest.Manifest,
  { header }: Cassette.Cassette,
  exchanges: ReadonlyArray<Cassette.Exchanged>
): Attempts => {
  const volatile = new Set(header.volatile)
  const secrets = secretsOf(manifest, header)
  const sent = exchanges.filter(({ step }) => step === "login").map((each) => likeness(each, volatile))
  const open = sent.filter((request) => secrets.some((secret) => carries(request, secret)))
  const posts = secrets.length === 0 ? [] : sent.filter((request) => !request.startsWith("GET "))
  const addresses = new Set((open.length > 0 ? open : posts).map(addressOf))
  return {
    count: (requests) =>
      open.length > 0
        ? most(secrets.map((secret) => requests.filter((request) => carries(request, secret)).length))
        : most([...addresses].map((address) => requests.filter((request) => addressOf(request) === address).length)),
    touching: (requests) =>
      requests.filter(
        (request) =>
          (!request.startsWith("GET ") && addresses.has(addressOf(request))) ||
          secrets.some((secret) => carries(request, secret))
      )
  }
}
