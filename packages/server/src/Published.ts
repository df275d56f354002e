// Under which address the world reaches this server: as the setting says, else where it listens. Links in webhooks and the way back
// from an institution's own login begin with it, so it must be known before the engine starts.
import { Asking, Telling } from "@tomada/engine"
import { Effect, Layer, Option } from "effect"
import { HttpServer } from "effect/http"

import { path } from "./OAuthCallback.ts"
import { Settings } from "./Settings.ts"

/** An address that stands for all of the computer's, which no browser opens, is told as the one that it opens itself by. */
const openable = (address: string): string =>
  address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")

/** Where the server listens, without a slash at the end. */
export const listening = Effect.map(HttpServer.HttpServer, ({ address }) => openable(HttpServer.formatAddress(address)))

/** What the engine tells of it. */
export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const { publicUrl } = yield* Settings
    const address = yield* listening
    const url = Option.getOrElse(publicUrl, () => address)
    return Layer.merge(Layer.succeed(Telling.PublicUrl, url), Layer.succeed(Asking.RedirectUri, `${url}${path}`))
  })
)
