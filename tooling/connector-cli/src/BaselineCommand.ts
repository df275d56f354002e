// `baseline`: what people hold of this version of a connector, written down when it is published: its form, its sessions, the names of its
// accounts and rows. The next version is held to it (C-06).
import { join } from "node:path"

import * as Published from "@tomada/connector-testing/contract/Published"
import * as Subject from "@tomada/connector-testing/contract/Subject"
import { Console, Effect } from "effect"
import { Command } from "effect/cli"

import * as Browser from "./Browser.ts"
import * as Checkout from "./Checkout.ts"
import * as Flags from "./Flags.ts"

export const baseline = Command.make(
  "baseline",
  { cassettes: Flags.cassettes, connector: Flags.connector, json: Flags.json },
  Effect.fn(function* (given) {
    const found = yield* Checkout.find(given.connector)
    const cassettes = yield* Checkout.cassettes(Flags.cassettesFolder(found, given.cassettes))
    const browsers = yield* Browser.open(found.connector)
    const published = yield* Published.make(yield* Subject.make(found.connector, cassettes, Browser.given(browsers)))
    const path = join(Checkout.packageOf(found), Published.pathOf(found.connector.manifest.slug))
    Checkout.write(path, Published.write(published))
    yield* Console.log(
      given.json
        ? JSON.stringify({ path: Checkout.shown(path), version: published.version })
        : `wrote ${Checkout.shown(path)}: version ${published.version}, to which the next one is held`
    )
  }, Effect.scoped)
).pipe(
  Command.withShortDescription("Write down what the published version left with people"),
  Command.withDescription(
    `Write connectors/<folder>/published/<slug>.json: the form, the sessions and the names of accounts and rows of this version. To be run when a
version is published, and then only; the contract holds the next version to it.`
  )
)
