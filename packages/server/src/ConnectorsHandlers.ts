// The institutions that can be connected, as their manifests say.
import { Api, Connector } from "@tomada/api"
import { Page } from "@tomada/api"
import { ConnectorHost } from "@tomada/connector-kit"
import type { Manifest } from "@tomada/core"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import * as ConnectorView from "./ConnectorView.ts"
import * as Parameters from "./Parameters.ts"
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

export const connectorsHandlers = HttpApiBuilder.group(
  Api.Api,
  "connectors",
  Effect.fnUntraced(function* (handlers) {
    const host = yield* ConnectorHost.ConnectorHost
    return handlers.handleAll({
      list: ({ query }) =>
        Effect.succeed(
          Page.single(
            host.manifests
              .filter(listed(query))
              .map((manifest) => ConnectorView.view(manifest, { details: query.healthDetails === true }))
          )
        ),
      get: ({ params, query }) =>
        host.manifest(params.id).pipe(
          Effect.map((manifest) => ConnectorView.view(manifest, { details: query.healthDetails === true })),
          Effect.catchTags({ ConnectorNotFound: byTag.ConnectorNotFound })
        ),
      validate: ({ params, payload }) => {
        const parameters = payload ?? {}
        const names = Object.keys(parameters)
        return host.check(params.id, Parameters.gathered(parameters)).pipe(
          Effect.as(Connector.validation(names, [])),
          Effect.catchTags({
            ConnectorNotFound: byTag.ConnectorNotFound,
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
