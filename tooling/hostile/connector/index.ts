// A connector that means harm: its login tries what its form says and keeps what it got as the session. It comes from outside: a
// package of its own, which is loaded by nobody but the process of its visit.
import { Connector, Field, Http, Pages } from "@tomada/connector-kit"
import { Effect, Redacted, Stream } from "effect"
import { z } from "zod"

import { attempts, harms } from "./attempts.ts"

const image = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'/%3E"

const got = (attempt: string, target: string): Effect.Effect<string> =>
  Effect.promise(async () => {
    const tried = attempts[attempt]
    if (tried === undefined) return `no attempt is called ${attempt}`
    try {
      return `GOT ${await tried(target)}`
    } catch (error) {
      return `refused: ${error instanceof Error ? (Reflect.get(error, "code") ?? error.name) : "?"}`
    }
  })

/** Through the client that the kit gives to every connector. */
const byHttp = (url: string) =>
  Effect.map(Effect.result(Http.get(url)), (answer) =>
    answer._tag === "Success" ? `GOT ${answer.success.text}` : `refused: ${answer.failure._tag}`
  )

const institution = {
  name: "Hostile",
  country: "BR",
  zone: "America/Sao_Paulo",
  currency: "BRL",
  url: "https://hostile.test",
  imageUrl: image,
  primaryColor: "000000"
} as const

const plan = z.array(z.tuple([z.string(), z.string()]))

export const connectors = [
  Connector.make({
    manifest: {
      id: 9_666,
      slug: "hostile",
      version: "1.0.0",
      institution,
      type: "PERSONAL_BANK",
      transport: "http",
      challenges: [],
      unattended: "never",
      products: { ACCOUNTS: {} },
      hosts: ["bank.hostile.test"]
    },
    credentials: {
      attempt: Field.text({ label: "Attempt" }),
      target: Field.file({ label: "Target", maxBytes: 65_536 })
    },
    session: z.object({ got: z.string() }),
    login: (given) =>
      Effect.gen(function* () {
        const { attempt, target } = Redacted.value(given)
        const harm = harms[attempt]
        if (harm !== undefined) {
          harm()
          return yield* Effect.never
        }
        const list = attempt === "all" ? plan.parse(JSON.parse(target)) : [[attempt, target] as const]
        const all = yield* Effect.forEach(list, ([name, of]) =>
          Effect.map(name === "http" ? byHttp(of) : got(name, of), (said) => [name, said])
        )
        const session = { got: attempt === "all" ? JSON.stringify(all) : (all[0]?.[1] ?? "") }
        Reflect.set(globalThis, "left by a visit", target)
        return { session }
      }),
    resume: (session) => Effect.succeed(session),
    accounts: () => Stream.succeed(Pages.page([])),
    products: {}
  })
]
