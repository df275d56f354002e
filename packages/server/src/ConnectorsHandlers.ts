// The institutions that can be connected, as their manifests say.
import { Authorization, Connector } from "@tomada/api"
import { Page } from "@tomada/api"
import { ConnectorHost } from "@tomada/connector-kit"
import type { Manifest } from "@tomada/core"
import { Effect } from "effect"

import { Addresses } from "./Addresses.ts"
import * as ConnectorView from "./ConnectorView.ts"
import { group } from "./Group.ts"
import * as Parameters from "./Parameters.ts"
import * as ReachedConnectors from "./ReachedConnectors.ts"
import { byTag } from "./Refusals.ts"

interface Wanted {
  readonly countries?: ReadonlyArray<string>
  readonly types?: ReadonlyArray<string>
  readonly name?: string
  readonly sandbox?: boolean
  readonly isOpenFinance?: boolean
  readonly supportsPaymentInitiation?: boolean
  readonly supportsSmartTransfers?: boolean
  readonly supportsAutomaticPix?: boolean
}

const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase()

const listed =
  (wanted: Wanted) =>
  (manifest: Manifest.Manifest): boolean =>
    (wanted.sandbox === true || !manifest.sandbox) &&
    (wanted.countries === undefined || wanted.countries.includes(manifest.institution.country)) &&
    (wanted.types === undefined || wanted.types.includes(manifest.type)) &&
    (wanted.name === undefined || plain(manifest.institution.name).includes(plain(wanted.name))) &&
    wanted.isOpenFinance !== true &&
    wanted.supportsPaymentInitiation !== true &&
    wanted.supportsSmartTransfers !== true &&
    wanted.supportsAutomaticPix !== true

/** As a Brazilian reader looks them up: without regard to accents and capitals. */
const alphabet = new Intl.Collator("pt")
const byName = (a: Manifest.Manifest, b: Manifest.Manifest): number =>
  alphabet.compare(a.institution.name, b.institution.name)

export const connectorsHandlers = group(
  "connectors",
  Effect.fnUntraced(function* (handlers) {
    const host = yield* ConnectorHost.ConnectorHost
    const addresses = yield* Addresses
    const reached = yield* ReachedConnectors.make
    const absent = { ConnectorNotFound: byTag.ConnectorNotFound, BeyondReach: byTag.BeyondReach }

    return handlers.handleAll({
      list: ({ query }) =>
        Effect.gen(function* () {
          const who = yield* Authorization.Caller
          const found = (yield* reached.all).filter(listed(query))
          const isSorted = who.kind === "connect-token" && who.grant.connectorSortAlphabetically
          const details = query.healthDetails === true
          return Page.single(
            (isSorted ? found.toSorted(byName) : found).map((manifest) =>
              ConnectorView.view(manifest, { addresses, details })
            )
          )
        }),
      get: ({ params, query }) =>
        reached.get(params.id).pipe(
          Effect.map((manifest) => ConnectorView.view(manifest, { addresses, details: query.healthDetails === true })),
          Effect.catchTags(absent)
        ),
      validate: ({ params, payload }) => {
        const parameters = payload ?? {}
        const names = Object.keys(parameters)
        return reached.get(params.id).pipe(
          Effect.andThen(host.check(params.id, Parameters.gathered(parameters))),
          Effect.as(Connector.validation(names, [])),
          Effect.catchTags({
            ...absent,
            CredentialsRejected: ({ problems }) =>
              Effect.succeed(
                Connector.validation(
                  names,
                  problems.map((problem) => ({ ...problem, data: null }))
                )
              )
          })
        )
      }
    })
  })
)
