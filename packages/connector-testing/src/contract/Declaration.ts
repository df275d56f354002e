// What can be seen without a visit, or with one that goes well: the manifest, the form, the hosts, the limits. What `Connector.make`
// refuses is not looked at again.
import type { CredentialField, Product } from "@tomada/core"
import { Effect } from "effect"

import * as Trial from "../faults/Trial.ts"
import { always, type Check, unaudited, verdict, withHosts } from "./Check.ts"
import type { Subject } from "./Subject.ts"

const isHttps = (url: string): boolean => URL.parse(url)?.protocol === "https:"
const isPicture = (url: string): boolean => isHttps(url) || url.startsWith("data:image/")

const whole: Check = {
  id: "C-01",
  family: "declaration",
  title: "says in its manifest who the institution is and how each product is read",
  mend: "complete the manifest in src/manifest.ts",
  exempt: always,
  run: ({ connector: { manifest } }) =>
    Effect.sync(() => {
      const { currency, imageUrl, url } = manifest.institution
      const rules: ReadonlyArray<readonly [isSo: boolean, found: string]> = [
        [Intl.supportedValuesOf("currency").includes(currency), "institution.currency is no ISO 4217 code"],
        [isHttps(url), "institution.url is no https address"],
        [isPicture(imageUrl), "institution.imageUrl is neither an https address nor a picture by itself"],
        [/^\d+\.\d+\.\d+/.test(manifest.version), "version has not the form 1.2.3"],
        [manifest.products.ACCOUNTS !== undefined, "products has no ACCOUNTS"]
      ]
      return verdict(rules.flatMap(([isSo, found]) => (isSo ? [] : [found])))
    })
}

const secretTypes: ReadonlySet<CredentialField.CredentialField["type"]> = new Set(["password", "file"])

/** Whether what stands in an empty field would be taken for real. */
const passesAsReal = ({ placeholder, validation }: CredentialField.CredentialField): boolean =>
  placeholder !== null && placeholder !== "" && (validation === null || new RegExp(validation).test(placeholder))

const secrets: Check = {
  id: "C-02",
  family: "declaration",
  title: "keeps every secret of its form secret, and shows no example that could be one",
  mend: "use field.password, field.otp or field.file for what nobody else may see, and no placeholder that passes the validation",
  exempt: ({ credentials }) => (credentials.length === 0 ? "it asks for no credentials" : null),
  run: ({ connector: { manifest } }) =>
    Effect.sync(() =>
      verdict(
        manifest.credentials.flatMap((field) => [
          ...((secretTypes.has(field.type) || field.mfa) && !field.secret ? [`${field.name} is not secret`] : []),
          ...(field.secret && passesAsReal(field)
            ? [`${field.name} has a placeholder that passes for a real one`]
            : []),
          ...(/password|senha|contrase|pin$/i.test(field.name) && !field.secret
            ? [`${field.name} is named like a secret and is none`]
            : [])
        ])
      )
    )
}

/** The names of the fields that the form complains of. */
const complaints = ({ connector }: Subject, input: unknown): Effect.Effect<ReadonlyArray<string>> =>
  connector.decode(input).pipe(
    Effect.as<ReadonlyArray<string>>([]),
    Effect.catchTag("CredentialsRejected", ({ problems }) => Effect.succeed(problems.map(({ parameter }) => parameter)))
  )

const form: Check = {
  id: "C-03",
  family: "declaration",
  title: "takes the credentials that were recorded, and names each field that it does not take",
  mend: "make each field's validation say what the institution takes",
  exempt: ({ credentials }) => (credentials.length === 0 ? "it asks for no credentials" : null),
  run: (subject) =>
    Effect.gen(function* () {
      const { cassettes, connector } = subject
      const required = connector.manifest.credentials.filter(({ optional }) => !optional).map(({ name }) => name)
      const empty = new Set(yield* complaints(subject, {}))
      const found = required.flatMap((name) => (empty.has(name) ? [] : [`${name} may be left out and is not optional`]))
      for (const { maxBytes, name } of connector.manifest.credentials) {
        const long = yield* complaints(subject, { [name]: "x".repeat(maxBytes + 1) })
        if (!long.includes(name)) found.push(`${name} is taken with more than ${maxBytes} bytes`)
      }
      if (cassettes.length === 0 && found.length === 0)
        return unaudited("a recording: nobody knows what a good form is")
      for (const { header } of cassettes) {
        const refused = yield* complaints(subject, header.parameters)
        found.push(...refused.map((name) => `${name} of the recording ${header.scenario} is refused`))
      }
      return verdict(found)
    })
}

