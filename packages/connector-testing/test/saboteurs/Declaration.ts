// Connectors that say of themselves what is not so, or that break what their last version promised.
import { Connector, Field } from "@tomada/connector-kit"
import { Effect, Stream } from "effect"
import { z } from "zod"

import type * as Cassette from "../../src/Cassette.ts"
import * as Published from "../../src/contract/Published.ts"
import * as Subject from "../../src/contract/Subject.ts"
import * as Model from "../model/Model.ts"
import { files, readme } from "./Package.ts"
import type { Saboteur } from "./Saboteur.ts"

const { definition, manifest } = Model

/** As the broken connector itself is recorded. */
const itself = (connector: Connector.Connector) =>
  Effect.flatMap(Model.recorded({ connector }), (ok) => Subject.make(connector, [ok]))

/** A recording with credentials of another form, of which nothing else is known. */
const ofAnotherForm = ({ header }: Cassette.Cassette): Cassette.Cassette => ({
  header: { ...header, scenario: "another-form", parameters: { ...header.parameters, user: "nobody" } },
  lines: []
})

/** After the good connector was published, on its own recording. */
const afterPublishing = (connector: Connector.Connector) =>
  Effect.gen(function* () {
    const ok = yield* Model.recorded()
    const published = yield* Published.make(yield* Subject.make(Model.connector, [ok]))
    const { slug } = published
    const inPackage = files({ [Published.pathOf(slug)]: Published.write(published), "README.md": readme })
    return yield* Subject.make(connector, [ok], { files: inPackage })
  })

export const saboteurs: ReadonlyArray<Saboteur> = [
  {
    breaks: "C-01",
    how: "its institution's address is open to all on the way",
    subject: itself(
      Connector.make({
        ...definition,
        manifest: { ...manifest, institution: { ...manifest.institution, url: "http://model.bank.test" } }
      })
    )
  },
  {
    breaks: "C-02",
    how: "shows what is typed as the PIN",
    subject: itself(
      Connector.make({
        ...definition,
        credentials: { ...definition.credentials, pin: Field.optional(Field.text({ label: "PIN" })) }
      })
    )
  },
  {
    breaks: "C-03",
    how: "refuses the credentials of one of its recordings",
    subject: Effect.flatMap(Model.recorded(), (ok) => Subject.make(Model.connector, [ok, ofAnotherForm(ok)]))
  },
  {
    breaks: "C-04",
    how: "names a host that it never visits",
    subject: itself(
      Connector.make({ ...definition, manifest: { ...manifest, hosts: [...manifest.hosts, "other.bank.test"] } })
    )
  },
  {
    breaks: "C-05",
    how: "reads more again than at first",
    subject: itself(
      Connector.make({
        ...definition,
        manifest: {
          ...manifest,
          products: { ...manifest.products, TRANSACTIONS: { deepRescan: { everyDays: 7, days: 400 } } }
        }
      })
    )
  },
  {
    breaks: "C-06",
    how: "needs more of a session than its last version kept",
    subject: afterPublishing(
      Connector.make({
        ...definition,
        session: z.object({ token: z.string(), since: z.string() }),
        login: (given, known) =>
          Effect.map(definition.login(given, known), (loggedIn) => ({
            ...loggedIn,
            session: { ...loggedIn.session, since: "today" }
          })),
        resume: (held) => Effect.as(definition.resume(held), held)
      })
    )
  },
  {
    breaks: "C-06",
    how: "knows its accounts by another key than its last version",
    subject: afterPublishing(
      Connector.make({
        ...definition,
        accounts: (held) =>
          Stream.map(definition.accounts(held), (page) => ({
            ...page,
            records: page.records.map((account) => ({ ...account, key: `account ${account.key}` }))
          }))
      })
    )
  }
]
