// The widget's page and what it loads. Whose page may show it in a frame is decided for each request, since what an application allows may have
// changed a moment ago.
import { Refusal } from "@tomada/api"
import { ConnectorHost } from "@tomada/connector-kit"
import { Telling } from "@tomada/engine"
import { ApplicationStore } from "@tomada/store"
import { Effect } from "effect"
import { HttpRouter, type HttpServerRequest, HttpServerResponse } from "effect/http"

import * as Answers from "./Answers.ts"
import * as ConnectorLogos from "./ConnectorLogos.ts"
import * as Framing from "./Framing.ts"
import * as FramingRefused from "./FramingRefused.ts"
import * as Loopback from "./Loopback.ts"
import * as Pages from "./Pages.ts"
import { errorId } from "./Refusals.ts"
import { Settings } from "./Settings.ts"

export const path = "/"

/** Origins whose refusal is told in the log, each once; whoever sends more of them is not worth the room. */
const most = 100

const vary = { vary: "Referer, Sec-Fetch-Dest, Sec-Fetch-Site" }

const page = Effect.gen(function* () {
  const applications = yield* ApplicationStore.ApplicationStore
  const pages = yield* Pages.Pages
  const allowsLoopback = Loopback.only(yield* Settings)
  const own = [new URL(yield* Telling.PublicUrl).origin]
  const told = new Set<string>()

  const tell = (origin: string | null) => {
    const name = origin ?? "a page that sends no referrer"
    if (told.has(name) || told.size >= most) return Effect.void
    told.add(name)
    return Effect.logWarning(
      `the widget was not shown in a frame of ${name}: tomada apps set <application> --allow-origin allows an origin`
    )
  }

  return Effect.fnUntraced(function* ({ headers }: HttpServerRequest.HttpServerRequest) {
    const all = yield* applications.all
    const decision = Framing.decide(
      { referer: headers["referer"], dest: headers["sec-fetch-dest"], site: headers["sec-fetch-site"] },
      {
        allowed: all.filter(({ disabledAt }) => disabledAt === null).map(({ allowedOrigins }) => allowedOrigins),
        allowsLoopback,
        own
      }
    )
    if (decision._tag === "Shown") {
      return HttpServerResponse.setHeaders(pages.page("index.html", Pages.policy(decision.ancestors)), vary)
    }
    yield* tell(decision.origin)
    return HttpServerResponse.setHeaders(FramingRefused.page(decision.origin), vary)
  })
})

const pathOf = (url: string): string => url.split(/[?#]/, 1)[0] ?? url

export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const pages = yield* Pages.Pages
    const { manifests } = yield* ConnectorHost.ConnectorHost
    const slugs = new Map<number, string>(manifests.map(({ id, slug }) => [id, slug]))
    const logo = (id: number) => {
      const picture = ConnectorLogos.of(slugs.get(id) ?? "")
      return picture === undefined ? undefined : ConnectorLogos.answer(picture)
    }
    yield* router.add("GET", path, yield* page)
    yield* router.add("GET", `${Pages.assets}*`, ({ headers, url }) => {
      const path = pathOf(url)
      const id = ConnectorLogos.idOf(path)
      const found = id === undefined ? pages.asset(path, headers["accept-encoding"]) : logo(id)
      return found === undefined
        ? Effect.map(errorId, (id) => Answers.answer(Refusal.routeNotFound(id)))
        : Effect.succeed(found)
    })
  })
)
