// Addresses that are told to people and can be opened in their browsers, unlike those that this server itself uses: the sandbox bank has a
// name that nobody else resolves, and a picture may be a file of a connector's package.
import type { Manifest } from "@tomada/core"
import { Telling } from "@tomada/engine"
import { Context, Effect, Layer } from "effect"

import * as ConnectorLogos from "./ConnectorLogos.ts"
import * as Foundation from "./Foundation.ts"

export interface AddressesShape {
  /** Where the institution's picture is. */
  image(manifest: Manifest.Manifest): string
  /** The address by which a person gets to where a connector sends them. */
  openable(url: string): string
}

export const of = (publicUrl: string, connectTo: Readonly<Record<string, string>>): AddressesShape => ({
  image: ({ id, institution, slug }) =>
    ConnectorLogos.of(slug) === undefined ? institution.imageUrl : `${publicUrl}${ConnectorLogos.path(id)}`,
  openable: (text) => {
    const url = URL.parse(text)
    const address = url !== null && Object.hasOwn(connectTo, url.host) ? connectTo[url.host] : undefined
    return url === null || address === undefined ? text : `http://${address}${url.pathname}${url.search}${url.hash}`
  }
})

export class Addresses extends Context.Service<Addresses, AddressesShape>()("@tomada/server/Addresses") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      return Addresses.of(of(yield* Telling.PublicUrl, yield* Foundation.connectTo))
    })
  )
}