const hosts: Check = {
  id: "C-04",
  family: "declaration",
  title: "visits every host that its manifest names, and no other",
  mend: "take hosts that no recording visits out of the manifest; a host that is refused must be named there",
  exempt: withHosts,
  run: (subject) =>
    Effect.gen(function* () {
      const { cassettes, connector } = subject
      if (cassettes.length === 0) return unaudited("a recording of a whole visit")
      const visited = new Set<string>()
      const found: Array<string> = []
      const concurrency = Trial.atOnce(subject.staged)
      const replays = yield* Effect.forEach(cassettes, subject.replayed, { concurrency })
      for (const { calls, part } of replays.flat()) {
        for (const { url } of part.exchanges) visited.add(new URL(url).host)
        const refused = calls.filter(
          ({ end }) => end._tag === "Failed" && end.error._tag === "Blocked" && end.error.by.startsWith("egress list")
        )
        found.push(...refused.map(({ step }) => `${step} asks for a host that the manifest does not name`))
      }
      const unused = connector.manifest.hosts.filter((host) => !visited.has(host))
      return verdict([...found, ...unused.map((host) => `${host} is named and no recording visits it`)])
    })
}

/** What the engine can live with; beyond it one connector would be in everybody's way. Days cost nothing where nobody is asked for them. */
export const bounds = {
  requestTimeoutSeconds: [1, 120],
  visitTimeoutSeconds: [30, 3_600],
  initialDays: [1, 3_660],
  overlapDays: [0, 60]
} as const

const beyond = (what: string, value: number, [least, most]: readonly [number, number]): ReadonlyArray<string> =>
  value >= least && value <= most ? [] : [`${what} is ${value}, and may be from ${least} to ${most}`]

const ofPolicy = (product: string, policy: Product.ProductPolicy): ReadonlyArray<string> => [
  ...beyond(`products.${product}.initialDays`, policy.initialDays, bounds.initialDays),
  ...beyond(`products.${product}.overlapDays`, policy.overlapDays, bounds.overlapDays),
  ...(policy.deepRescan !== null && policy.deepRescan.days > policy.initialDays
    ? [`products.${product}.deepRescan reads more days than the first sync`]
    : [])
]

const limits: Check = {
  id: "C-05",
  family: "declaration",
  title: "asks for no more time, days and requests than any connector may",
  mend: "bring limits, policies and budgets of the manifest within the bounds",
  exempt: always,
  run: ({ connector: { manifest } }) =>
    Effect.sync(() => {
      const asksSomebody = manifest.hosts.length > 0
      const { requestTimeoutSeconds, visitTimeoutSeconds } = manifest.limits
      return verdict([
        ...beyond("limits.requestTimeoutSeconds", requestTimeoutSeconds, bounds.requestTimeoutSeconds),
        ...beyond("limits.visitTimeoutSeconds", visitTimeoutSeconds, bounds.visitTimeoutSeconds),
        ...(requestTimeoutSeconds > visitTimeoutSeconds ? ["one answer may take longer than the whole visit"] : []),
        ...Object.entries(manifest.products).flatMap(([product, policy]) =>
          policy === undefined || !asksSomebody ? [] : ofPolicy(product, policy)
        ),
        ...(manifest.budgets ?? []).flatMap(({ max, name }) =>
          max < 1 ? [`the budget ${name} allows no request`] : []
        )
      ])
    })
}

export const checks: ReadonlyArray<Check> = [whole, secrets, form, hosts, limits]
